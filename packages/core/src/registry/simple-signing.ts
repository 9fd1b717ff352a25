import { parseImageReference, type ImageSubject } from '../artifacts/index.js';
import type { SignedClaim } from '../bundles/index.js';
import { CountersignError } from '../errors/index.js';
import { excerpt, parseJson, readObject, readString, refuseOtherSpellings } from '../wire/index.js';

const CODE = 'EVIDENCE_MALFORMED';
/** The text of a signature, in bytes; its annotations are the only part that can grow. */
export const MAX_PAYLOAD_BYTES = 64 * 1024;
const MEMBERS = ['critical', 'optional', 'identity', 'docker-reference', 'image', 'docker-manifest-digest', 'type'];
const SIGNATURE_TYPE = 'cosign container image signature';

/**
 * The text that cosign signed for an image before version 3 ("simple signing", containers/image
 * docs/containers-signature.5.md). cosign does not compare its `docker-reference`, so that a signature counts in every
 * repository that the image is copied to; here it must be this image's.
 *
 * @throws CountersignError EVIDENCE_MALFORMED, SUBJECT_MISMATCH when it names another image
 */
export function readSimpleSigning(payload: Uint8Array, image: ImageSubject, what: string): SignedClaim {
  const text = readObject(parseJson(payload, { maxBytes: MAX_PAYLOAD_BYTES, what, code: CODE }), what, CODE);
  // Written and read in Go elsewhere: a text that cosign reads otherwise is no proof of anything. `optional` has free names.
  refuseOtherSpellings(text, { known: MEMBERS, maps: ['optional'], what, code: CODE });
  const critical = readObject(text['critical'], `${what}: critical`, CODE);
  const type = readString(critical['type'], `${what}: type`, CODE);
  if (type !== SIGNATURE_TYPE) {
    throw new CountersignError(CODE, `${what} signs something else than an image`, {
      expected: SIGNATURE_TYPE,
      found: excerpt(type),
    });
  }
  const named = readObject(critical['image'], `${what}: image`, CODE);
  const digest = readString(named['docker-manifest-digest'], `${what}: docker-manifest-digest`, CODE);
  const identity = readObject(critical['identity'], `${what}: identity`, CODE);
  const reference = readString(identity['docker-reference'], `${what}: docker-reference`, CODE);
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
