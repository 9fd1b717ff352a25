import { isEncodedEnvelope, type Subject } from '../artifacts/index.js';
import type { Bundle } from '../bundles/index.js';
import { CountersignError } from '../errors/index.js';

/**
 * One signature can be over the bytes of two things: a file may hold the manifest of an image, or what is signed of an
 * attestation. Whoever gets such a file signed among others has not been given an image signature, nor the other way round.
 *
 * @throws CountersignError PREDICATE_TYPE_MISMATCH, FILE_UNREADABLE
 */
export function refuseOtherKinds(artifact: Subject, bundle: Bundle): void {
  if (bundle.content.kind !== 'message') return;
  if (artifact.kind === 'image') {
    throw new CountersignError('PREDICATE_TYPE_MISMATCH', 'the signature of a file is not the signature of an image', {
      expected: 'an image signature',
      found: 'a plain signature',
      hint: 'Sign the image itself, as sign-image and "cosign sign" do.',
    });
  }
  if (artifact.kind === 'file' && isEncodedEnvelope(artifact)) {
    throw new CountersignError('PREDICATE_TYPE_MISMATCH', 'an attestation is not a signature', {
      expected: 'a signature of the file',
      found: 'a file that is the encoding of an attestation, whose signature it may be',
    });
  }
}
