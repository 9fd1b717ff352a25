import { createHash } from 'node:crypto';
import type { Run } from '../run/index.js';

/** 32 random bytes in base64url: a value that cannot be guessed (RFC 7636 section 7.1). */
export function unguessable(run: Run): string {
  return Buffer.from(run.random(32)).toString('base64url');
}

/** A verifier and its S256 challenge (RFC 7636 sections 4.1 and 4.2). */
export function newPkce(run: Run): { readonly verifier: string; readonly challenge: string } {
  const verifier = unguessable(run);
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}
