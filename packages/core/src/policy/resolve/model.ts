import type { Requirement, RuleRequirement } from '../requirements/index.js';
import type { PolicySigner, Trust } from '../signers/index.js';
import type { Pattern, Window } from '../values/index.js';

export interface Match {
  /** Undefined: no files. Both undefined: everything (the one-line policy). */
  readonly paths: readonly Pattern[] | undefined;
  readonly images: readonly Pattern[] | undefined;
  readonly targets: readonly string[] | undefined;
  /** Requirements of the match, for everything that the patterns match. */
  readonly asks: readonly RuleRequirement[];
}

export interface Rule {
  readonly name: string;
  readonly match: Match;
  /** Requirements beside `require`, such as how many subjects of the run must match. */
  readonly asks: readonly RuleRequirement[];
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
