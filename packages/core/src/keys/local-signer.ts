import { sign } from 'node:crypto';
import type { Run } from '../run/index.js';
import { signDigest } from './digest-signing.js';
import type { PrivateKey } from './private-key.js';
import type { Signer } from './types.js';

const ENTROPY_BYTES = 32;

/** A signer with a private key in memory. Messages are signed by OpenSSL, digests by signDigest. `name` is for reports. */
export function localSigner(run: Pick<Run, 'random'>, key: PrivateKey, name: string): Signer {
  const { publicKey, object } = key;
  const { details, hash } = publicKey;
  return {
    publicKey,
    details,
    hash,
    name,
    async sign(input) {
      if (input.kind === 'digest') return signDigest(object, details, hash, input.digest, run.random(ENTROPY_BYTES));
      return sign(hash ?? null, input.message, { key: object, dsaEncoding: 'der' });
    },
  };
}
