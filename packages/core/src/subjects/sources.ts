import { checksumLines } from './checksum-lines.js';
import { files } from './files.js';
import { images } from './images.js';
import type { SubjectSource } from './types.js';

/** Every way to name subjects, by the input whose values it reads, in the order in which they are collected. */
export const SOURCES = {
  paths: files,
  checksums: checksumLines,
  images,
} as const satisfies Readonly<Record<string, SubjectSource>>;

/** An input that names subjects, as users write it. */
export type SubjectInput = keyof typeof SOURCES;

export const SUBJECT_INPUTS = Object.keys(SOURCES) as readonly SubjectInput[];

/** What a run names as its subjects. An input that is not there is not offered to whoever runs it. */
export type NamedSubjects = { readonly [I in SubjectInput]?: readonly string[] | undefined };

/** The subjects that the options of a run name, and nothing else of them. */
export function namedSubjects(options: NamedSubjects): NamedSubjects {
  return Object.fromEntries(SUBJECT_INPUTS.flatMap((input) => (options[input] === undefined ? [] : [[input, options[input]]])));
}
