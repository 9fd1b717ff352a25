import type { NameKind } from '../signers/names.js';
import type { Pattern } from '../values/pattern.js';
import type { Window } from '../values/times.js';
import type { JsonValue } from '../../wire/index.js';

/** A root and what evidence under it must give. Every signer trusts exactly one. */
export interface Trust {
  readonly name: string;
  readonly root: TrustSource;
  /** Undefined: the verifier's default (1 log entry; for `run` whatever the run asks for). */
  readonly logEntries: number | undefined;
  readonly timestamps: number | undefined;
  readonly certificateLogs: number | undefined;
}

export type TrustSource =
  /** What the run itself trusts: its `trusted-root` input, otherwise the public-good instance. */
  | { readonly kind: 'run' }
  | { readonly kind: 'public-good' }
  /** As written in the policy: relative to the policy file. */
  | { readonly kind: 'file'; readonly file: string }
  /** Own keys alone: no log, no timestamps, no certificates. */
  | { readonly kind: 'none' };

export interface PolicySigner {
  readonly name: string;
  /** What messages call a signer whose name nobody wrote: that of one line. */
  readonly unnamed?: string;
  /** Name of a trust of this policy. */
  readonly trust: string;
  /** Verified times at which this signer counts. */
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
  /** Host, with a port where there is one. */
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

/** Whose CI runs count for a signer that is named by its identity; neither: those of the workflow's own repository. */
export interface Runs {
  /** `owner/name`, or a GitLab project's path, on the identity's host. */
  readonly repository: string | undefined;
  readonly owner: string | undefined;
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
  /** Whether the pattern matches up to some place in the identity, for a hint. */
  readonly matchesStart: (identity: string) => boolean;
  readonly nameKind: NameKind;
  readonly issuer: string;
  readonly runs: Runs;
}

export interface KeyWho {
  readonly kind: 'key';
  /** As written in the policy: relative to the policy file. */
  readonly file: string;
  /** The pin of the policy: hex SHA-256 of the SubjectPublicKeyInfo. */
  readonly sha256: string | undefined;
  /** Of the key that was read from the file; a signer whose key was not read matches nothing. */
  readonly fingerprint: string | undefined;
  /** Of the same key: equal for all encodings of it. */
  readonly material: string | undefined;
}

/** How many people of a list must have done it. */
export interface By {
  readonly atLeast: number;
  readonly people: readonly Person[];
}

export interface Person {
  readonly name: string;
  /** Signer names; any of them speaks for the person. */
  readonly signers: readonly string[];
}

export type Requirement = SignatureRequirement | ProvenanceRequirement | AttestationRequirement | AnyOf;

interface Claimed {
  readonly by: By;
  /** Milliseconds since the verified time. */
  readonly maxAge: number | undefined;
}

export interface SignatureRequirement extends Claimed {
  readonly kind: 'signature';
  /** `allow`: also over a digest whose bytes are not here. */
  readonly unseen: 'allow' | 'deny';
}

export interface AttestationRequirement extends Claimed {
  readonly kind: 'attestation';
  readonly type: string;
}

/** Groups of provenance claims that a policy may accept unproven. */
export const CLAIM_GROUPS = ['source', 'workflow', 'builder', 'trigger', 'runner', 'ids', 'invocation', 'parameters'] as const;
export type ClaimGroup = (typeof CLAIM_GROUPS)[number];

export interface ProvenanceRequirement extends Claimed {
  readonly kind: 'provenance';
  /** SLSA Build level 1 to 3; undefined: not asked. */
  readonly minLevel: number | undefined;
  readonly builder: string | undefined;
  readonly buildTypes: readonly string[] | undefined;
  readonly source: SourceRequirement | undefined;
  /** External parameters by dotted path, compared as text where they are scalars. */
  readonly parameters: Readonly<Record<string, JsonValue>> | undefined;
  readonly unproven: ReadonlySet<ClaimGroup>;
}

export interface SourceRequirement {
  /** `https://…` or `owner/name` on the signer's host. */
  readonly repository: Pattern | undefined;
  readonly ref: string | undefined;
  readonly branch: string | undefined;
  readonly tag: string | undefined;
  readonly versionedTag: string | undefined;
  readonly preRelease: 'allow' | 'deny';
  readonly commit: string | undefined;
}

export interface AnyOf {
  readonly kind: 'any-of';
  readonly alternatives: readonly (readonly Requirement[])[];
}

export interface Match {
  /** Undefined: files are not meant. Both undefined: everything (the one-line policy). */
  readonly paths: readonly Pattern[] | undefined;
  readonly images: readonly Pattern[] | undefined;
  readonly targets: readonly string[] | undefined;
  readonly platforms: readonly string[] | undefined;
}

export interface Rule {
  readonly name: string;
  readonly match: Match;
  /** Subjects that must match in a run for this rule to be content. */
  readonly atLeast: number | undefined;
  readonly require: readonly Requirement[];
}

export type Revocation =
  | {
      readonly kind: 'digest';
      readonly algorithm: 'sha256' | 'sha384' | 'sha512';
      readonly hex: string;
      readonly written: string;
    }
  | { readonly kind: 'signer'; readonly signer: string; readonly window: Window };

/** A checked policy: names resolved, patterns compiled, nothing loaded. */
export interface Policy {
  readonly name: string;
  /** `sha256:<hex>` of the policy file's bytes; of its canonical description for the one-line policy. */
  readonly digest: string;
  readonly notAfter: Date | undefined;
  readonly trusts: ReadonlyMap<string, Trust>;
  readonly signers: ReadonlyMap<string, PolicySigner>;
  readonly rules: readonly Rule[];
  readonly unmatched: 'deny' | 'abstain';
  readonly revoked: readonly Revocation[];
}
