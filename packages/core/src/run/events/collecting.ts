import type { LogLevel } from '../log-level.js';
import type { LeftOut } from './fields.js';
import { kind } from './kind.js';

const LEFT_OUT = {
  folder: { level: 'warn', text: (path) => `is a folder; ${path}/** would take the files in it` },
  bundle: { level: 'info', text: () => 'is a bundle' },
  'dead-link': { level: 'warn', text: () => 'is a link to a file that does not exist' },
} as const satisfies Record<LeftOut, { level: LogLevel; text: (path: string) => string }>;

/** What the run is about: files and images that were named. */
export const COLLECTING = {
  resolved: kind({
    when: 'the tag of an image was looked up; from here on only the digest counts',
    must: ['artifact', 'digest', 'reference'],
    may: [],
    level: 'info',
    text: ({ reference, artifact }) => `${reference} is ${artifact}`,
  }),
  narrowed: kind({
    when: 'only some platforms of an index are signed, and not the index itself',
    must: ['artifact', 'digest', 'names'],
    may: [],
    level: 'info',
    text: ({ artifact, names }) =>
      `${artifact} is not signed itself, only its manifests for ${names.join(', ')}: a signature of the index would cover every platform in it`,
  }),
  'left-out': kind({
    when: 'a path that was found is no subject',
    must: ['artifact', 'reason'],
    may: [],
    level: ({ reason }) => LEFT_OUT[reason].level,
    text: ({ artifact, reason }) => `left out: ${artifact} ${LEFT_OUT[reason].text(artifact)}`,
  }),
  'one-file': kind({
    when: 'two names are of the same file, which counts once',
    must: ['artifact', 'other'],
    may: [],
    level: 'info',
    text: ({ artifact, other }) => `${artifact} and ${other} are one file`,
  }),
  'outside-folder': kind({
    when: 'a file lies outside of the working folder; rules match it by its whole path',
    must: ['artifact'],
    may: [],
    level: 'info',
    text: ({ artifact }) => `${artifact} lies outside of the working folder: rules match it by this path`,
  }),
  'bytes-not-read': kind({
    when: 'a checksum file names files that are not here: only their digests are known',
    must: ['path', 'count', 'names'],
    may: [],
    level: 'info',
    text: ({ path, count, names }) =>
      `${path} names files that are not beside it; their bytes were not read: ${names.join(', ')}` +
      (count > names.length ? ` and ${String(count - names.length)} more` : ''),
  }),
} as const;
