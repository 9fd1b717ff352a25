import type { DigestSubject } from '../types.js';
import { firstDigest, NOT, type KindFacts } from './facts.js';

/** A line of a checksum file whose file is not on this machine. */
export const digest: KindFacts<DigestSubject> = {
  ...NOT,
  noun: { a: 'a digest', one: 'digest', many: 'digests' },
  bytesSeen: false,
  label: ({ name }) => name,
  digest: ({ digests }) => firstDigest(digests),
  namedBy: ({ origin }) => ({ input: 'checksums', value: origin.replace(/:\d+$/, '') }),
  onDisk: (subject) => subject,
  report: ({ origin }) => ({ origin, bytesSeen: false }),
};
