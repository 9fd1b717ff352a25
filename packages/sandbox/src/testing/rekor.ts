import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** A P-256 key with a signature over some bytes, and the requests that log it. */
export interface SignedBytes {
  readonly digest: Buffer;
  readonly signature: Buffer;
  readonly publicKey: KeyObject;
  readonly spki: Buffer;
  readonly pem: string;
}

export function signedBytes(content: string): SignedBytes {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    digest: createHash('sha256').update(content).digest(),
    signature: sign('sha256', Buffer.from(content), privateKey),
    publicKey,
    spki: publicKey.export({ format: 'der', type: 'spki' }),
    pem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  };
}

const base64 = (bytes: Buffer | string): string => Buffer.from(bytes).toString('base64');

export interface V2Changes {
  readonly digest?: Buffer;
  readonly signature?: Buffer;
  readonly verifier?: unknown;
  readonly keyDetails?: string;
}

/** The body of `POST /api/v2/log/entries`. */
export function v2Request(signed: SignedBytes, changes: V2Changes = {}): unknown {
  const verifier = changes.verifier ?? {
    publicKey: { rawBytes: base64(signed.spki) },
    keyDetails: changes.keyDetails ?? 'PKIX_ECDSA_P256_SHA_256',
  };
  const signature = { content: base64(changes.signature ?? signed.signature), verifier };
  return { hashedRekordRequestV002: { digest: base64(changes.digest ?? signed.digest), signature } };
}

/** A proposed hashedrekord 0.0.1 of Rekor v1. */
export function v1Proposal(signed: SignedBytes, changes: { readonly digest?: Buffer; readonly pem?: string } = {}): unknown {
  const value = (changes.digest ?? signed.digest).toString('hex');
  const publicKey = { content: base64(changes.pem ?? signed.pem) };
  return {
    apiVersion: '0.0.1',
    kind: 'hashedrekord',
    spec: { data: { hash: { algorithm: 'sha256', value } }, signature: { content: base64(signed.signature), publicKey } },
  };
}
