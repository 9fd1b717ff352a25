import type { JsonObject } from '../../wire/index.js';
import type { Digests, FileSubject, ImageSubject } from '../types.js';

/** A subject with a path on this machine, whether its bytes were read or not: its bundles are searched for beside it. */
export interface OnDisk {
  readonly name: string;
  readonly digests: Digests;
  /** Absolute; undefined for a digest without a path. */
  readonly path?: string;
  /** The path with all links resolved, if it differs. */
  readonly realPath?: string;
  /** `SHA256SUMS:12`: the line of a checksum file that named it. */
  readonly origin?: string;
}

/**
 * Everything that the code needs to know about a kind of subject: each kind has one file with these members. Decisions about kinds in
 * other places use `byKind`, which does not compile if a kind is missing.
 */
export interface KindFacts<S> {
  /** For messages. */
  readonly noun: { readonly a: string; readonly one: string; readonly many: string };
  /** False if the bytes were not read: a decision must then say that only the digest is known. */
  readonly bytesSeen: boolean;
  /** Its name in messages, logs and reports; with the digest if the name alone can later mean something else. */
  label(subject: S): string;
  /** `sha256:<hex>`; a digest under another algorithm if there is no SHA-256. */
  digest(subject: S): string;
  /** The input and its value that name the subject to the gate again. Paths are absolute, or as the user wrote them. */
  namedBy(subject: S): { readonly input: string; readonly value: string };
  /** The subject, if it is a file whose bytes were read. */
  file(subject: S): FileSubject | undefined;
  /** The subject, if it is in a registry. */
  image(subject: S): ImageSubject | undefined;
  /** The subject, if it has a path on this machine. */
  onDisk(subject: S): OnDisk | undefined;
  /** Absolute paths that it was read from: a run must not overwrite them. */
  readFrom(subject: S): readonly string[];
  /** Its members in the JSON report, besides kind, name and digests (docs/reference/report.schema.json). */
  report(subject: S): JsonObject;
}

const none = (): undefined => undefined;

/** Defaults for kinds that are not a file, not an image, or have no path. */
export const NOT = { file: none, image: none, onDisk: none, readFrom: (): readonly string[] => [] } as const;

/** The digest for messages: SHA-256 if there is one, then SHA-512, then SHA-384. */
export function firstDigest({ sha256, sha384, sha512 }: Digests): string {
  if (sha256 !== undefined) return `sha256:${sha256}`;
  return sha512 === undefined ? `sha384:${sha384 ?? ''}` : `sha512:${sha512}`;
}
