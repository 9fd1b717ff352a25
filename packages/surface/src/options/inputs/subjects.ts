import type { InputSpec } from '../input-spec.js';
import { readPlatforms } from '../values.js';

/** The subjects to sign, attest or verify. */
export const SUBJECTS = {
  paths: {
    kind: 'list',
    flag: 'path',
    placeholder: 'GLOB',
    free: true,
    decides: true,
    reads: 'artifacts',
    description: 'Files, as paths or globs, one per line; a leading `!` excludes. A pattern that matches no file is an error.',
  },
  checksums: {
    kind: 'list',
    placeholder: 'FILE',
    free: true,
    decides: true,
    reads: 'lists',
    description:
      'Checksum files (format of GNU, BSD or goreleaser; sha256, sha384 or sha512), one per line. Their paths are relative to the checksum file. If a listed file exists, it must match its digest.',
  },
  images: {
    kind: 'list',
    flag: 'image',
    placeholder: 'REF',
    free: true,
    decides: true,
    reads: 'nothing',
    description: 'Image references, one per line, with a digest or a tag. A tag is resolved once, and its digest is printed.',
  },
  platforms: {
    kind: 'list',
    check: readPlatforms,
    flag: 'platform',
    placeholder: 'OS/ARCH',
    decides: true,
    reads: 'nothing',
    description:
      'Only these platforms of an image index (`linux/amd64`), one per line, without the index itself. Default: the index and every platform.',
  },
} as const satisfies Readonly<Record<string, InputSpec>>;
