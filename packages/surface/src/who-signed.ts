import type { Candidate, RequirementResult, SubjectDecision } from '@countersign/core/policy';

const SHOWN = 3;

/** `, signed by IDENTITY`: the signers of the bundles that met the requirements; empty if no bundle was needed. Untrusted text. */
export function signedBy(subject: SubjectDecision): string {
  const used = new Set(subject.rules.flatMap((rule) => rule.requirements.flatMap(evidenceOf)));
  const names = [...new Set(subject.candidates.filter(({ digest }) => used.has(digest)).flatMap(signerOf))];
  if (names.length === 0) return '';
  const more = names.length > SHOWN ? ` and ${String(names.length - SHOWN)} more` : '';
  return `, signed by ${names.slice(0, SHOWN).join(', ')}${more}`;
}

const evidenceOf = (result: RequirementResult): readonly string[] =>
  result.outcome === 'allowed' ? [...result.evidence, ...result.parts.flatMap(evidenceOf)] : [];

/** Every root has the same certificate or key. */
function signerOf({ verifications }: Candidate): readonly string[] {
  const verified = verifications.find((one) => one.kind === 'verified');
  if (verified === undefined) return [];
  const { signer } = verified.facts;
  return [signer.kind === 'key' ? `the key ${signer.key.fingerprint}` : signer.identity];
}
