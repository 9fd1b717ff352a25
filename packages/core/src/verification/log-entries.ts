import { CountersignError } from '../errors/index.js';
import type { Bundle, LogEntry } from '../bundles/index.js';
import { describeRange, isWithin, type TransparencyLog } from '../trust/index.js';
import type { Checks } from './checks.js';
import { verifyEntryContent, type LoggedSigner } from './log-entry-content.js';
import { verifyEntryProof } from './log-entry-proof.js';
import type { ArtifactInput, VerifiedLogEntry } from './types.js';

/** An entry that is proven to be in a known log, and the time that the log signed. */
interface ProvenEntry {
  readonly entry: LogEntry;
  readonly log: TransparencyLog;
  readonly time: Date | undefined;
}

/** The log entries of a bundle. */
export interface LogEvidence {
  readonly proven: readonly ProvenEntry[];
  /** Entries of logs that are not in the trusted root: they count neither for nor against the bundle. */
  readonly unknown: readonly LogEntry[];
}

/**
 * Verifies that the entries are in their logs. An entry belongs to the log with its log ID. If the trusted root lists a log several
 * times, the one whose validity period contains the signed time is used.
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
 * Checks that every proven entry is about this signature and was made while its log was trusted. For a log without signed times
 * (Rekor v2) the other verified times are used, or the present time if there are none. The validity period is that of the log's key
 * (sigstore_common.proto, `PublicKey.valid_for`, inclusive); the rest is section 4.4 of the Sigstore client specification.
 */
export function bindLogEntries(
  { proven }: LogEvidence,
  about: { readonly bundle: Bundle; readonly artifact: ArtifactInput; readonly signer: LoggedSigner },
  times: readonly Date[],
  checks: Checks,
): readonly VerifiedLogEntry[] {
  return proven.map(({ entry, log, time }) => {
    const checked = time === undefined ? times : [time];
    checks.require(
      'log-window',
      checked.some((one) => isWithin(one, log.validFor)),
      () =>
        new CountersignError('LOG_ENTRY_INVALID', 'the trusted root did not trust the log at the time of the entry', {
          expected: `a time ${describeRange(log.validFor)}`,
          found: checked.map((one) => one.toISOString()).join(', '),
        }),
    );
    verifyEntryContent(entry, about.bundle, about.artifact, about.signer, checks);
    return {
      log: log.baseUrl,
      logId: log.logId,
      logIndex: entry.logIndex,
      kind: entry.kind,
      version: entry.version,
    };
  });
}
