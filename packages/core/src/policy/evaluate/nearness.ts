import type { Code } from '../../errors/index.js';
import type { Mismatch, PolicySigner, Who } from '../signers/index.js';
import type { Candidate } from './types.js';

/*
 * How near a candidate came to what is required of one signer, where its signer or its verification is the reason. Reports show the reason of
 * the nearest one. Other reasons have numbers of their own: 2 for another claim or artifact, 5 and more where the signer is the right one.
 */

/** Whether a candidate was signed in the way of the signer: with a key, or with a certificate. */
export function isSameKind({ who }: Pick<PolicySigner, 'who'>, { claimed }: Candidate): boolean {
  return (who.kind === 'key') === (claimed.kind === 'key');
}

/** A candidate of the other kind is the furthest, whatever else is right or wrong about it. */
export const OTHER_KIND = 0.5;
const REJECTED_OF_OTHER_KIND = 0.4;
const REJECTED = 1;
/** When a key of the trust has verified the signature, and proofs are missing: they are counted last. */
const UNPROVEN = 2.4;
/** Above what another key has signed, and below what this one has signed. */
const REJECTED_OF_NAMED_KEY = 4.2;

const PROOFS: readonly Code[] = ['LOG_ENTRY_MISSING', 'TIMESTAMP_MISSING'];

/** Of a candidate that does not verify under the trust of the signer. */
export function nearnessOfRejected(code: Code, { who }: PolicySigner, candidate: Candidate): number {
  if (!isSameKind({ who }, candidate)) return REJECTED_OF_OTHER_KIND;
  // It may be by the same key, but for another artifact: this says least.
  if (namesKey(who, candidate)) return code === 'SUBJECT_MISMATCH' ? REJECTED + 0.1 : REJECTED_OF_NAMED_KEY;
  return who.kind === 'key' && PROOFS.includes(code) ? UNPROVEN : REJECTED;
}

const namesKey = (who: Who, { claimed }: Candidate): boolean =>
  who.kind === 'key' && who.fingerprint !== undefined && claimed.kind === 'key' && claimed.fingerprint === who.fingerprint;

/** Of a verified candidate by another signer. One of another issuer is less similar; otherwise, fewer differences are nearer. */
export function nearnessOfMismatches(mismatches: readonly Mismatch[]): number {
  if (mismatches[0]?.part === 'kind of signer') return OTHER_KIND;
  return (mismatches.some((one) => one.code === 'ISSUER_MISMATCH') ? 3 : 4) - Math.min(mismatches.length, 10) / 20;
}
