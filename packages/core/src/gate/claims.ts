import { imageOf, pinnedImage, type Subject } from '../artifacts/index.js';
import type { SignedClaim } from '../evidence/index.js';
import { CountersignError } from '../errors/index.js';
import type { ArtifactInput } from '../verification/index.js';

/**
 * The input of the verification for a signed text about an image. The text must name the image for which it was found.
 *
 * @throws CountersignError SUBJECT_MISMATCH when the text is for another image
 */
export function claimInput({ payload, image }: SignedClaim, artifact: Subject): ArtifactInput {
  const own = imageOf(artifact);
  if (own === undefined || own.name !== image.name || own.digest !== image.digest) {
    throw new CountersignError('SUBJECT_MISMATCH', 'the signature is for another image', {
      expected: artifact.name,
      found: pinnedImage(image),
    });
  }
  return { digests: artifact.digests, imageText: payload };
}
