import { createHash } from 'node:crypto';
import type { Digests, Subject } from '../artifacts/index.js';
import type { SignedClaim } from '../bundles/index.js';
import { CountersignError } from '../errors/index.js';
import type { ArtifactInput } from '../verification/index.js';

/**
 * The signed text as the artifact that is verified, and the image's digests that it vouches for: this image's, or none.
 *
 * @throws CountersignError SUBJECT_MISMATCH when the text is about something else
 */
export function claimInput(
  { payload, image }: SignedClaim,
  artifact: Subject,
): { readonly input: ArtifactInput; readonly named: Digests } {
  if (artifact.kind !== 'image' || artifact.name !== image.name || artifact.digest !== image.digest) {
    throw new CountersignError('SUBJECT_MISMATCH', 'the signature is about another image', {
      expected: artifact.name,
      found: `${image.name}@${image.digest}`,
    });
  }
  const hex = (algorithm: string): string => createHash(algorithm).update(payload).digest('hex');
  return {
    input: { digests: { sha256: hex('sha256'), sha384: hex('sha384'), sha512: hex('sha512') }, bytes: payload },
    named: { sha256: image.digest.replace(/^sha256:/, '') },
  };
}
