import { CountersignError } from '../../errors/index.js';
import { concatBytes } from '../../wire/index.js';

/** X25519. */
const KEY_BYTES = 32;
const NONCE_BYTES = 24;

/**
 * libsodium's `crypto_box_seal`: only the owner of the public key can open it. An ephemeral X25519 key, then `crypto_box`
 * (HSalsa20 of the shared secret, XSalsa20-Poly1305) with the nonce BLAKE2b(ephemeral key ‖ public key).
 * @param random cryptographically secure
 * @throws CountersignError SERVICE_ANSWER_INVALID for a public key that cannot be used
 */
export async function sealedBox(
  message: Uint8Array,
  publicKey: Uint8Array,
  random: (length: number) => Uint8Array,
): Promise<Uint8Array> {
  const [{ x25519 }, { blake2b }, { hsalsa, secretbox }] = await Promise.all([
    import('@noble/curves/ed25519.js'),
    import('@noble/hashes/blake2.js'),
    import('@noble/ciphers/salsa.js'),
  ]);
  const invalid = (cause?: unknown): CountersignError =>
    new CountersignError('SERVICE_ANSWER_INVALID', 'the public key for secrets cannot be used', {
      expected: 'an X25519 key of 32 bytes',
      found: `${String(publicKey.length)} bytes`,
      cause,
    });
  if (publicKey.length !== KEY_BYTES) throw invalid();
  const secret = random(KEY_BYTES);
  const ephemeral = x25519.getPublicKey(secret);
  let shared: Uint8Array;
  try {
    // Refuses points of a small order, with which everybody could open the box.
    shared = x25519.getSharedSecret(secret, publicKey);
  } catch (cause) {
    throw invalid(cause);
  }
  const words = (bytes: Uint8Array): Uint32Array => new Uint32Array(Uint8Array.from(bytes).buffer);
  const boxKey = new Uint32Array(KEY_BYTES / 4);
  hsalsa(words(new TextEncoder().encode('expand 32-byte k')), words(shared), new Uint32Array(4), boxKey);
  const nonce = blake2b(concatBytes(ephemeral, publicKey), { dkLen: NONCE_BYTES });
  return concatBytes(ephemeral, secretbox(new Uint8Array(boxKey.buffer), nonce).seal(message));
}
