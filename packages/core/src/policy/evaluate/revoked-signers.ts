import type { VerifiedFacts } from '../../verification/index.js';
import type { Shortfall } from '../requirements/index.js';
import type { Policy } from '../resolve/index.js';
import { compareSigner, widenWho, type PolicySigner, type Trust } from '../signers/index.js';
import { describeWindow, type Window } from '../values/index.js';
import { describeMade, madeOf, type Made } from './times-of-signature.js';
import type { Candidate } from './types.js';

/** What was verified, with the verification of the same evidence under the policy's other trusts. */
export interface JudgedFacts {
  readonly facts: VerifiedFacts;
  readonly judged: Candidate['judged'];
}

/**
 * A revoked signer counts only where it is proven that the signature was made outside the revoked time. Revoked is who signed,
 * not a name: what the revoked signer's words fit does not count under any other name either.
 */
export function checkRevokedSigner(signer: PolicySigner, proven: JudgedFacts, policy: Policy): Shortfall | undefined {
  const made = madeOf(proven.facts);
  let open: Shortfall | undefined;
  for (const one of policy.revoked) {
    if (one.kind !== 'signer' || isOutside(made, one.window)) continue;
    const revoked = policy.signers.get(one.signer);
    const same = one.signer === signer.name ? 'yes' : revoked === undefined ? 'no' : isSame(revoked, signer, proven, policy);
    if (same === 'no') continue;
    const whole = one.window.from === undefined && one.window.until === undefined;
    const alias =
      one.signer === signer.name ? `signer "${signer.name}"` : `signer "${signer.name}" is also "${one.signer}", which`;
    const shortfall: Shortfall = {
      code: 'REVOKED',
      message: `${alias} is revoked ${whole ? 'altogether' : `for signatures made ${describeWindow(one.window)}`}`,
      expected: 'a signature that was provably made outside the revoked time',
      found: describeMade(made),
      hint: 'Sign again with a signer that the policy still trusts.',
      nearness: 6,
    };
    if (same === 'yes') return shortfall;
    open ??= {
      ...shortfall,
      message: `whether signer "${signer.name}" is also "${one.signer}", which is revoked, cannot be said: ${same.why}`,
      undecided: true,
    };
  }
  return open;
}

/** Wholly before the window, or wholly after it. */
function isOutside(made: Made, { from, until }: Window): boolean {
  const before = from !== undefined && made.until !== undefined && made.until < from;
  const after = until !== undefined && made.from !== undefined && made.from >= until;
  return before || after;
}

type Answer = 'yes' | 'no' | { readonly why: string };

/** Whether the one who signed is the revoked signer. In doubt it is: a revocation must not be walked around. */
function isSame(revoked: PolicySigner, asked: PolicySigner, { facts, judged }: JudgedFacts, policy: Policy): Answer {
  if (revoked.who.kind === 'key') {
    if (facts.signer.kind !== 'key') return 'no';
    // A key is itself under every root.
    const { material } = revoked.who;
    return material === undefined
      ? { why: `the key of "${revoked.name}" was not read` }
      : sameIf(material === facts.signer.key.material);
  }
  if (compareSigner(widenWho(revoked.who), facts.signer, new Map()).length > 0) return 'no';
  if (hasSameRoot(policy.trusts.get(revoked.trust), policy.trusts.get(asked.trust))) return 'yes';
  const there = judged.find((one) => one.trust === revoked.trust);
  if (there === undefined) return { why: `it was not verified under the trust "${revoked.trust}"` };
  if (there.kind === 'verified') return 'yes';
  if (there.error.exitStatus === 2) return { why: there.error.message };
  // A name says little without the authority that vouches for it; missing log entries or timestamps make nobody else of him.
  return sameIf(there.error.code !== 'CERTIFICATE_UNTRUSTED');
}

const sameIf = (same: boolean): Answer => (same ? 'yes' : 'no');

/** Trusts may ask for other thresholds under the same root. */
function hasSameRoot(one: Trust | undefined, other: Trust | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  if (one.name === other.name) return true;
  const file = (trust: Trust): string => (trust.root.kind === 'file' ? trust.root.file : '');
  return one.root.kind === other.root.kind && file(one) === file(other);
}
