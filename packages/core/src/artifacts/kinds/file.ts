import type { FileSubject } from '../types.js';
import { firstDigest, NOT, type KindFacts } from './facts.js';

/** A file that was read. */
export const file: KindFacts<FileSubject> = {
  ...NOT,
  noun: { a: 'a file', one: 'file', many: 'files' },
  bytesSeen: true,
  label: ({ name }) => name,
  digest: ({ digests }) => firstDigest(digests),
  namedBy: ({ path }) => ({ input: 'paths', value: path }),
  file: (subject) => subject,
  onDisk: (subject) => subject,
  readFrom: ({ path, realPath }) => (realPath === undefined ? [path] : [path, realPath]),
  report: ({ size }) => ({ size }),
};
