import { CountersignError } from '../errors/index.js';
import type { Checks } from './checks.js';
import type { LogEvidence } from './log-entries.js';
import type { TimestampEvidence } from './timestamps.js';
import type { Thresholds } from './types.js';

const OTHER_INSTANCE =
  'The bundle is probably from another Sigstore instance: give the trusted root of that instance if you trust it.';

/** What was found, in numbers of distinct authorities. */
export interface Tally {
  readonly logs: LogEvidence;
  readonly timestamps: TimestampEvidence;
  /** Undefined for key signatures, which have no certificate. */
  readonly scts: number | undefined;
}

/**
 * How many different logs: the same key under two names, or two entries of one log, count once.
 */
function distinctLogs(logs: LogEvidence['proven']): number {
  return new Set(logs.map(({ log }) => log.key.material)).size;
}

/** A threshold that is no count would ask for nothing. @throws CountersignError INPUT_INVALID */
export function requireCounts({ logEntries, timestamps, scts, times }: Thresholds): void {
  const counts = { logEntries, timestamps, scts, times };
  const [wrong] = Object.entries(counts).filter(([, count]) => !Number.isSafeInteger(count) || count < 0);
  if (wrong === undefined) return;
  throw new CountersignError('INPUT_INVALID', `the threshold ${wrong[0]} is no count`, {
    expected: '0 or a positive whole number',
    found: String(wrong[1]),
  });
}

/**
 * Different authorities, never entries (Sigstore client specification, section 4.6, "Threshold verification").
 * @throws CountersignError LOG_ENTRY_MISSING, TIMESTAMP_MISSING, SCT_INVALID, THRESHOLD_NOT_MET
 */
export function requireThresholds(thresholds: Thresholds, { logs, timestamps, scts }: Tally, checks: Checks): void {
  const logCount = distinctLogs(logs.proven);
  checks.require(
    'log-threshold',
    logCount >= thresholds.logEntries,
    () =>
      new CountersignError('LOG_ENTRY_MISSING', 'the bundle is not witnessed by enough transparency logs', {
        expected: `entries of ${thresholds.logEntries} different logs that the trusted root knows`,
        found: describe(logCount, logs.unknown.length, 'entries of unknown logs'),
        ...(logs.unknown.length > 0 ? { hint: OTHER_INSTANCE } : {}),
      }),
  );
  checks.require(
    'timestamp-threshold',
    timestamps.distinct >= thresholds.timestamps,
    () =>
      new CountersignError('TIMESTAMP_MISSING', 'the bundle is not stamped by enough timestamp authorities', {
        expected: `timestamps of ${thresholds.timestamps} different authorities that the trusted root knows`,
        found: describe(timestamps.distinct, timestamps.unknown, 'timestamps of unknown authorities'),
        ...(timestamps.unknown > 0 ? { hint: OTHER_INSTANCE } : {}),
      }),
  );
  checks.require(
    'sct-threshold',
    scts === undefined || scts >= thresholds.scts,
    () =>
      new CountersignError('SCT_INVALID', 'the certificate is not promised to enough certificate logs', {
        expected: `promises of ${thresholds.scts} different logs that the trusted root knows`,
        found: `${scts}`,
      }),
  );
  const times = distinctLogs(logs.proven.filter(({ time }) => time !== undefined)) + timestamps.distinct;
  checks.require(
    'time-threshold',
    times >= thresholds.times,
    () =>
      new CountersignError(times === 0 ? 'TIMESTAMP_MISSING' : 'THRESHOLD_NOT_MET', 'too few sources say when this was signed', {
        expected: `${thresholds.times} different sources of verified time`,
        found: `${times}`,
      }),
  );
}

function describe(known: number, unknown: number, what: string): string {
  return unknown === 0 ? `${known}` : `${known}, and ${unknown} ${what}`;
}
