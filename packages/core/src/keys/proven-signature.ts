import { hash, HASH_BYTES, verifyDigestSignature, verifyMessageSignature, type PublicKey } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import type { SignInput } from './types.js';

/**
 * The digest under the hash of the key, for what signs digests.
 * @throws CountersignError KEY_UNSUPPORTED for keys without a hash, INTERNAL for a digest of another length
 */
export function digestOf({ hash: algorithm, details }: Pick<PublicKey, 'hash' | 'details'>, input: SignInput): Uint8Array {
  if (algorithm === undefined) {
    if (input.kind === 'digest') return input.digest;
    throw new CountersignError('KEY_UNSUPPORTED', `a key of the type ${details} signs messages, not digests`);
  }
  const digest = input.kind === 'digest' ? input.digest : hash(algorithm, input.message);
  if (digest.length === HASH_BYTES[algorithm]) return digest;
  throw new CountersignError('INTERNAL', 'the digest to sign has a wrong length', {
    expected: `${HASH_BYTES[algorithm]} bytes (${algorithm})`,
    found: `${digest.length} bytes`,
  });
}

/**
 * Returns the signature if the public key verifies it. What a program or a service answers is never used before: every signer whose
 * private key is elsewhere ends here.
 * @param input what was to be signed, as the signer was given it
 * @param refused the error for another signature; default: SERVICE_ANSWER_INVALID that names `from`
 */
export async function provenSignature(
  key: PublicKey,
  input: SignInput,
  signature: Uint8Array,
  refused: string | (() => CountersignError),
): Promise<Uint8Array> {
  const isValid =
    input.kind === 'message'
      ? await verifyMessageSignature(key, input.message, signature)
      : await verifyDigestSignature(key, input.digest, signature);
  if (isValid) return signature;
  throw typeof refused === 'string' ? notProven(key, signature, refused) : refused();
}

function notProven(key: PublicKey, signature: Uint8Array, from: string): CountersignError {
  return new CountersignError('SERVICE_ANSWER_INVALID', `${from} gave a signature that its public key does not verify`, {
    expected: `a signature of the key ${key.fingerprint}`,
    found: `${String(signature.length)} bytes that do not verify as ${key.details}`,
    hint: 'The signature was not used. Check that the public key and the private key belong together, and that the signature algorithm is right.',
  });
}
