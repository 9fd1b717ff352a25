import { createHash } from 'node:crypto';
import type { PublicKey } from '../crypto/index.js';

/**
 * Origins of a log's checkpoints: host, port and path of its base URL, and the same without the port
 * (Rekor's `--hostname` has no port).
 */
export function checkpointOrigins(baseUrl: string): readonly string[] {
  const url = new URL(baseUrl);
  const path = url.pathname.replace(/(?<!\/)\/+$/, '');
  return [...new Set([url.host + path, url.hostname + path])];
}

/** Length of the SubjectPublicKeyInfo header before the 32 key bytes (RFC 8410 section 4). */
const ED25519_SPKI_PREFIX = 12;

/**
 * The untruncated key ID of a signed note's verifier (C2SP signed-note): SHA-256 of the name and the key for Ed25519,
 * SHA-256 of the SubjectPublicKeyInfo for ECDSA. Hex.
 */
export function noteKeyId(origin: string, key: PublicKey): string {
  if (key.details !== 'PKIX_ED25519') return key.fingerprint;
  return createHash('sha256')
    .update(origin, 'utf8')
    .update(Uint8Array.of(0x0a, 0x01))
    .update(key.spki.subarray(ED25519_SPKI_PREFIX))
    .digest('hex');
}
