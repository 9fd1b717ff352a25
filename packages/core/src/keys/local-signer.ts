import { constants, sign } from 'node:crypto';
import { hash, KEY_DETAILS } from '../crypto/index.js';
import type { Run } from '../run/index.js';
import { signDigest } from './digest-signing.js';
import type { PrivateKey } from './private-key.js';
import type { Signer, SignInput } from './types.js';

const ENTROPY_BYTES = 32;

/**
 * A signer with a private key in memory. Messages are signed by OpenSSL, digests by signDigest. `name` is for reports.
 * The algorithm is that of the key's public half.
 */
export function localSigner(run: Pick<Run, 'random'>, key: PrivateKey, name: string): Signer {
  const { publicKey, object } = key;
  const { details } = publicKey;
  const { scheme, hash: algorithm } = KEY_DETAILS[details];
  const ofDigest = (digest: Uint8Array): Promise<Uint8Array> =>
    signDigest(object, details, digest, () => run.random(ENTROPY_BYTES));
  return {
    publicKey,
    details,
    hash: algorithm,
    name,
    async sign(input: SignInput) {
      if (input.kind === 'digest') return ofDigest(input.digest);
      switch (scheme) {
        case 'ecdsa':
          return sign(algorithm, input.message, { key: object, dsaEncoding: 'der' });
        case 'rsa-pkcs1':
          return sign(algorithm, input.message, { key: object, padding: constants.RSA_PKCS1_PADDING });
        case 'rsa-pss': {
          const saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
          return sign(algorithm, input.message, { key: object, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
        }
        case 'ed25519ph':
          // Not in Node, so the digest is signed by a library.
          return ofDigest(hash('sha512', input.message));
        case 'ed25519':
        case 'ml-dsa':
          return sign(null, input.message, object);
      }
    },
  };
}
