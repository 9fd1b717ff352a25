import type { InputSpec } from '../input-spec.js';
import { readPlatforms } from '../values.js';

/** What is signed, attested or judged. */
export const SUBJECTS = {
  paths: {
    kind: 'list',
    flag: 'path',
    placeholder: 'GLOB',
    free: true,
    decides: true,
    description: 'Files, as paths or globs, one a line; `!` excludes. A pattern that matches nothing is an error.',
  },
  checksums: {
    kind: 'list',
    placeholder: 'FILE',
    free: true,
    decides: true,
    description:
      'Checksum files (GNU, BSD or goreleaser; sha256, sha384, sha512). Lines are relative to their file; a listed file that is there is read and must be what its line says.',
  },
  images: {
    kind: 'list',
    flag: 'image',
    placeholder: 'REF',
    free: true,
    decides: true,
    description: 'Image references, one a line, by digest, or by a tag that is resolved once and reported.',
  },
  platforms: {
    kind: 'list',
    check: readPlatforms,
    flag: 'platform',
    placeholder: 'OS/ARCH',
    decides: true,
    description:
      'Only these platforms of an image index (`linux/amd64`), one a line; an index itself is then not signed, or judged. Default: the index and every platform.',
  },
} as const satisfies Readonly<Record<string, InputSpec>>;
