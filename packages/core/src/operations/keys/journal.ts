import { rm } from 'node:fs/promises';
import { CountersignError, isMissing } from '../../errors/index.js';
import type { Run } from '../../run/index.js';
import { decodeUtf8, parseJson, readArray, readObject, readRegularFile, readString, replaceFile } from '../../wire/index.js';

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
    bytes = readRegularFile(path, MAX_BYTES);
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new CountersignError(code, `the journal of a rotation ${path} cannot be read`, { cause });
  }
  const value = readObject(parseJson(decodeUtf8(bytes, path, code), { maxBytes: MAX_BYTES, what: path, code }), path, code);
  const texts = Object.fromEntries(TEXTS.map((name) => [name, readString(value[name], `${path}: ${name}`, code)]));
  const done = readArray(value['done'], `${path}: done`, code).map((one) => readString(one, `${path}: done`, code));
  return { ...(texts as Record<(typeof TEXTS)[number], string>), done };
}

export async function writeJournal(run: Pick<Run, 'random'>, path: string, journal: Journal): Promise<void> {
  await replaceFile(path, `${JSON.stringify(journal, undefined, 2)}\n`, { random: run.random, flush: true, mode: 0o600 });
}

export async function removeJournal(path: string): Promise<void> {
  await rm(path, { force: true });
}
