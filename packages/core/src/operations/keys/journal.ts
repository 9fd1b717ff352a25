import { lstatSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { sep } from 'node:path';
import { CountersignError, isMissing } from '../../errors/index.js';
import { readMoment } from '../../policy/values/index.js';
import type { Run } from '../../run/index.js';
import { decodeUtf8, parseJson, readArray, readObject, readRegularFile, readString, replaceFile } from '../../wire/index.js';
import { PRIVATE_MODE, writeNewFile } from './new-files.js';

const MAX_BYTES = 64 * 1024;

/** What a rotation has decided and done. Kept in a file until all is done, so that a rotation that failed midway goes on. No secret. */
export interface Journal {
  readonly signer: string;
  readonly name: string;
  /** The algorithm of the new key, by its name in bundles. */
  readonly details: string;
  /** Where the private half is: a file, or a key at a service. */
  readonly key: string;
  /** Fingerprint of the new key; empty until it is made. */
  readonly fingerprint: string;
  /** RFC 3339: when the rotation began. */
  readonly began: string;
  readonly notAfter: string;
  /** Identifiers of the steps that are done. */
  readonly done: readonly string[];
}

const TEXTS = ['signer', 'name', 'details', 'key', 'fingerprint', 'began', 'notAfter'] as const;

/** The journal of a rotation that was not finished; undefined if there is none. @throws CountersignError INPUT_INVALID */
export function readJournal(path: string): Journal | undefined {
  const code = 'INPUT_INVALID';
  let bytes: Uint8Array;
  try {
    refuseForeign(path);
    bytes = readRegularFile(path, MAX_BYTES);
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    if (cause instanceof CountersignError) throw cause;
    throw new CountersignError(code, `the journal of a rotation ${path} cannot be read`, { cause });
  }
  const value = readObject(parseJson(decodeUtf8(bytes, path, code), { maxBytes: MAX_BYTES, what: path, code }), path, code);
  const texts = Object.fromEntries(TEXTS.map((name) => [name, readString(value[name], `${path}: ${name}`, code)]));
  const done = readArray(value['done'], `${path}: done`, code).map((one) => readString(one, `${path}: done`, code));
  return { ...(texts as Record<(typeof TEXTS)[number], string>), done };
}

/**
 * A journal decides which key policies will trust. Ours can be read and written by its owner alone: one that was checked out or copied is
 * another's. The private half of its key is opened, too, before anything is done.
 * @throws CountersignError INPUT_INVALID, or the system's error
 */
function refuseForeign(path: string): void {
  if (sep === '\\') return;
  const { mode } = lstatSync(path);
  if ((mode & 0o077) === 0) return;
  throw new CountersignError('INPUT_INVALID', `${path} is not the journal of a rotation that you began`, {
    expected: 'mode 0600',
    found: `mode 0${(mode & 0o777).toString(8)}`,
    hint: 'Find out who wrote it, and remove it. Its contents were not used.',
  });
}

/**
 * Compares what was begun with what the same command would decide.
 * @param again what the command decides at a moment
 * @throws CountersignError INPUT_INVALID
 */
export function checkJournal(found: Journal, again: (began: Date) => Journal, now: Date, path: string): void {
  const began = readMoment(found.began);
  const hint = `Use the same options, or take back what is done and remove ${path}.`;
  if (began instanceof Error || began > now || !/^(?:[0-9a-f]{64})?$/.test(found.fingerprint))
    throw new CountersignError('INPUT_INVALID', `the journal of a rotation ${path} is damaged`, { hint });
  const expected = again(began);
  const differs = (['signer', 'name', 'details', 'key', 'notAfter'] as const).filter((name) => found[name] !== expected[name]);
  if (differs.length === 0) return;
  throw new CountersignError('INPUT_INVALID', `a rotation of ${expected.signer} was begun with other options`, {
    expected: differs.map((name) => `${name} ${found[name]}`).join(', '),
    found: differs.map((name) => `${name} ${expected[name]}`).join(', '),
    hint,
  });
}

/** Writes the first journal: of two runs at the same time, one ends here, before anything is made. @throws CountersignError INPUT_INVALID */
export async function beginJournal(run: Pick<Run, 'random'>, path: string, journal: Journal): Promise<void> {
  await writeNewFile(run, path, textOf(journal), PRIVATE_MODE);
}

const textOf = (journal: Journal): string => `${JSON.stringify(journal, undefined, 2)}\n`;

export async function writeJournal(run: Pick<Run, 'random'>, path: string, journal: Journal): Promise<void> {
  await replaceFile(path, textOf(journal), { random: run.random, flush: true, mode: PRIVATE_MODE });
}

export async function removeJournal(path: string): Promise<void> {
  await rm(path, { force: true });
}
