import type { PolicyDecision } from '../policy/index.js';

/** The code of the notice, for programs that search reports for it. */
const NOTICE = 'fallback-signer-used';
const SHOWN = 3;

/** A fallback signer of a policy that allowed artifacts rest on. */
export interface FallbackUse {
  readonly signer: string;
  readonly policy: string;
  /** Names of the artifacts, each once. */
  readonly artifacts: readonly string[];
}

/** The fallback signers without which an allowed artifact would not be allowed by its policy. */
export function fallbackUses(policies: readonly PolicyDecision[]): readonly FallbackUse[] {
  return policies.flatMap(({ policy, subjects, further = [] }) => {
    const bySigner = new Map<string, Set<string>>();
    for (const { subject, rules } of [...subjects, ...further].filter(({ outcome }) => outcome === 'allowed')) {
      for (const signer of rules.flatMap(({ requirements }) => requirements.flatMap(({ fallback }) => fallback ?? []))) {
        bySigner.set(signer, (bySigner.get(signer) ?? new Set()).add(subject.name));
      }
    }
    return [...bySigner].map(([signer, artifacts]) => ({ signer, policy, artifacts: [...artifacts] }));
  });
}

/** The notice for every report and output. */
export function fallbackNotice({ signer, policy, artifacts }: FallbackUse): string {
  const more = artifacts.length > SHOWN ? ` and ${String(artifacts.length - SHOWN)} more` : '';
  return `${NOTICE}: the decision of policy ${policy} rests on the fallback key "${signer}" for ${artifacts.slice(0, SHOWN).join(', ')}${more}: keyless signing was not possible, or was not used`;
}
