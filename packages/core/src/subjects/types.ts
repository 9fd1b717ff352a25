import type { DigestAlgorithm, Subject } from '../artifacts/index.js';
import type { CountersignError } from '../errors/index.js';
import type { Registry } from '../registry/index.js';
import type { Run } from '../run/index.js';
import type { UseRules } from './uses.js';

/** The arguments of a source. */
export interface Collecting {
  readonly run: Run;
  readonly rules: UseRules;
  readonly options: CollectSubjectsOptions;
  /**
   * Reports an error of one value; the others are still collected if the use allows it.
   * @param about `image ghcr.io/acme/app:1`
   * @throws CountersignError if the use fails at the first problem, and for wrong use (exit status 3)
   */
  problem(about: string, thrown: unknown): void;
}

interface Source<C extends Collecting> {
  /** The subjects, in the order of the values; each once. */
  collect(named: readonly string[], collecting: C): Promise<readonly Subject[]>;
}

/** One way to name subjects: the values of one input. */
export type SubjectSource =
  | (Source<Collecting> & { readonly needsRegistry: false })
  | (Source<Collecting & { readonly registry: Registry }> & { readonly needsRegistry: true });

export interface CollectSubjectsOptions {
  /** Algorithms for files; default only SHA-256. */
  readonly algorithms?: readonly DigestAlgorithm[] | undefined;
  /** `sign`: only these platforms of an index; `verify`: these instead of the index. */
  readonly platforms?: readonly string[] | undefined;
  /** Whether to read the platform of an image without an index even if `platforms` is empty. */
  readonly ownPlatform?: boolean | undefined;
  /** Whether a file contains only bundles: globs leave it out. */
  readonly isBundle: (path: string) => boolean;
  /** Needed for images only. */
  readonly registry?: Registry | undefined;
}

/** An error of one value. */
export interface SubjectProblem {
  /** `image ghcr.io/acme/app:1`, `checksums SHA256SUMS`. */
  readonly about: string;
  readonly error: CountersignError;
}

export interface CollectedSubjects {
  /** In the order of the table of sources, then in the order of the values. */
  readonly subjects: readonly Subject[];
  /**
   * Files that do not have the digest in a checksum file, images that cannot be resolved or are invalid. Always empty for `sign`, which
   * fails at the first problem.
   */
  readonly problems: readonly SubjectProblem[];
}
