import { randomBytes } from 'node:crypto';
import { copyFileSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CountersignError, type ExitStatus } from '@countersign/core/errors';
import {
  chooseForSigning,
  findAffected,
  keyToRevoke,
  readDigestList,
  revokeIn,
  worstOf,
  type Affected,
  type AffectedSignature,
  type Choice,
  type RevokedKey,
} from '@countersign/core/operations/keys';
import { readMoment } from '@countersign/core/policy/values';
import { createRegistry } from '@countersign/core/registry';
import { loadTrust } from '@countersign/core/trust';
import { readRegularFile } from '@countersign/core/wire';
import { readOptions, type RawInputs } from '@countersign/surface/options';
import { signBlob, signImage } from '@countersign/surface/sign';
import { failuresOf, signingStatus } from '@countersign/surface/signing-results';
import { reportError } from '@countersign/surface/process-guard';
import { plain } from '@countersign/surface/log';
import type { Run } from '@countersign/core/run';
import type { SigningReport } from '@countersign/core/signing';
import type { Arguments, Command, Io } from '../../command.js';
import { onlyPositional } from '../../inputs.js';
import { flag, flags, isSet, keyServices, keysRun, LIMIT_FLAG, LOGIN_FLAG } from './keys-run.js';

const MAX_LIST_BYTES = 16 * 1024 * 1024;

/** Flags that signing again hands on, by the names of the inputs. */
const SIGNING = ['key-password', 'trusted-root', 'trust-digest', 'signing-config', 'transparency-log', 'key-login'] as const;

export const command: Command = {
  name: 'keys revoke',
  summary: 'Revoke a key in policies, list what it signed, and sign that again with another key.',
  usage: 'SIGNER | KEY --policy FILE [--since DATE]',
  examples: [
    'countersign keys revoke release-2025 --policy policy.yaml --since 2026-11-20T08:00:00Z',
    'countersign keys revoke release-2025 --policy policy.yaml --list-affected dist --list-affected oci://ghcr.io/acme/app --dry-run',
    'countersign keys revoke release-2025 --policy policy.yaml --since 2026-11-20 --list-affected dist --re-sign --key release-2026.key --digests ours.txt',
  ],
  notes: [
    'Without --since, no signature of the key counts any more. With it, those count that a log or a timestamp proves to be older.',
    'The list is made of the places that are named: folders, files with bundles, and images (without a tag: all tags of the repository). Transparency logs are not searched in this version.',
    'Nothing of an attacker is signed again: only what a log or a timestamp proves to be signed before --since, or what --digests lists, and only bytes that are here.',
  ],
  flags: [
    { name: 'policy', placeholder: 'FILE', repeatable: true, description: 'A policy in which the key is revoked.' },
    {
      name: 'since',
      placeholder: 'DATE',
      description: 'The first moment whose signatures do not count, such as 2026-11-20 or 2026-11-20T08:00:00Z.',
    },
    {
      name: 'list-affected',
      placeholder: 'FOLDER|FILE|oci://REF',
      repeatable: true,
      description: 'Where signatures of the key are searched.',
    },
    { name: 're-sign', description: 'Signs what was found again, as far as it may be.' },
    { name: 'key', placeholder: 'KEY', repeatable: true, description: 'With --re-sign: how to sign, as for sign-blob.' },
    {
      name: 'digests',
      placeholder: 'FILE',
      description: 'With --re-sign: digests of artifacts that you know to be yours, one a line, as sha256sum writes them.',
    },
    { name: 'key-password', placeholder: 'env://VAR|FILE', description: 'Where the password of the new key is.' },
    {
      name: 'trusted-root',
      placeholder: 'FILE|NAME|URL',
      description: 'The instance that proves times and witnesses new signatures, as for sign-blob.',
    },
    { name: 'trust-digest', placeholder: 'sha256:HEX', description: 'The expected digest of the file with the trusted root.' },
    { name: 'signing-config', placeholder: 'FILE', description: 'The services for new signatures.' },
    {
      name: 'transparency-log',
      placeholder: 'required|off',
      description: 'Whether new signatures are recorded in a log. Default: required.',
    },
    LIMIT_FLAG,
    LOGIN_FLAG,
    { name: 'dry-run', description: 'Shows what would be done. Changes no policy and signs nothing.' },
  ],
  async run(args, io) {
    const places = flags(args, 'list-affected');
    checkTogether(args, places);
    const insecure = flags(args, 'insecure-registry');
    const run = keysRun(args, io, insecure);
    const dryRun = isSet(args, 'dry-run');
    const since = flag(args, 'since');
    const named = onlyPositional(args.positionals, 'SIGNER or KEY');
    const revoked = await keyToRevoke(run, named, flags(args, 'policy'), keyServices(args));
    const registry = createRegistry(run, { insecureRegistries: insecure });
    const affected = places.length === 0 ? undefined : await findAffected(run, revoked.key, places, registry);
    // What may be signed again is decided before anything is changed.
    const choices = affected === undefined || !isSet(args, 're-sign') ? [] : await choicesOf(args, run, revoked, affected);
    const changes = await revokeIn(run, revoked, { since, dryRun });
    if (!args.json) {
      for (const { policy, diff } of changes) io.log.info([policy, ...diff].map(plain).join('\n'));
      tellAffected(io, affected);
    }
    const signed = dryRun ? [] : await signAgain(args, io, choices, revoked);
    const status = statusOf(affected, choices, signed);
    if (args.json) io.out(`${JSON.stringify(documentOf(revoked, changes, affected, choices, status), undefined, 2)}\n`);
    else tellChoices(io, choices, dryRun);
    if (dryRun) io.log.info('nothing was changed: a dry run');
    return status;
  },
};

