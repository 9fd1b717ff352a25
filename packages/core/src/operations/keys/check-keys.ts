import { resolve } from 'node:path';
import { parseCertificate, type Certificate, type PublicKey } from '../../crypto/index.js';
import { asCountersignError, CountersignError, systemReason, type ExitStatus } from '../../errors/index.js';
import { describeDuration } from '../../policy/values/index.js';
import { openPublicKey, type KeyServices } from '../../public-keys/index.js';
import type { Run } from '../../run/index.js';
import { parsePem, readRegularFile } from '../../wire/index.js';
import type { ListedKey } from './inventory.js';

const DAY = 86_400_000;
const MAX_BYTES = 64 * 1024;

/** Why a key fails. `unreadable` has the exit status of its error: a service that does not answer decides nothing. */
export type KeyProblem =
  | 'too-old'
  | 'age-unknown'
  | 'created-in-future'
  | 'certificate-expires'
  | 'certificate-expired'
  | 'certificate-not-yet-valid'
  | 'certificate-of-other-key'
  | 'fingerprint-mismatch'
  | 'unreadable';

export interface CheckedKey {
  readonly name: string;
  readonly key: string;
  readonly role: string;
  readonly fingerprint?: string;
  /** RFC 3339. */
  readonly created?: string;
  readonly retired?: string;
  /** The name of the key that replaces it, until it is retired: so long, its age is no problem. */
  readonly replacedBy?: string;
  readonly ageDays?: number;
  readonly maxAgeDays: number;
  /** RFC 3339: when it reaches its maximum age. */
  readonly replaceBefore?: string;
  readonly certificateExpires?: string;
  readonly problems: readonly { readonly code: KeyProblem; readonly message: string }[];
  /** 0, or the status that this key leads to. */
  readonly status: ExitStatus;
}

export interface CheckKeysOptions {
  /** Milliseconds before the end of a certificate at which it fails. */
  readonly expiryWarning: number;
  readonly services?: KeyServices | undefined;
  /** Paths of the list are relative to this folder; absolute. */
  readonly folder: string;
}

/** Checks age and certificate of each key. Reads its public half: a key that is not there, or is another one, fails. */
export async function checkKeys(run: Run, keys: readonly ListedKey[], options: CheckKeysOptions): Promise<readonly CheckedKey[]> {
  const opened: OpenedKey[] = [];
  // One after the other: a service of keys limits how much it is asked.
  for (const listed of keys) opened.push(await openKey(run, listed, options));
  const now = run.clock();
  return opened.map((one) => checkOne(one, successorOf(one, opened, now), now, options));
}

type Problem = CheckedKey['problems'][number] & { readonly status: ExitStatus };

/** A listed key with its public half; undefined if it cannot be read, which is a problem. */
interface OpenedKey {
  readonly listed: ListedKey;
  readonly key: PublicKey | undefined;
  readonly unreadable: readonly Problem[];
}

async function openKey(run: Run, listed: ListedKey, options: CheckKeysOptions): Promise<OpenedKey> {
  const unreadable: Problem[] = [];
  try {
    return { listed, key: await publicKeyOf(run, listed.key, options), unreadable };
  } catch (thrown) {
    reportUnreadable(thrown, reportTo(unreadable));
    return { listed, key: undefined, unreadable };
  }
}

const reportTo =
  (problems: Problem[]): Report =>
  (code, message, status = 1) =>
    void problems.push({ code, message, status });

/**
 * The key that replaces one which is not retired yet: another key of the same role that is in use now, and still young enough when the
 * old one is retired. So an overlap ends, whatever date is written.
 */
function successorOf({ listed, key }: OpenedKey, all: readonly OpenedKey[], now: Date): ListedKey | undefined {
  const { retired, role, created } = listed;
  if (retired === undefined || retired <= now) return undefined;
  const found = all.find((other) => {
    const { listed: next } = other;
    if (next === listed || next.role !== role || next.created === undefined || next.created > now) return false;
    if (created !== undefined && next.created <= created) return false;
    if (next.retired !== undefined && next.retired <= retired) return false;
    if (next.created.getTime() + next.maxAge < retired.getTime()) return false;
    // The same key under another name would be the old one.
    return other.key !== undefined && other.key.material !== key?.material;
  });
  return found?.listed;
}

