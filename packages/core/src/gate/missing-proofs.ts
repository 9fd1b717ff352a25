import { bundlesBehind, type PolicyDecision } from '../policy/index.js';
import type { VerifiedFacts } from '../verification/index.js';

/** What evidence may lack, and what that means; in the order of the notices. */
const PROOFS: readonly (readonly [has: (facts: VerifiedFacts) => boolean, notice: string])[] = [
  [({ logEntries }) => logEntries.length > 0, 'without an entry in a transparency log: no public log shows that they exist'],
  [({ times }) => times.length > 0, 'without a proven time: nothing but the signer says when they were made'],
];

/** A notice for each kind of proof that bundles which allow an artifact lack under every root, although the policies accept that. */
export function missingProofs(policies: readonly PolicyDecision[]): readonly string[] {
  const allowed = policies.flatMap(({ subjects }) => subjects).filter(({ outcome }) => outcome === 'allowed');
  const behind = allowed.map((one) => ({
    subject: one.subject,
    bundles: bundlesBehind(one).map(({ verifications }) =>
      verifications.flatMap((verification) => (verification.kind === 'verified' ? [verification.facts] : [])),
    ),
  }));
  return PROOFS.flatMap(([has, notice]) => {
    const without = behind.filter(({ bundles }) => bundles.some((facts) => !facts.some(has)));
    const count = new Set(without.map(({ subject }) => subject)).size;
    return count === 0
      ? []
      : [`${String(count)} allowed ${count === 1 ? 'artifact rests' : 'artifacts rest'} on signatures ${notice}`];
  });
}
