import { parseImageReference, type ImageSubject } from '../artifacts/index.js';
import { readImageText } from '../bundles/index.js';
import type { SignedClaim } from '../evidence/index.js';
import { CountersignError } from '../errors/index.js';
import { excerpt } from '../wire/index.js';

/**
 * The text of an image signature in cosign's old format, about this image. cosign does not compare its `docker-reference`, so for cosign a signature counts in
 * every repository to which the image is copied; here it must name this image's repository.
 *
 * @throws CountersignError EVIDENCE_MALFORMED, SUBJECT_MISMATCH if it names another image
 */
export function readSimpleSigning(payload: Uint8Array, image: ImageSubject, what: string): SignedClaim {
  const { digest, reference } = readImageText(payload, what);
  if (digest !== image.digest || nameOf(reference) !== image.name) {
    throw new CountersignError('SUBJECT_MISMATCH', `${what} is the signature of another image`, {
      expected: `${image.name}@${image.digest}`,
      found: excerpt(`${reference}@${digest}`),
      hint: 'Sign the image again in its present repository: the signed text contains the name of the image.',
    });
  }
  return { payload, image: { name: image.name, digest } };
}

/** Accepts only a repository; a tag or digest in the reference could not be checked. */
function nameOf(reference: string): string | undefined {
  try {
    const { name, tag, digest } = parseImageReference(reference);
    return tag === undefined && digest === undefined ? name : undefined;
  } catch (error) {
    if (error instanceof CountersignError) return undefined;
    throw error;
  }
}
