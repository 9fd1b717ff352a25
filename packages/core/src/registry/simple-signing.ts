import { parseImageReference, type ImageSubject } from '../artifacts/index.js';
import { readImageText, type SignedClaim } from '../bundles/index.js';
import { CountersignError } from '../errors/index.js';
import { excerpt } from '../wire/index.js';

/**
 * The text of an image signature in cosign's old form, about this image. cosign does not compare its `docker-reference`, so that a signature counts in every
 * repository that the image is copied to; here it must be this image's.
 *
 * @throws CountersignError EVIDENCE_MALFORMED, SUBJECT_MISMATCH when it names another image
 */
export function readSimpleSigning(payload: Uint8Array, image: ImageSubject, what: string): SignedClaim {
  const { digest, reference } = readImageText(payload, what);
  if (digest !== image.digest || nameOf(reference) !== image.name) {
    throw new CountersignError('SUBJECT_MISMATCH', `${what} is the signature of another image`, {
      expected: `${image.name}@${image.digest}`,
      found: excerpt(`${reference}@${digest}`),
      hint: 'Sign the image again where it is now: what it was called is part of what was signed.',
    });
  }
  return { payload, image: { name: image.name, digest } };
}

/** The repository alone; a reference with a tag or digest says more than could be checked. */
function nameOf(reference: string): string | undefined {
  try {
    const { name, tag, digest } = parseImageReference(reference);
    return tag === undefined && digest === undefined ? name : undefined;
  } catch (error) {
    if (error instanceof CountersignError) return undefined;
    throw error;
  }
}