function checkOne(
  { listed, key: opened, unreadable }: OpenedKey,
  successor: ListedKey | undefined,
  now: Date,
  options: CheckKeysOptions,
): CheckedKey {
  const { name, key, role, maxAge, created, retired } = listed;
  const problems: Problem[] = [];
  const report = reportTo(problems);
  const isRetired = retired !== undefined && retired <= now;
  if (!isRetired && successor === undefined) checkAge(listed, now, report);
  problems.push(...unreadable);
  if (opened !== undefined && listed.sha256 !== undefined && listed.sha256 !== opened.fingerprint)
    report('fingerprint-mismatch', `expected the key ${listed.sha256}, found ${opened.fingerprint}`);
  const certificate =
    listed.certificate === undefined || isRetired ? undefined : certificateOf(listed.certificate, options.folder, report);
  if (certificate !== undefined) {
    // A certificate that ends after its key is retired needs no new one.
    const isLongEnough = successor !== undefined && retired !== undefined && certificate.notAfter >= retired;
    checkCertificate(certificate, opened, now, isLongEnough ? 0 : options.expiryWarning, report);
  }
  return {
    name,
    key,
    role,
    ...(opened === undefined ? {} : { fingerprint: opened.fingerprint }),
    ...(created === undefined
      ? {}
      : {
          created: created.toISOString(),
          ageDays: Math.floor((now.getTime() - created.getTime()) / DAY),
          replaceBefore: new Date(created.getTime() + maxAge).toISOString(),
        }),
    ...(retired === undefined ? {} : { retired: retired.toISOString() }),
    ...(successor === undefined ? {} : { replacedBy: successor.name }),
    maxAgeDays: maxAge / DAY,
    ...(certificate === undefined ? {} : { certificateExpires: certificate.notAfter.toISOString() }),
    problems: problems.map(({ code, message }) => ({ code, message })),
    status: worstOf(problems.map(({ status }) => status)),
  };
}

type Report = (code: KeyProblem, message: string, status?: ExitStatus) => void;

function checkAge({ created, maxAge, role, retired }: ListedKey, now: Date, report: Report): void {
  if (created === undefined)
    return report('age-unknown', 'its age is not known: write when it was made under "created" (--created), or replace it');
  const age = now.getTime() - created.getTime();
  if (age < 0) return report('created-in-future', `it is said to be made at ${created.toISOString()}, which is in the future`);
  if (age > maxAge)
    report(
      'too-old',
      `it is ${String(Math.floor(age / DAY))} days old, and keys of the role "${role}" are used for at most ${describeDuration(maxAge)}${alone(role, retired)}`,
    );
}

/** Why a date at which a key will be retired is not enough. */
const alone = (role: string, retired: Date | undefined): string =>
  retired === undefined
    ? ''
    : `; it retires on ${retired.toISOString().slice(0, 10)}, but the list has no other key of the role "${role}" that is newer, and young enough until then`;

function checkCertificate(
  certificate: Certificate,
  key: PublicKey | undefined,
  now: Date,
  warning: number,
  report: Report,
): void {
  const { notBefore, notAfter, publicKey } = certificate;
  if (key !== undefined && publicKey.material !== key.material)
    report('certificate-of-other-key', `its certificate is of the key ${publicKey.fingerprint}`);
  if (notAfter <= now) report('certificate-expired', `its certificate expired at ${notAfter.toISOString()}`);
  else if (notAfter.getTime() - now.getTime() <= warning)
    report(
      'certificate-expires',
      `its certificate expires at ${notAfter.toISOString()}, in ${String(Math.floor((notAfter.getTime() - now.getTime()) / DAY))} days`,
    );
  if (notBefore > now) report('certificate-not-yet-valid', `its certificate is valid from ${notBefore.toISOString()} on`);
}

function reportUnreadable(thrown: unknown, report: Report): void {
  const { code, message, found, exitStatus } = asCountersignError(thrown);
  const why = found === undefined ? '' : `, found ${found}`;
  // A missing file is a key that is not there: it fails, and is no wrong use of this command.
  report('unreadable', `${code}: ${message}${why}`, exitStatus === 3 ? 1 : exitStatus);
}

async function publicKeyOf(run: Run, key: string, { services, folder }: CheckKeysOptions): Promise<PublicKey> {
  const readFile = (path: string): Uint8Array => bytesOf(resolve(folder, path));
  return (await openPublicKey(run, key, { readFile, services })).key;
}

/** The first certificate of a file; undefined if it cannot be read, which is a problem. */
function certificateOf(path: string, folder: string, report: Report): Certificate | undefined {
  try {
    const text = bytesOf(resolve(folder, path)).toString('utf8');
    const [first] = parsePem(text, { what: path, code: 'CERTIFICATE_INVALID', labels: ['CERTIFICATE'] });
    if (first === undefined) throw new CountersignError('CERTIFICATE_INVALID', `${path} contains no certificate`);
    return parseCertificate(first.der, { what: path });
  } catch (thrown) {
    reportUnreadable(thrown, report);
    return undefined;
  }
}

function bytesOf(path: string): Buffer {
  try {
    return readRegularFile(path, MAX_BYTES, { followLink: true });
  } catch (cause) {
    throw new CountersignError('FILE_UNREADABLE', `${path} cannot be read`, { found: systemReason(cause) });
  }
}

/** Wrong use before a failure before undecided before done. */
export function worstOf(statuses: readonly ExitStatus[]): ExitStatus {
  return ([3, 1, 2] as const).find((status) => statuses.includes(status)) ?? 0;
}
