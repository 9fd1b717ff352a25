import { createHash, createPublicKey, sign, type KeyObject } from 'node:crypto';

/** A key that signs checkpoints under a name (C2SP signed-note and tlog-checkpoint). */
export interface NoteSigner {
  /** The name in the signature line; also the origin's host. */
  readonly name: string;
  /** 32 bytes; the first four are the key hash on the signature line. */
  readonly keyId: Buffer;
  /** SPKI DER. */
  readonly publicKey: Buffer;
  sign(message: Uint8Array): Buffer;
}

/** The last 32 bytes of an Ed25519 SPKI are the key itself (RFC 8410 section 4). */
const ED25519_KEY_LENGTH = 32;
/** Signature type byte of Ed25519 in a note's key ID. */
const ED25519_TYPE = 0x01;

/** Ed25519: key ID = SHA-256(name ‖ LF ‖ 0x01 ‖ key), C2SP signed-note. Rekor v2 uses it untruncated as the log's ID. */
export function ed25519NoteSigner(name: string, privateKey: KeyObject): NoteSigner {
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const raw = publicKey.subarray(-ED25519_KEY_LENGTH);
  const keyId = createHash('sha256').update(`${name}\n`).update(Uint8Array.of(ED25519_TYPE)).update(raw).digest();
  return { name, keyId, publicKey, sign: (message) => sign(null, message, privateKey) };
}

/** ECDSA P-256 with SHA-256, as Rekor v1 signs: key ID = SHA-256 of the SPKI, the signature is DER. */
export function ecdsaNoteSigner(name: string, privateKey: KeyObject): NoteSigner {
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const keyId = createHash('sha256').update(publicKey).digest();
  return { name, keyId, publicKey, sign: (message) => sign('sha256', message, privateKey) };
}

/** A checkpoint: origin, size, base64 root, blank line, one signature line. */
export function signCheckpoint(signer: NoteSigner, origin: string, size: number, root: Buffer): string {
  const text = `${origin}\n${size}\n${root.toString('base64')}\n`;
  const signature = Buffer.concat([signer.keyId.subarray(0, 4), signer.sign(Buffer.from(text, 'utf8'))]);
  return `${text}\n\u2014 ${signer.name} ${signature.toString('base64')}\n`;
}
