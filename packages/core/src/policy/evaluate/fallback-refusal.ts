import type { Shortfall } from '../requirements/index.js';
import type { Policy } from '../resolve/index.js';
import type { KeyWho, PolicySigner } from '../signers/index.js';
import type { Candidate } from './types.js';

/**
 * The reason for evidence of a fallback key where the requirement does not list the key: the policy refuses it on purpose, and this says so
 * instead of what a certificate would need. Only the words change: the evidence does not count either way.
 */
export function otherwiseFallback(shortfall: Shortfall, signer: PolicySigner, candidate: Candidate, policy: Policy): Shortfall {
  if (signer.fallback || shortfall.undecided === true || candidate.claimed.kind !== 'key') return shortfall;
  const isVerified = candidate.verifications.some((one) => one.trust === signer.trust && one.kind === 'verified');
  // Where it is about what was signed, to list the key would not help.
  if (isVerified && shortfall.code !== 'KEY_MISMATCH') return shortfall;
  const proven = fallbackOf(policy, ({ trust, who }) => hasVerified(candidate, trust, who));
  const { fingerprint } = candidate.claimed;
  const isOnlyAboutKey = fingerprint !== undefined && shortfall.code === 'KEY_MISMATCH';
  const used = proven ?? (isOnlyAboutKey ? fallbackOf(policy, ({ who }) => who.fingerprint === fingerprint) : undefined);
  if (used === undefined) return shortfall;
  return {
    ...shortfall,
    code: 'KEY_MISMATCH',
    message: `${proven === undefined ? 'the bundle names' : 'signed with'} the fallback key "${used}", which does not count here`,
    expected: `a signature by ${signer.unnamed ?? `"${signer.name}"`}`,
    found: `one by the fallback key "${used}"`,
    hint: `The policy refuses it on purpose: this requirement does not list the fallback key. Sign again now that keyless signing is possible. If the fallback key may count here, list it: "by: {at-least: 1, of: [${signer.name}, ${used}]}".`,
  };
}

type FallbackSigner = Pick<PolicySigner, 'name' | 'trust'> & { readonly who: KeyWho };

/** The name of the first fallback signer that passes a test. */
function fallbackOf({ signers }: Policy, test: (signer: FallbackSigner) => boolean): string | undefined {
  for (const { name, trust, fallback, who } of signers.values())
    if (fallback && who.kind === 'key' && test({ name, trust, who })) return name;
  return undefined;
}

function hasVerified({ verifications }: Candidate, trust: string, { fingerprint }: KeyWho): boolean {
  return verifications.some(
    (one) =>
      one.kind === 'verified' &&
      one.trust === trust &&
      one.facts.signer.kind === 'key' &&
      one.facts.signer.key.fingerprint === fingerprint,
  );
}