function checkTogether(args: Arguments, places: readonly string[]): void {
  const problem = (message: string, expected: string): CountersignError =>
    new CountersignError('INPUT_MISSING', message, { expected });
  if (flags(args, 'policy').length === 0 && !(isSet(args, 'dry-run') && places.length > 0))
    throw problem(
      'keys revoke needs a policy, because only a policy can revoke a key',
      '--policy FILE (or --dry-run with --list-affected)',
    );
  if (!isSet(args, 're-sign')) return;
  if (places.length === 0) throw problem('--re-sign needs places where signatures are searched', '--list-affected FOLDER');
  if (flags(args, 'key').length === 0) throw problem('--re-sign needs the new key', '--key KEY');
}

async function choicesOf(args: Arguments, run: Run, { key }: RevokedKey, { signatures }: Affected): Promise<readonly Choice[]> {
  const list = flag(args, 'digests');
  const named = flag(args, 'since');
  const since = named === undefined ? undefined : sinceOf(named, run.clock());
  const trustedRoot = flag(args, 'trusted-root');
  const root =
    since === undefined ? undefined : (await loadTrust(run, { trustedRoot, trustDigest: flags(args, 'trust-digest') })).root;
  return chooseForSigning(signatures, {
    key,
    since,
    digests: list === undefined ? new Set() : readDigestList(bytesOf(resolve(run.cwd, list), list), list),
    root,
    now: run.clock(),
  });
}

/** As the policy reads it, in UTC. A key that is said to be lost in the future would prove whatever a thief signs until then. */
function sinceOf(text: string, now: Date): Date {
  const moment = readMoment(text);
  if (moment instanceof Error || moment > now)
    throw new CountersignError('INPUT_INVALID', '--since is not a moment from which the key cannot be trusted', {
      expected: moment instanceof Error ? moment.message : 'a moment that is not in the future',
      found: text,
    });
  return moment;
}

function bytesOf(path: string, name: string): Uint8Array {
  try {
    return readRegularFile(path, MAX_LIST_BYTES, { followLink: true });
  } catch (cause) {
    throw new CountersignError('FILE_UNREADABLE', `the list of digests ${name} cannot be read`, {
      expected: 'a file',
      found: name,
      cause,
    });
  }
}

/** Signs files and images with the commands of the same name: with their checks, and verified before they are written. */
async function signAgain(
  args: Arguments,
  io: Io,
  choices: readonly Choice[],
  { key }: RevokedKey,
): Promise<readonly SigningReport[]> {
  const chosen = choices.flatMap(({ signature, because }) => (because === undefined ? [] : [signature]));
  const given = (names: readonly string[]): RawInputs =>
    Object.fromEntries(names.flatMap((name) => (flags(args, name).length === 0 ? [] : [[name, flags(args, name)]])));
  const common = { ...given(SIGNING), keys: flags(args, 'key') };
  const reports: SigningReport[] = [];
  const files = chosen.filter(({ file }) => file !== undefined);
  if (files.length > 0) {
    keepEarlier(files, key.fingerprint);
    const lists = writeChecksums(resolve('.'), files);
    try {
      const options = readOptions('sign-blob', { ...common, checksums: [...lists] }, 'flag');
      reports.push(await signBlob(io.run(options), options));
    } finally {
      for (const list of lists) rmSync(list, { force: true });
    }
  }
  const images = distinct(chosen, ({ image }) => image);
  if (images.length > 0) {
    const insecure = flags(args, 'insecure-registry');
    const options = readOptions(
      'sign-image',
      { ...common, images, ...(insecure.length === 0 ? {} : { 'insecure-registries': insecure }) },
      'flag',
    );
    reports.push(await signImage(io.run(options), options));
  }
  for (const report of reports)
    for (const { subject, state, error } of failuresOf(report)) {
      io.log.error(`${state}: ${subject}`);
      reportError(io.log, error);
    }
  return reports;
}

