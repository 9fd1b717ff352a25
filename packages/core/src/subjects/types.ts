import type { DigestAlgorithm, Subject } from '../artifacts/index.js';
import type { CountersignError } from '../errors/index.js';
import type { Registry } from '../registry/index.js';
import type { Run } from '../run/index.js';
import type { UseRules } from './uses.js';

/** What a source is handed. */
export interface Collecting {
  readonly run: Run;
  readonly rules: UseRules;
  readonly options: CollectSubjectsOptions;
  /**
   * Says what is wrong with one of the things that were named; the others are still collected, where the use lets them be.
   * @param about `image ghcr.io/acme/app:1`
   * @throws CountersignError where the use fails at once, and for wrong use (exit status 3)
   */
  problem(about: string, thrown: unknown): void;
}

interface Source<C extends Collecting> {
  /** What was named, in the order of the values; each subject once. */
  collect(named: readonly string[], collecting: C): Promise<readonly Subject[]>;
}

/** One way to name subjects: the values of one input. */
export type SubjectSource =
  | (Source<Collecting> & { readonly needsRegistry: false })
  | (Source<Collecting & { readonly registry: Registry }> & { readonly needsRegistry: true });

export interface CollectSubjectsOptions {
  /** Digests that files are hashed with; default SHA-256 alone. */
  readonly algorithms?: readonly DigestAlgorithm[] | undefined;
  /** `sign`: only these platforms of an index; `verify`: these in place of the index. */
  readonly platforms?: readonly string[] | undefined;
  /** Whether an image without an index is asked for its own platform, whatever `platforms` says. */
  readonly ownPlatform?: boolean | undefined;
  /** Whether a file holds nothing but bundles: globs leave it out. */
  readonly isBundle: (path: string) => boolean;
  /** Asked only where something is named that lives in one. */
  readonly registry?: Registry | undefined;
}

/** What is wrong with one of the things that were named. */
export interface SubjectProblem {
  /** `image ghcr.io/acme/app:1`, `checksums SHA256SUMS`. */
  readonly about: string;
  readonly error: CountersignError;
}

export interface CollectedSubjects {
  /** By source, in the order of the table, and as they were named. */
  readonly subjects: readonly Subject[];
  /**
   * Files that are not what a checksum file says, images that could not be resolved or contradict themselves. Always empty for
   * `sign`, which fails at the first.
   */
  readonly problems: readonly SubjectProblem[];
}
