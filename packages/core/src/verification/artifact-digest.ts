import { DIGEST_ALGORITHMS } from '../artifacts/index.js';
import { CountersignError } from '../errors/index.js';
import { hash, type HashAlgorithm } from '../crypto/index.js';
import { decodeHex, encodeHex, equalBytes } from '../wire/index.js';
import type { Checks } from './checks.js';
import type { ArtifactInput } from './types.js';

/** The artifact's digest under the algorithm that a key, a log entry or a message digest needs. */
export function artifactDigest(artifact: ArtifactInput, algorithm: HashAlgorithm): Uint8Array {
  const known = artifact.digests[algorithm];
  if (known !== undefined) return decodeHex(known, `${algorithm} digest of the artifact`, 'SUBJECT_INVALID');
  if (artifact.bytes !== undefined) return hash(algorithm, artifact.bytes);
  throw new CountersignError(
    'SUBJECT_INVALID',
    `this bundle cannot be verified without the ${algorithm} digest of the artifact`,
    {
      expected: `a ${algorithm} digest`,
      found: DIGEST_ALGORITHMS.filter((name) => artifact.digests[name] !== undefined).join(', ') || 'no digest',
      hint: 'Give the artifact itself, or a checksum with this algorithm.',
    },
  );
}

/**
 * The caller gives bytes and digests separately. If they belonged to different artifacts, one could be signed and the other released.
 * (Sigstore client specification, section 4.5: the raw artifact is preferred.)
 */
export function requireSameArtifact(artifact: ArtifactInput, checks: Checks): void {
  const { bytes, digests } = artifact;
  if (DIGEST_ALGORITHMS.every((name) => digests[name] === undefined)) {
    throw new CountersignError('SUBJECT_INVALID', 'the artifact has no digest', {
      expected: 'sha256, sha384 or sha512',
      found: 'none',
    });
  }
  if (bytes === undefined) return;
  for (const algorithm of DIGEST_ALGORITHMS) {
    const claimed = digests[algorithm];
    if (claimed === undefined) continue;
    const found = hash(algorithm, bytes);
    checks.require(
      'artifact-bytes',
      equalBytes(found, decodeHex(claimed, 'digest of the artifact', 'SUBJECT_INVALID')),
      () =>
        new CountersignError('SUBJECT_MISMATCH', 'the artifact changed while it was read', {
          expected: `${algorithm}:${claimed}`,
          found: `${algorithm}:${encodeHex(found)}`,
        }),
    );
  }
}
