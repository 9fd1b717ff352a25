import { CountersignError } from '../errors/index.js';
import { excerpt, parseJson, readObject, readString, refuseOtherSpellings } from '../wire/index.js';

const CODE = 'EVIDENCE_MALFORMED';
/** Largest signed text, in bytes; only its annotations can be large. */
export const MAX_IMAGE_TEXT_BYTES = 64 * 1024;
const MEMBERS = ['critical', 'optional', 'identity', 'docker-reference', 'image', 'docker-manifest-digest', 'type'];
const SIGNATURE_TYPE = 'cosign container image signature';

/** Content of an image signature in cosign's old format, not compared with the image. */
export interface ImageText {
  /** `docker-reference`, unchanged. */
  readonly reference: string;
  /** `docker-manifest-digest`, unchanged. */
  readonly digest: string;
}

/**
 * Reads the text that cosign signed for an image before version 3 ("simple signing", containers/image
 * docs/containers-signature.5.md).
 * @throws CountersignError EVIDENCE_MALFORMED
 */
export function readImageText(payload: Uint8Array, what: string): ImageText {
  const text = readObject(parseJson(payload, { maxBytes: MAX_IMAGE_TEXT_BYTES, what, code: CODE }), what, CODE);
  // cosign is written in Go: a text that Go would read differently proves nothing. `optional` has arbitrary names.
  refuseOtherSpellings(text, { known: MEMBERS, maps: ['optional'], what, code: CODE });
  const critical = readObject(text['critical'], `${what}: critical`, CODE);
  const type = readString(critical['type'], `${what}: type`, CODE);
  if (type !== SIGNATURE_TYPE) {
    throw new CountersignError(CODE, `${what} does not sign an image`, {
      expected: SIGNATURE_TYPE,
      found: excerpt(type),
    });
  }
  const named = readObject(critical['image'], `${what}: image`, CODE);
  const identity = readObject(critical['identity'], `${what}: identity`, CODE);
  return {
    digest: readString(named['docker-manifest-digest'], `${what}: docker-manifest-digest`, CODE),
    reference: readString(identity['docker-reference'], `${what}: docker-reference`, CODE),
  };
}
