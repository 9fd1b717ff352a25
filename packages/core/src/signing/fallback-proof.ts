import { CountersignError } from '../errors/index.js';
import type { Prove, SignOptions } from './options.js';

/** A signature of the fallback key may lack log entry and timestamp; those that it has must count. */
export function fallbackProof({ verify, verifyFallback = verify }: SignOptions): Prove {
  return async (bundle, artifact, expected) => {
    const facts = await verifyFallback(bundle, artifact, expected);
    const stamps = facts.times.filter(({ kind }) => kind === 'timestamp-authority').length;
    if (facts.logEntries.length === bundle.logEntries.length && stamps >= bundle.timestamps.length) return facts;
    throw new CountersignError('LOG_ENTRY_INVALID', 'a log entry or timestamp of the new signature does not count', {
      expected: `${String(bundle.logEntries.length)} log entries and ${String(bundle.timestamps.length)} timestamps under the trusted root`,
      found: `${String(facts.logEntries.length)} and ${String(stamps)}`,
    });
  };
}
