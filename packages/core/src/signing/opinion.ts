import { CountersignError } from '../errors/index.js';
import type { TrustedRoot } from '../trust/index.js';

/* What the second verifier is given, and how it says that it cannot judge or disagrees. */

export interface SecondOpinionOptions {
  readonly root: TrustedRoot;
  /** The trusted_root.json that `root` was read from. */
  readonly document: Uint8Array;
  /** The TUF repository that it came from: the verifier gets its trust there by itself. Absent for a root that was given. */
  readonly tuf: TufSource | undefined;
  readonly transparencyLog: 'required' | 'off';
  /** Makes an empty folder that nobody else can write to: the TUF client believes what it finds in its cache. It is removed again. */
  readonly makeFolder: () => string;
}

export interface TufSource {
  readonly url: string;
  /** The root that the chain of trust starts from; absent where the verifier brings its own (the public-good instance). */
  readonly anchor: (() => Promise<Uint8Array>) | undefined;
}

/** The verifier has no word on this bundle; the reason is for people. */
export class NotJudged extends Error {
  override readonly name = 'NotJudged';
}

/** Two verifiers of one specification contradict each other about a signature that was just made. */
export function disagreement(reason: string): CountersignError {
  return new CountersignError('VERIFIERS_DISAGREE', "Sigstore's own verifier refuses the new signature.", {
    expected: 'two verifiers that both accept it',
    found: reason,
    hint: 'Others would refuse it too. Check that trusted root and signing config belong to the same Sigstore instance; otherwise report it to us.',
  });
}
