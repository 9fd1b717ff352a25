import { checksumLines } from './checksum-lines.js';
import { files } from './files.js';
import { images } from './images.js';
import type { SubjectSource } from './types.js';

/** Every way to name subjects, by its input, in the order of collection. */
export const SOURCES = {
  paths: files,
  checksums: checksumLines,
  images,
} as const satisfies Readonly<Record<string, SubjectSource>>;

/** The name of an input that names subjects. */
export type SubjectInput = keyof typeof SOURCES;

export const SUBJECT_INPUTS = Object.keys(SOURCES) as readonly SubjectInput[];

/** The values of the inputs that name subjects. An absent input is not supported by the caller. */
export type NamedSubjects = { readonly [I in SubjectInput]?: readonly string[] | undefined };
