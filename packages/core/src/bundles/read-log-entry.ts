import { encodeHex, type ProtoReader } from '../wire/index.js';
import type { BundleVersion, LogEntry } from './types.js';

/** More than the levels of a tree of 2^63 leaves. */
export const MAX_HASHES = 64;

/** One `TransparencyLogEntry` of a bundle, with the evidence that the bundle's version requires. */
export function readLogEntry(entry: ProtoReader, version: BundleVersion): LogEntry {
  const kind = entry.requiredMessage('kindVersion', ['kind', 'version']);
  const promise = entry.message('inclusionPromise', ['signedEntryTimestamp']);
  const inclusionProof = readInclusionProof(entry);
  if (version === '0.1' && promise === undefined)
    throw entry.failure('inclusionPromise', 'present in a bundle of version 0.1', 'nothing');
  if (version !== '0.1' && inclusionProof === undefined) {
    throw entry.failure('inclusionProof', `present in a bundle of version ${version}`, 'nothing');
  }
  if (version !== '0.1' && inclusionProof?.checkpoint === undefined) {
    throw entry.failure('inclusionProof.checkpoint', `present in a bundle of version ${version}`, 'nothing');
  }
  return {
    logIndex: entry.int64('logIndex'),
    logId: encodeHex(entry.requiredMessage('logId', ['keyId']).requiredBytes('keyId')),
    kind: kind.requiredText('kind'),
    version: kind.requiredText('version'),
    integratedTime: entry.int64('integratedTime'),
    signedEntryTimestamp: promise?.requiredBytes('signedEntryTimestamp'),
    inclusionProof,
    canonicalizedBody: entry.requiredBytes('canonicalizedBody'),
  };
}

function readInclusionProof(entry: ProtoReader): LogEntry['inclusionProof'] {
  const proof = entry.message('inclusionProof', ['logIndex', 'rootHash', 'treeSize', 'hashes', 'checkpoint']);
  if (proof === undefined) return undefined;
  const hashes = proof.bytesList('hashes', MAX_HASHES);
  if (hashes.some((hash) => hash.length !== 32)) throw proof.failure('hashes', 'a list of SHA-256 hashes');
  return {
    logIndex: proof.int64('logIndex'),
    rootHash: proof.requiredBytes('rootHash'),
    treeSize: proof.int64('treeSize'),
    hashes,
    checkpoint: proof.message('checkpoint', ['envelope'])?.requiredText('envelope'),
  };
}
