import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether a verifier belongs to an S256 challenge (RFC 7636 section 4.6). */
export function challengeMatches(challenge: string, verifier: string): boolean {
  const expected = Buffer.from(challenge);
  const found = Buffer.from(createHash('sha256').update(verifier).digest('base64url'));
  return expected.length === found.length && timingSafeEqual(expected, found);
}
