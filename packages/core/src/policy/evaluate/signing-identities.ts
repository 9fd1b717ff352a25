import type { RequirementResult } from '../requirements/index.js';
import type { Candidate, SubjectDecision } from './types.js';

/**
 * The signers of the bundles that the requirements of an allowed subject rest on, each once; empty if no bundle was needed. Untrusted
 * text: the identity of a certificate, or `the key FINGERPRINT`.
 */
export function signingIdentities(subject: SubjectDecision): readonly string[] {
  return [...new Set(bundlesBehind(subject).flatMap(signerOf))];
}

/** The bundles that the requirements of a subject rest on. */
export function bundlesBehind({ rules, candidates }: SubjectDecision): readonly Candidate[] {
  const used = new Set(rules.flatMap((rule) => rule.requirements.flatMap(evidenceOf)));
  return candidates.filter(({ digest }) => used.has(digest));
}

const evidenceOf = (result: RequirementResult): readonly string[] =>
  result.outcome === 'allowed' ? [...result.evidence, ...result.parts.flatMap(evidenceOf)] : [];

/** The same certificate or key under every root. */
function signerOf({ verifications }: Candidate): readonly string[] {
  const verified = verifications.find((one) => one.kind === 'verified');
  if (verified === undefined) return [];
  const { signer } = verified.facts;
  return [signer.kind === 'key' ? `the key ${signer.key.fingerprint}` : signer.identity];
}
