import { byKind, type Subject } from '../../artifacts/index.js';

/** The subject's own digest as people write it. */
export function digestOf(subject: Subject): string {
  return byKind(subject, { image: ({ digest }) => digest, file: firstDigest, digest: firstDigest });
}

function firstDigest({ digests: { sha256, sha384, sha512 } }: Subject): string {
  return sha256 !== undefined ? `sha256:${sha256}` : sha512 !== undefined ? `sha512:${sha512}` : `sha384:${sha384 ?? ''}`;
}
