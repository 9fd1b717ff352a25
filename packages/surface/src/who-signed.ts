import { signingIdentities, type SubjectDecision } from '@countersign/core/policy';

const SHOWN = 3;

/** `, signed by IDENTITY`: the signers of the bundles that met the requirements; empty if no bundle was needed. Untrusted text. */
export function signedBy(subject: SubjectDecision): string {
  const names = signingIdentities(subject);
  if (names.length === 0) return '';
  const more = names.length > SHOWN ? ` and ${String(names.length - SHOWN)} more` : '';
  return `, signed by ${names.slice(0, SHOWN).join(', ')}${more}`;
}
