import { CountersignError } from '../errors/index.js';
import { verifySignature } from '../crypto/index.js';
import type { LogEntry } from '../bundles/index.js';
import type { TransparencyLog } from '../trust/index.js';
import { encodeBase64, encodeHex, encodeUtf8, equalBytes } from '../wire/index.js';
import { verifyCheckpoint } from './checkpoint.js';
import type { Checks } from './checks.js';
import { rootFromInclusionProof } from './inclusion.js';

const CODE = 'LOG_ENTRY_INVALID';

/**
 * Verifies that the entry is in the log: by a signed entry timestamp (SET, Rekor v1 only), by an inclusion proof with a signed
 * checkpoint, or both. Each of them that is present must be valid. (Rekor v1, sections 9.3 and 9.5; Rekor v2, section 6.1.4;
 * sigstore_rekor.proto, `TransparencyLogEntry`.)
 * @returns the time that the log signed; undefined without an SET
 */
export function verifyEntryProof(entry: LogEntry, log: TransparencyLog, checks: Checks): Date | undefined {
  const hasSet = entry.signedEntryTimestamp !== undefined;
  if (entry.signedEntryTimestamp !== undefined) verifySet(entry, entry.signedEntryTimestamp, log, checks);
  const { inclusionProof } = entry;
  // Bundles of version 0.1 may have an inclusion proof without a checkpoint; it proves nothing.
  const included = inclusionProof?.checkpoint !== undefined;
  if (inclusionProof?.checkpoint !== undefined) verifyInclusion(entry, inclusionProof, inclusionProof.checkpoint, log, checks);
  checks.require(
    'entry-evidence',
    hasSet || included,
    () =>
      new CountersignError(CODE, 'the bundle does not prove that the entry is in the log', {
        expected: 'a signed entry timestamp or an inclusion proof with a checkpoint',
        found: 'neither',
      }),
  );
  if (!hasSet || entry.integratedTime === 0n) return undefined;
  return new Date(Number(entry.integratedTime) * 1000);
}

/** Rekor v1 signs this JSON with sorted member names (RFC 8785 section 3.2.3) and all digits of integers. */
function verifySet(entry: LogEntry, signature: Uint8Array, log: TransparencyLog, checks: Checks): void {
  const body = encodeBase64(entry.canonicalizedBody);
  const signed = `{"body":"${body}","integratedTime":${entry.integratedTime},"logID":"${log.logId}","logIndex":${entry.logIndex}}`;
  checks.require(
    'set-signature',
    verifySignature(log.key, encodeUtf8(signed), signature),
    () =>
      new CountersignError(CODE, 'the signed entry timestamp does not verify', {
        expected: `a signature by ${log.baseUrl}`,
      }),
  );
}

type InclusionProof = NonNullable<LogEntry['inclusionProof']>;

function verifyInclusion(entry: LogEntry, proof: InclusionProof, checkpoint: string, log: TransparencyLog, checks: Checks): void {
  const head = verifyCheckpoint(checkpoint, log, checks);
  checks.require(
    'inclusion-claims',
    proof.treeSize === head.size && equalBytes(proof.rootHash, head.rootHash),
    () =>
      new CountersignError(CODE, 'the inclusion proof is for another tree than its checkpoint', {
        expected: `size ${head.size}, root ${encodeHex(head.rootHash)}`,
        found: `size ${proof.treeSize}, root ${encodeHex(proof.rootHash)}`,
      }),
  );
  const root = rootFromInclusionProof(entry.canonicalizedBody, proof.logIndex, head.size, proof.hashes);
  checks.require(
    'inclusion-path',
    root !== undefined && equalBytes(root, head.rootHash),
    () =>
      new CountersignError(CODE, 'the inclusion proof does not lead to the root of the checkpoint', {
        expected: encodeHex(head.rootHash),
        found: root === undefined ? 'a proof with a wrong number of hashes' : encodeHex(root),
      }),
  );
  // In Rekor v1 the log index counts the entries of all shards, and only the SET covers it.
  checks.require(
    'log-index',
    entry.signedEntryTimestamp !== undefined || entry.logIndex === proof.logIndex,
    () =>
      new CountersignError(CODE, 'the log index is not that of the inclusion proof', {
        expected: `${proof.logIndex}`,
        found: `${entry.logIndex}`,
      }),
  );
}