const distinct = (
  signatures: readonly AffectedSignature[],
  of: (one: AffectedSignature) => string | undefined,
): readonly string[] => [...new Set(signatures.flatMap((one) => of(one) ?? []))];

/**
 * Files are signed by checksum lists, one in each folder: their bytes are compared again when they are hashed for signing, so that a file
 * that was swapped since it was chosen is not signed.
 */
function writeChecksums(cwd: string, signatures: readonly AffectedSignature[]): readonly string[] {
  const folders = new Map<string, Set<string>>();
  for (const { file = '', digests } of signatures) {
    const path = resolve(cwd, file);
    const lines = folders.get(dirname(path)) ?? new Set();
    lines.add(`${digests?.sha256 ?? ''}  ${basename(path)}`);
    folders.set(dirname(path), lines);
  }
  return [...folders].map(([folder, lines]) => {
    const list = join(folder, `.countersign-${randomBytes(8).toString('hex')}.sha256`);
    writeFileSync(list, `${[...lines].join('\n')}\n`, { flag: 'wx' });
    return list;
  });
}

/** The new bundle takes the place of the old one, which may still prove something: a copy stays beside it. */
function keepEarlier(signatures: readonly AffectedSignature[], fingerprint: string): void {
  for (const { where, file } of signatures) {
    if (file === undefined || where !== `${file}.sigstore.json`) continue;
    const kept = `${where.slice(0, -'.sigstore.json'.length)}.${fingerprint.slice(0, 8)}.sigstore.json`;
    if (!existsSync(kept)) copyFileSync(where, kept, constants.COPYFILE_EXCL);
  }
}

function statusOf(affected: Affected | undefined, choices: readonly Choice[], signed: readonly SigningReport[]): ExitStatus {
  const unfinished = (affected?.incomplete.length ?? 0) > 0 || choices.some(({ because }) => because === undefined);
  return worstOf([...signed.map(signingStatus), unfinished ? 2 : 0]);
}

function tellAffected(io: Io, affected: Affected | undefined): void {
  if (affected === undefined) return;
  for (const { where, state, kind, subjects, file, image } of affected.signatures) {
    const what = file ?? image ?? subjects.map(({ name, digests }) => name ?? Object.values(digests)[0] ?? '').join(', ');
    io.log.info(plain(`${state === 'signed' ? 'signed by the key' : 'names the key, not checked'}: ${kind} ${what} (${where})`));
  }
  for (const problem of affected.incomplete) io.log.warn(plain(`not searched: ${problem}`));
  io.log.info(
    `${String(affected.signatures.length)} of ${String(affected.read)} bundles are by the key; transparency logs were not searched`,
  );
}

function tellChoices(io: Io, choices: readonly Choice[], dryRun: boolean): void {
  for (const { signature, because, reason } of choices) {
    const what = signature.file ?? signature.image ?? signature.where;
    if (because === undefined) io.log.warn(plain(`not signed again: ${what}: ${reason ?? ''}`));
    else io.log.info(plain(`${dryRun ? 'would be signed again' : 'chosen to be signed again'}: ${what} (${because})`));
  }
}

function documentOf(
  { key, policies }: RevokedKey,
  changes: Awaited<ReturnType<typeof revokeIn>>,
  affected: Affected | undefined,
  choices: readonly Choice[],
  status: ExitStatus,
): object {
  const shown = ({ where, state, kind, subjects, file, image }: AffectedSignature): object => ({
    where,
    state,
    kind,
    subjects,
    file,
    image,
  });
  return {
    fingerprint: key.fingerprint,
    revoked: policies.map(({ policy, signers }) => ({ policy: policy.name, signers })),
    changes,
    status,
    ...(affected === undefined
      ? {}
      : {
          affected: affected.signatures.map(shown),
          incomplete: affected.incomplete,
          bundlesRead: affected.read,
          logsSearched: false,
        }),
    choices: choices.map(({ signature, because, reason }) => ({ ...shown(signature), because, reason })),
  };
}
