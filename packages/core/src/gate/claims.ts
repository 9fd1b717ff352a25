import { imageOf, pinnedImage, type Subject } from '../artifacts/index.js';
import type { SignedClaim } from '../evidence/index.js';
import { CountersignError } from '../errors/index.js';
import type { ArtifactInput } from '../verification/index.js';

/**
 * The image that a signed text names, to be verified with the text: only the image that the text was found for.
 *
 * @throws CountersignError SUBJECT_MISMATCH when the text is about something else
 */
export function claimInput({ payload, image }: SignedClaim, artifact: Subject): ArtifactInput {
  const own = imageOf(artifact);
  if (own === undefined || own.name !== image.name || own.digest !== image.digest) {
    throw new CountersignError('SUBJECT_MISMATCH', 'the signature is about another image', {
      expected: artifact.name,
      found: pinnedImage(image),
    });
  }
  return { digests: artifact.digests, imageText: payload };
}
