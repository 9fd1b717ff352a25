import { createHash } from 'node:crypto';
import { RegistryError } from './answers.js';

const LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

export function isDigest(text: string): boolean {
  const [algorithm = '', hex = ''] = text.split(':');
  return LENGTHS[algorithm] === hex.length && /^[0-9a-f]+$/.test(hex) && text === `${algorithm}:${hex}`;
}

/** Refuses content that does not have the announced digest. */
export function mustMatch(digest: string | null, content: Uint8Array): string {
  if (digest === null || !isDigest(digest))
    throw new RegistryError(400, 'DIGEST_INVALID', 'provided digest is not a valid digest');
  const found = digestOf(content, digest.slice(0, digest.indexOf(':')));
  if (found !== digest) throw new RegistryError(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
  return digest;
}

export function digestOf(content: Uint8Array, algorithm = 'sha256'): string {
  return `${algorithm}:${createHash(algorithm).update(content).digest('hex')}`;
}
