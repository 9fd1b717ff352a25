import { CountersignError } from '../errors/index.js';
import type { Checks } from './checks.js';
import type { LogEvidence } from './log-entries.js';
import { OTHER_INSTANCE } from './other-instance.js';
import type { TimestampEvidence } from './timestamps.js';
import type { Thresholds } from './types.js';

/** The verified evidence of a bundle. */
interface Tally {
  readonly logs: LogEvidence;
  readonly timestamps: TimestampEvidence;
  /** Number of distinct CT logs with a verified SCT; undefined for key signatures, which have no certificate. */
  readonly scts: number | undefined;
}

/** Number of distinct logs: two log listings with the same key, or two entries of one log, count once. */
function distinctLogs(logs: LogEvidence['proven']): number {
  return new Set(logs.map(({ log }) => log.key.material)).size;
}

/** A threshold such as NaN would require nothing. @throws CountersignError INPUT_INVALID */
export function requireCounts({ logEntries, timestamps, scts, times }: Thresholds): void {
  const counts = { logEntries, timestamps, scts, times };
  const [wrong] = Object.entries(counts).filter(([, count]) => !Number.isSafeInteger(count) || count < 0);
  if (wrong === undefined) return;
  throw new CountersignError('INPUT_INVALID', `the threshold ${wrong[0]} is not a count`, {
    expected: '0 or a positive whole number',
    found: String(wrong[1]),
  });
}

/**
 * Counts distinct authorities, not entries (Sigstore client specification, section 4.6, "Threshold verification").
 * @throws CountersignError LOG_ENTRY_MISSING, TIMESTAMP_MISSING, SCT_INVALID, THRESHOLD_NOT_MET
 */
export function requireThresholds(thresholds: Thresholds, { logs, timestamps, scts }: Tally, checks: Checks): void {
  const logCount = distinctLogs(logs.proven);
  checks.require(
    'log-threshold',
    logCount >= thresholds.logEntries,
    () =>
      new CountersignError('LOG_ENTRY_MISSING', 'the bundle has entries of too few transparency logs', {
        expected: `entries of ${atLeast(thresholds.logEntries, 'log', 'logs')} in the trusted root`,
        found: describe(logCount, logs.unknown.length, 'of unknown logs'),
        ...(logs.unknown.length > 0 ? { hint: OTHER_INSTANCE } : {}),
      }),
  );
  checks.require(
    'timestamp-threshold',
    timestamps.distinct >= thresholds.timestamps,
    () =>
      new CountersignError('TIMESTAMP_MISSING', 'the bundle has timestamps of too few authorities', {
        expected: `timestamps of ${atLeast(thresholds.timestamps, 'authority', 'authorities')} in the trusted root`,
        found: describe(timestamps.distinct, timestamps.unknown, 'of unknown authorities'),
        ...(timestamps.unknown > 0 ? { hint: OTHER_INSTANCE } : {}),
      }),
  );
  checks.require(
    'sct-threshold',
    scts === undefined || scts >= thresholds.scts,
    () =>
      new CountersignError('SCT_INVALID', 'the certificate has SCTs of too few CT logs', {
        expected: `SCTs of ${atLeast(thresholds.scts, 'CT log', 'CT logs')} in the trusted root`,
        found: `${scts}`,
      }),
  );
  const times = distinctLogs(logs.proven.filter(({ time }) => time !== undefined)) + timestamps.distinct;
  checks.require(
    'time-threshold',
    times >= thresholds.times,
    () =>
      new CountersignError(
        times === 0 ? 'TIMESTAMP_MISSING' : 'THRESHOLD_NOT_MET',
        'the bundle has too few sources of verified time',
        {
          expected: atLeast(thresholds.times, 'source of verified time', 'sources of verified time'),
          found: `${times}`,
        },
      ),
  );
}

function describe(known: number, unknown: number, what: string): string {
  return unknown === 0 ? `${known}` : `${known}; ${what}: ${unknown}`;
}

const atLeast = (count: number, one: string, many: string): string =>
  count === 1 ? `at least 1 ${one}` : `at least ${count} different ${many}`;
