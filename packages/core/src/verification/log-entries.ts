import { CountersignError } from '../errors/index.js';
import type { Bundle, LogEntry } from '../bundles/index.js';
import { describeRange, isWithin, type TransparencyLog } from '../trust/index.js';
import type { Checks } from './checks.js';
import { verifyEntryContent, type LoggedSigner } from './log-entry-content.js';
import { verifyEntryProof } from './log-entry-proof.js';
import type { ArtifactInput, VerifiedLogEntry } from './types.js';

/** An entry that a known log vouches for, and the time it signed. */
export interface ProvenEntry {
  readonly entry: LogEntry;
  readonly log: TransparencyLog;
  readonly time: Date | undefined;
}

/** Entries of logs that the trusted root doesn't know: neither for nor against the bundle. */
export interface LogEvidence {
  readonly proven: readonly ProvenEntry[];
  readonly unknown: readonly LogEntry[];
}

/**
 * Checks that the logs vouch for their entries. An entry belongs to the log that its log ID names; of a log that the root
 * lists several times, the listing whose window holds the signed time counts.
 */
export function proveLogEntries(bundle: Bundle, logs: readonly TransparencyLog[], checks: Checks): LogEvidence {
  const proven: ProvenEntry[] = [];
  const unknown: LogEntry[] = [];
  for (const entry of bundle.logEntries) {
    const listings = logs.filter(({ logId, checkpointKeyId }) => logId === entry.logId || checkpointKeyId === entry.logId);
    const [first] = listings;
    if (first === undefined) {
      unknown.push(entry);
      continue;
    }
    const time = verifyEntryProof(entry, first, checks);
    const inWindow = time === undefined ? undefined : listings.find(({ validFor }) => isWithin(time, validFor));
    proven.push({ entry, log: inWindow ?? first, time });
  }
  return { proven, unknown };
}

/**
 * Checks that every proven entry is about this signature and was made while its log was trusted. A log without signed times
 * (Rekor v2) is held against the other verified times, or the present where there are none. The window is that of the log's key
 * (sigstore_common.proto, `PublicKey.valid_for`: both ends count); the rest is section 4.4 of the Sigstore client specification.
 */
export function bindLogEntries(
  { proven }: LogEvidence,
  about: { readonly bundle: Bundle; readonly artifact: ArtifactInput; readonly signer: LoggedSigner },
  times: readonly Date[],
  checks: Checks,
): readonly VerifiedLogEntry[] {
  return proven.map(({ entry, log, time }) => {
    const moments = time === undefined ? times : [time];
    checks.require(
      'log-window',
      moments.some((moment) => isWithin(moment, log.validFor)),
      () =>
        new CountersignError('LOG_ENTRY_INVALID', 'the trusted root did not trust the log when the entry was made', {
          expected: `a time ${describeRange(log.validFor)}`,
          found: moments.map((moment) => moment.toISOString()).join(', '),
        }),
    );
    verifyEntryContent(entry, about.bundle, about.artifact, about.signer, checks);
    return {
      log: log.baseUrl,
      logId: log.logId,
      logIndex: entry.logIndex,
      kind: entry.kind,
      version: entry.version,
      integratedTime: time,
    };
  });
}
