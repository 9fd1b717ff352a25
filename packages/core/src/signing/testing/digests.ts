import type { DigestSubject } from '../../artifacts/index.js';

/** A line of a checksum file whose file is not here. @param sha256 lower-case hex */
export function listed(sha256: string, name: string, origin = 'SHA256SUMS:1'): DigestSubject {
  return { kind: 'digest', name, digests: { sha256 }, origin };
}
