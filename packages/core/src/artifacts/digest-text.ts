import type { Subject } from './types.js';

/** A subject's digest for people and reports, `sha256:<hex>`; another algorithm where a checksum file gave no SHA-256. */
export function digestText(subject: Subject): string {
  if (subject.kind === 'image') return subject.digest;
  const { sha256, sha512, sha384 } = subject.digests;
  if (sha256 !== undefined) return `sha256:${sha256}`;
  return sha512 === undefined ? `sha384:${sha384 ?? ''}` : `sha512:${sha512}`;
}
