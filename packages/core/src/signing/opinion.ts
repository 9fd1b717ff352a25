import { CountersignError } from '../errors/index.js';
import type { TrustedRoot } from '../trust/index.js';

/* The options of the second verifier, and its errors. */

export interface SecondOpinionOptions {
  readonly root: TrustedRoot;
  /** The trusted_root.json that `root` was read from. */
  readonly document: Uint8Array;
  /** The TUF repository of the trusted root; the verifier loads it from there itself. Undefined for a trusted root from a file. */
  readonly tuf: TufSource | undefined;
  readonly transparencyLog: 'required' | 'off';
  /** Creates an empty folder that no other user can write to, because the TUF client trusts its cache. It is removed afterwards. */
  readonly makeFolder: () => string;
}

export interface TufSource {
  readonly url: string;
  /** The initial TUF root; undefined if the verifier has its own (the public-good instance). */
  readonly anchor: (() => Promise<Uint8Array>) | undefined;
}

/** The verifier cannot judge this bundle; the message is the reason. */
export class NotJudged extends Error {
  override readonly name = 'NotJudged';
}

/** The error if the second verifier rejects a new signature that ours has accepted. */
export function disagreement(reason: string): CountersignError {
  return new CountersignError('VERIFIERS_DISAGREE', "Sigstore's own verifier rejects the new signature", {
    expected: 'two verifiers that both accept it',
    found: reason,
    hint: 'Other verifiers would reject it too. Check that trusted root and signing config are of the same Sigstore instance; if they are, report this as a bug.',
  });
}
