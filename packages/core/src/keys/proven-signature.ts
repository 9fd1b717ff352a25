import { hash, verifyDigestSignature, verifySignature, type PublicKey } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import type { SignInput } from './types.js';

/**
 * The digest under the hash of the key, for what signs digests.
 * @throws CountersignError KEY_UNSUPPORTED for keys without a hash
 */
export function digestOf({ hash: algorithm, details }: Pick<PublicKey, 'hash' | 'details'>, input: SignInput): Uint8Array {
  if (input.kind === 'digest') return input.digest;
  if (algorithm !== undefined) return hash(algorithm, input.message);
  throw new CountersignError('KEY_UNSUPPORTED', `a key of the type ${details} signs messages, not digests`);
}

/**
 * Returns the signature if the public key verifies it. What a program or a service answers is never used before.
 * @param from who made it, for the error
 * @throws CountersignError SERVICE_ANSWER_INVALID
 */
export async function provenSignature(
  key: PublicKey,
  input: SignInput,
  signature: Uint8Array,
  from: string,
): Promise<Uint8Array> {
  const isValid =
    input.kind === 'message'
      ? verifySignature(key, input.message, signature)
      : await verifyDigestSignature(key, input.digest, signature);
  if (isValid) return signature;
  throw new CountersignError('SERVICE_ANSWER_INVALID', `${from} gave a signature that its public key does not verify`, {
    expected: `a signature of the key ${key.fingerprint}`,
    found: `${String(signature.length)} bytes that do not verify as ${key.details}`,
    hint: 'The signature was not used. Check that the public key and the private key belong together, and that the signature algorithm is right.',
  });
}
