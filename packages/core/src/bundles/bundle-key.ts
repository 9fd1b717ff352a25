import { createHash } from 'node:crypto';
import type { Bundle, LogEntry } from './types.js';

/** Cached: bundles do not change, and one can be a candidate for ten thousand subjects. */
const keys = new WeakMap<Bundle, string>();

/**
 * Equal for two bundles exactly if their decoded content is equal: white space, order of members and spelling of base64 do not
 * matter. Log entries and timestamps do, because a bundle without them must not replace one that has them.
 */
export function bundleKey(bundle: Bundle): string {
  const known = keys.get(bundle) ?? keyOf(bundle);
  keys.set(bundle, known);
  return known;
}

function keyOf({ version, material, content, logEntries, timestamps }: Bundle): string {
  const parts = [
    version,
    material.kind === 'certificate' ? material.chain.map(sha256) : material.hint,
    content.kind === 'message'
      ? [content.digest?.algorithm, hex(content.digest?.value), sha256(content.signature)]
      : [content.payloadType, sha256(content.payload), sha256(content.signature), content.keyid],
    logEntries.map(entryParts),
    timestamps.map(sha256),
  ];
  return sha256(JSON.stringify(parts));
}

function entryParts(entry: LogEntry): readonly unknown[] {
  const {
    logIndex,
    logId,
    kind,
    version,
    integratedTime,
    signedEntryTimestamp,
    inclusionProof: proof,
    canonicalizedBody,
  } = entry;
  return [
    ...[String(logIndex), logId, kind, version, String(integratedTime)],
    ...[hex(signedEntryTimestamp), sha256(canonicalizedBody)],
    proof === undefined
      ? undefined
      : [...[String(proof.logIndex), hex(proof.rootHash), String(proof.treeSize)], ...[proof.hashes.map(hex), proof.checkpoint]],
  ];
}

function hex(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('hex');
}

function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}
