import type { JsonObject } from '../../wire/index.js';
import type { Digests, FileSubject, ImageSubject } from '../types.js';

/** What has a path on this machine, whether its bytes were read or not: its bundles are looked for beside it. */
export interface OnDisk {
  readonly name: string;
  readonly digests: Digests;
  /** Absolute; undefined for a digest that no checksum file named. */
  readonly path?: string;
  /** Where it really lies, if a link leads there. */
  readonly realPath?: string;
  /** `SHA256SUMS:12`: the line of a checksum file that named it. */
  readonly origin?: string;
}

/**
 * What the rooms ask about a kind of subject. A new kind brings its answers in one file; what is not asked here and depends on
 * the kind all the same is decided with `byKind`, which does not compile without an answer for each.
 */
export interface KindFacts<S> {
  /** For messages. */
  readonly noun: { readonly a: string; readonly one: string; readonly many: string };
  /** False where nobody has read the bytes: they may be anything that has the digest, and whoever reads a decision must know. */
  readonly bytesSeen: boolean;
  /** How messages, logs and reports call it: its name, and the digest where a name alone can come to mean something else. */
  label(subject: S): string;
  /** `sha256:<hex>`, or the digest that there is. */
  digest(subject: S): string;
  /** The input that names it to the gate again, and the value of that input. Paths are absolute, or as they were written. */
  namedBy(subject: S): { readonly input: string; readonly value: string };
  /** The subject, if it is one file whose bytes were read: what can be read again, copied, hashed with more algorithms. */
  file(subject: S): FileSubject | undefined;
  /** The subject, if it lives in a registry: what a registry is asked about, what is deployed by digest. */
  image(subject: S): ImageSubject | undefined;
  /** The subject, if it has a path here. */
  onDisk(subject: S): OnDisk | undefined;
  /** Absolute paths that it was read from: nothing that a run writes may take their place. */
  readFrom(subject: S): readonly string[];
  /** What the JSON report says of it besides kind, name and digests (docs/reference/report.schema.json). */
  report(subject: S): JsonObject;
}

const none = (): undefined => undefined;

/** For kinds that are no file, no image, or have no path here. */
export const NOT = { file: none, image: none, onDisk: none, readFrom: (): readonly string[] => [] } as const;

/** The digest that people know first. */
export function firstDigest({ sha256, sha384, sha512 }: Digests): string {
  if (sha256 !== undefined) return `sha256:${sha256}`;
  return sha512 === undefined ? `sha384:${sha384 ?? ''}` : `sha512:${sha512}`;
}
