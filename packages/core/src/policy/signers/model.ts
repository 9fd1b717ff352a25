import type { KeyDetails, SigningAlgorithm } from '../../crypto/index.js';
import type { Pattern } from '../values/index.js';
import type { Window } from '../values/index.js';
import type { NameKind } from './names.js';

/** A trusted root and what evidence under it must contain. Every signer trusts exactly one. */
export interface Trust {
  readonly name: string;
  readonly root: TrustSource;
  /** Undefined: the verifier's default (1 log entry; for `run` what the run requires). */
  readonly logEntries: number | undefined;
  readonly timestamps: number | undefined;
  readonly certificateLogs: number | undefined;
}

export type TrustSource =
  /** The root of the run: its `trusted-root` input, otherwise the public-good instance. */
  | { readonly kind: 'run' }
  | { readonly kind: 'public-good' }
  /** GitHub's own instance, for private repositories: no log, no SCT, a timestamp instead. */
  | { readonly kind: 'github' }
  /** As written in the policy: relative to the policy file. */
  | { readonly kind: 'file'; readonly file: string }
  /** Only own keys: no log, no timestamps, no certificates. */
  | { readonly kind: 'none' };

export interface PolicySigner {
  readonly name: string;
  /** How messages call the signer of the one-line policy, which has no name. */
  readonly unnamed?: string;
  /** Name of a trust of this policy. */
  readonly trust: string;
  /** The key is for times when keyless signing lacks a service: a decision that rests on it says so. */
  readonly fallback: boolean;
  /** The signer counts only for signatures made in this interval. */
  readonly window: Window;
  readonly who: Who;
}

export type Who = GithubWho | GitlabWho | KeylessWho | PatternWho | KeyWho;

export interface SourceWho {
  /** `owner/name` or `group/…/project`; undefined: any repository of `owner` (the one-line policy's `owner`). */
  readonly repository: Pattern | undefined;
  readonly owner: string | undefined;
  /** Undefined: any ref. */
  readonly refs: readonly Pattern[] | undefined;
  readonly id: string | undefined;
  readonly ownerId: string | undefined;
  /** Commit. */
  readonly digest: string | undefined;
}

/** A workflow or configuration file: of the source repository, or of another one (a reusable workflow). */
export type FileWho =
  | { readonly kind: 'any' }
  | { readonly kind: 'own'; readonly path: string }
  | {
      readonly kind: 'other';
      readonly repository: Pattern;
      readonly path: string;
      /** Commit of the file's repository (extension .10). */
      readonly digest: string | undefined;
      /** Exact ref, or the commit by which the workflow is called. */
      readonly ref: string | undefined;
    };

interface CiWho {
  /** Host, with a port where there is one; for GitLab also with the path under which it is installed. */
  readonly host: string;
  /** `iss` of the tokens, compared whole. */
  readonly issuer: string;
  readonly source: SourceWho;
  readonly file: FileWho;
  readonly runner: string | undefined;
  readonly triggers: readonly string[];
  readonly environment: string | undefined;
}

export interface GithubWho extends CiWho {
  readonly kind: 'github';
  /** Path of the top-level workflow in the source repository. */
  readonly caller: string | undefined;
}

export interface GitlabWho extends CiWho {
  readonly kind: 'gitlab';
}

export type Platform = 'github' | 'gitlab' | 'other';

/** The CI runs that count for a signer that is named by its identity. Without repository and owner: runs of the workflow's own repository. */
export interface Runs {
  /** `owner/name`, or a GitLab project's path, on the identity's host. */
  readonly repository: string | undefined;
  readonly owner: string | undefined;
  /** Undefined: the default triggers of the platform. */
  readonly triggers: readonly string[] | undefined;
}

export interface KeylessWho {
  readonly kind: 'keyless';
  readonly identity: string;
  readonly nameKind: NameKind;
  readonly issuer: string;
  readonly runs: Runs;
}

/** The one-line policy's anchored pattern. */
export interface PatternWho {
  readonly kind: 'pattern';
  readonly source: string;
  readonly matches: (identity: string) => boolean;
  /** Whether the pattern matches a beginning of the identity, for a hint. */
  readonly matchesStart: (identity: string) => boolean;
  readonly nameKind: NameKind;
  readonly issuer: string;
  readonly runs: Runs;
}

/** Where the public key of a signer comes from. */
export interface KeySource {
  /** `reference`: any form of a key reference, in the one-line policy. */
  readonly kind: 'file' | 'env' | 'kms' | 'secret' | 'url' | 'certificate' | 'reference';
  /** As written: a path relative to the policy file, the name of a variable, a reference, an address. */
  readonly at: string;
}

/** Both ends are included. */
export interface KeyValidity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

export interface KeyWho {
  readonly kind: 'key';
  readonly source: KeySource;
  /** The pin of the policy: hex SHA-256 of the SubjectPublicKeyInfo. */
  readonly sha256: string | undefined;
  /** The algorithm that its signatures must have, for keys that allow several; undefined: any that the key allows. */
  readonly algorithm: SigningAlgorithm | undefined;
  /** Fingerprint of the key that was read; a signer whose key was not read matches nothing. */
  readonly fingerprint: string | undefined;
  /** The algorithm of the key that was read. */
  readonly details: KeyDetails | undefined;
  /** Of the certificate that the key was read from: the key counts only for signatures made in this time. */
  readonly validity: KeyValidity | undefined;
  /** The same key's material, which is equal for all its encodings. */
  readonly material: string | undefined;
}
