import { certificateSignedBy, type Certificate } from '../crypto/index.js';

/** Certificates of a loaded trusted root do not change, so each path is verified once. */
const verified = new WeakMap<readonly Certificate[], boolean>();

/** Whether each certificate is issued and signed by the next one (RFC 5280 section 6.1.3 (a)(1) and (a)(4)). */
export function isSignedPath(path: readonly Certificate[]): boolean {
  const known = verified.get(path);
  if (known !== undefined) return known;
  const signed = path.every((certificate, depth) => {
    const issuer = path[depth + 1];
    return issuer === undefined || certificateSignedBy(certificate, issuer);
  });
  verified.set(path, signed);
  return signed;
}
