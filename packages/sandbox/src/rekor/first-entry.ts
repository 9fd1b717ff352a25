import { createHash, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';

/**
 * The first entry of a new log, made by the log itself, so that no client's entry has index 0 or an empty proof. Some JSON writers
 * omit zeros (protojson), but some readers require them (sigstore-python); in production logs this never happens.
 */
export interface FirstEntry {
  /** SHA-256 of the log's origin. */
  readonly digest: Buffer;
  /** ECDSA P-256 over the origin, DER. */
  readonly signature: Buffer;
  readonly spki: Buffer;
  readonly pem: string;
}

export function firstEntry(origin: string): FirstEntry {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKey = createPublicKey(privateKey);
  return {
    digest: createHash('sha256').update(origin).digest(),
    signature: sign('sha256', Buffer.from(origin, 'utf8'), privateKey),
    spki: publicKey.export({ format: 'der', type: 'spki' }),
    pem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  };
}
