import { createPrivateKey } from 'node:crypto';
import type { Run } from '../run/index.js';
import { localSigner } from './local-signer.js';
import { publicKeyOf } from './private-key.js';
import type { Signer } from './types.js';

/** FIPS 186-5 section A.2.1: more bits than the group order, so that the reduction has no bias. */
const SEED_BYTES = 48;

/** A new P-256 key, only in memory, for a Fulcio certificate. */
export async function ephemeralSigner(run: Pick<Run, 'random'>): Promise<Signer> {
  const { p256 } = await import('@noble/curves/nist.js');
  const { secretKey } = p256.keygen(run.random(SEED_BYTES));
  const point = p256.getPublicKey(secretKey, false);
  const object = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: base64Url(secretKey),
      x: base64Url(point.subarray(1, 33)),
      y: base64Url(point.subarray(33, 65)),
    },
  });
  return localSigner(run, { object, publicKey: publicKeyOf(object, 'the ephemeral key') }, 'keyless');
}

function base64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
