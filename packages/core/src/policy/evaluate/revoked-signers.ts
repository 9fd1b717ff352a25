import type { VerifiedFacts } from '../../verification/index.js';
import type { Shortfall } from '../requirements/index.js';
import type { Policy } from '../resolve/index.js';
import { compareSigner, widenWho, type PolicySigner, type Trust } from '../signers/index.js';
import { describeWindow, type Window } from '../values/index.js';
import { describeMade, madeOf, type Made } from './times-of-signature.js';
import type { Candidate } from './types.js';

/**
 * Refuses signatures of revoked signers, unless they were provably made outside the revoked time. The revocation is for the signer,
 * not for its name: a signature that matches the revoked signer does not count under another name either.
 *
 * @param candidate the evidence that `facts` are of, with its verification under the policy's other trusts
 */
export function checkRevokedSigner(
  signer: PolicySigner,
  facts: VerifiedFacts,
  candidate: Candidate,
  policy: Policy,
): Shortfall | undefined {
  const made = madeOf(facts);
  let open: Shortfall | undefined;
  for (const one of policy.revoked) {
    if (one.kind !== 'signer' || isOutside(made, one.window)) continue;
    const revoked = policy.signers.get(one.signer);
    const same =
      one.signer === signer.name ? 'yes' : revoked === undefined ? 'no' : isSame(revoked, signer, facts, candidate, policy);
    if (same === 'no') continue;
    const whole = one.window.from === undefined && one.window.until === undefined;
    const alias =
      one.signer === signer.name ? `signer "${signer.name}"` : `signer "${signer.name}" is also "${one.signer}", which`;
    const shortfall: Shortfall = {
      code: 'REVOKED',
      message: `${alias} is revoked${whole ? '' : ` for signatures made ${describeWindow(one.window)}`}`,
      expected: 'a signature that was provably made outside the revoked time',
      found: describeMade(made),
      hint: 'Sign again with a signer that the policy still trusts.',
      nearness: 6,
    };
    if (same === 'yes') return shortfall;
    open ??= {
      ...shortfall,
      message: `it cannot be decided whether signer "${signer.name}" is also the revoked signer "${one.signer}": ${same.why}`,
      undecided: true,
    };
  }
  return open;
}

/** Completely before the window, or completely after it. */
function isOutside(made: Made, { from, until }: Window): boolean {
  const before = from !== undefined && made.until !== undefined && made.until < from;
  const after = until !== undefined && made.from !== undefined && made.from >= until;
  return before || after;
}

type Answer = 'yes' | 'no' | { readonly why: string };

/** Whether the signature is by the revoked signer. In doubt it is: a revocation must not be evaded. */
function isSame(
  revoked: PolicySigner,
  asked: PolicySigner,
  facts: VerifiedFacts,
  { verifications }: Candidate,
  policy: Policy,
): Answer {
  if (revoked.who.kind === 'key') {
    if (facts.signer.kind !== 'key') return 'no';
    // A key is the same signer under every root.
    const { material } = revoked.who;
    return material === undefined
      ? { why: `the key of "${revoked.name}" was not read` }
      : sameIf(material === facts.signer.key.material);
  }
  if (compareSigner(widenWho(revoked.who), facts.signer, new Map()).length > 0) return 'no';
  if (hasSameRoot(policy.trusts.get(revoked.trust), policy.trusts.get(asked.trust))) return 'yes';
  const there = verifications.find((one) => one.trust === revoked.trust);
  if (there === undefined) return { why: `it was not verified under the trust "${revoked.trust}"` };
  if (there.kind === 'verified') return 'yes';
  if (there.error.exitStatus === 2) return { why: there.error.message };
  // Without a trusted certificate, the identity proves nothing. With other errors (no log entry, no timestamp) the signer is the same.
  return sameIf(there.error.code !== 'CERTIFICATE_UNTRUSTED');
}

const sameIf = (same: boolean): Answer => (same ? 'yes' : 'no');

/** Trusts may have the same root with other thresholds. */
function hasSameRoot(one: Trust | undefined, other: Trust | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  if (one.name === other.name) return true;
  const file = (trust: Trust): string => (trust.root.kind === 'file' ? trust.root.file : '');
  return one.root.kind === other.root.kind && file(one) === file(other);
}
