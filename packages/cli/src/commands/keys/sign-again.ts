import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { imageOf, pinnedImage, type Subject } from '@countersign/core/artifacts';
import { keepBundle, ownBundle, type AffectedSignature, type Choice, type RevokedKey } from '@countersign/core/operations/keys';
import { readOptions, type RawInputs } from '@countersign/surface/options';
import { signBlob, signImage } from '@countersign/surface/sign';
import type { SigningReport } from '@countersign/core/signing';
import type { Arguments, Io } from '../../command.js';
import { flags } from './keys-run.js';

/** Flags that signing again hands on, by the names of the inputs. */
const SIGNING = ['key-password', 'trusted-root', 'trust-digest', 'signing-config', 'transparency-log', 'key-login'] as const;

/** A signature of the new key over something that the old one signed. */
export interface NewSignature {
  /** The absolute path of a file, or `registry/repository@sha256:…`. */
  readonly of: string;
  readonly state: 'signed' | 'signed-before' | 'would-be-signed';
  readonly by: string;
  /** Its bundle file; undefined if it is only in a registry. */
  readonly path: string | undefined;
}

export interface SignedAgain {
  readonly reports: readonly SigningReport[];
  readonly signatures: readonly NewSignature[];
  /** Copies of bundles that were replaced. */
  readonly kept: readonly string[];
}

interface Signing {
  readonly args: Arguments;
  readonly io: Io;
  readonly dryRun: boolean;
}

/**
 * Signs files and images with the commands of the same name: with their checks, and verified before they are written. What the new key has
 * signed already is not signed again. A new bundle has the place of a file's own bundle if nothing is there, or only signatures of the revoked
 * key; where another signer's is, it stands beside it. What is replaced is kept.
 */
export async function signAgain(
  args: Arguments,
  io: Io,
  choices: readonly Choice[],
  { key }: RevokedKey,
  dryRun: boolean,
): Promise<SignedAgain> {
  const signing = { args, io, dryRun };
  const chosen = choices.flatMap(({ signature, because }) => (because === undefined ? [] : [signature]));
  const files = new Map(chosen.flatMap((one) => (one.file === undefined ? [] : [[resolve(one.file), one] as const])));
  const reports: SigningReport[] = [];
  const kept: string[] = [];
  for (const { group, nameEveryKey } of await groupsOf(signing, key, files)) {
    const plan = await planOf(signing, group, nameEveryKey);
    const missing = plan?.signatures.filter(({ done }) => done === undefined) ?? [];
    if (!dryRun) for (const { path } of missing) kept.push(...[keepBundle(path)].flatMap((copy) => copy ?? []));
    reports.push(await signFiles(signing, group, nameEveryKey));
  }
  const images = [...new Set(chosen.flatMap(({ image }) => image ?? []))];
  if (images.length > 0) reports.push(await signImages(signing, images));
  return { reports, signatures: reports.flatMap(signaturesOf), kept };
}

type Files = ReadonlyMap<string, AffectedSignature>;

/** The files whose own bundle may be written, and those with a bundle of another signer there, which stays. */
async function groupsOf(
  signing: Signing,
  key: RevokedKey['key'],
  files: Files,
): Promise<readonly { readonly group: Files; readonly nameEveryKey: boolean }[]> {
  const [own, foreign, beside] = [
    new Map<string, AffectedSignature>(),
    new Map<string, AffectedSignature>(),
    new Map<string, AffectedSignature>(),
  ];
  for (const [path, signature] of files) {
    const there = await ownBundle(key, path);
    (there === 'nothing' || there === 'revoked' ? own : there === 'signature' ? foreign : beside).set(path, signature);
  }
  // It may be the new key's, of an earlier run.
  const plan = foreign.size === 0 ? undefined : await planOf(signing, foreign, false);
  const [first] = plan?.sources ?? [];
  const done = new Set(
    plan?.signatures.flatMap(({ subjects, source, done: before }) =>
      source === first && before !== undefined ? subjects.map(pathOf) : [],
    ),
  );
  for (const [path, signature] of foreign) (done.has(path) ? own : beside).set(path, signature);
  return [
    { group: own, nameEveryKey: false },
    { group: beside, nameEveryKey: true },
  ].filter(({ group }) => group.size > 0);
}

/** What would be signed, without the lines that signing then prints. */
async function planOf(signing: Signing, files: Files, nameEveryKey: boolean): Promise<SigningReport['plan']> {
  return (await signFiles({ ...signing, dryRun: true }, files, nameEveryKey, { 'log-level': ['warn'] })).plan;
}

async function signFiles(
  { args, io, dryRun }: Signing,
  files: Files,
  nameEveryKey: boolean,
  more: RawInputs = {},
): Promise<SigningReport> {
  const lists = writeChecksums(files);
  try {
    const options = readOptions('sign-blob', { ...inputsOf(args, dryRun), ...more, checksums: [...lists] }, 'flag');
    return await signBlob(io.run(options), options, { nameEveryKey });
  } finally {
    for (const list of lists) rmSync(list, { force: true });
  }
}

async function signImages({ args, io, dryRun }: Signing, images: readonly string[]): Promise<SigningReport> {
  const insecure = flags(args, 'insecure-registry');
  const options = readOptions(
    'sign-image',
    { ...inputsOf(args, dryRun), images, ...(insecure.length === 0 ? {} : { 'insecure-registries': insecure }) },
    'flag',
  );
  return signImage(io.run(options), options);
}

function inputsOf(args: Arguments, dryRun: boolean): RawInputs {
  const given = SIGNING.flatMap((name) => (flags(args, name).length === 0 ? [] : [[name, flags(args, name)] as const]));
  return { ...Object.fromEntries(given), keys: flags(args, 'key'), resume: ['true'], 'dry-run': [String(dryRun)] };
}

/**
 * Files are signed by checksum lists, one in each folder: their bytes are compared again when they are hashed for signing, so that a file
 * that was swapped since it was chosen is not signed.
 */
function writeChecksums(files: Files): readonly string[] {
  const folders = new Map<string, string[]>();
  for (const [path, { digests }] of files) {
    const lines = folders.get(dirname(path)) ?? [];
    lines.push(`${digests?.sha256 ?? ''}  ${basename(path)}`);
    folders.set(dirname(path), lines);
  }
  const lists: string[] = [];
  for (const [folder, lines] of folders) {
    const list = join(folder, `.countersign-${randomBytes(8).toString('hex')}.sha256`);
    writeFileSync(list, `${lines.join('\n')}\n`, { flag: 'wx' });
    lists.push(list);
  }
  return lists;
}

function signaturesOf({ signed, plan }: SigningReport): readonly NewSignature[] {
  const made = signed.flatMap(({ subjects, state, signer, path }) =>
    subjects.map((subject): NewSignature => ({
      of: pathOf(subject),
      state: state === 'signed' ? 'signed' : 'signed-before',
      by: signer.identity ?? signer.name,
      path,
    })),
  );
  const planned = (plan?.signatures ?? []).flatMap(({ subjects, signer, path, done, keepsFile }) =>
    subjects.map((subject): NewSignature => ({
      of: pathOf(subject),
      state: done === undefined ? 'would-be-signed' : 'signed-before',
      by: signer.identity ?? signer.name,
      path: keepsFile ? path : undefined,
    })),
  );
  return [...made, ...planned];
}

function pathOf(subject: Subject): string {
  const image = imageOf(subject);
  return image === undefined ? ('path' in subject ? (subject.path ?? subject.name) : subject.name) : pinnedImage(image);
}
