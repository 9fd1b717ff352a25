import type { VerifiedFacts } from '../../verification/index.js';
import { readWorkflowName } from './ci-run.js';
import { kindOfSigner } from './names.js';

/**
 * Identifies the signer, for counting people: the key, independent of its encoding; or the issuer with the name and its kind. A
 * URI counts without its ref, because one pipeline that signs on a branch and on a tag is still one pipeline.
 */
export function personOf({ signer }: Pick<VerifiedFacts, 'signer'>): string {
  if (signer.kind === 'key') return `key ${signer.key.material}`;
  const isUri = kindOfSigner(signer) === 'uri';
  const workflow = isUri ? readWorkflowName(signer.identity) : undefined;
  const other = isUri ? signer.identity.replace(/@(?:refs\/.+|[0-9a-f]{40}|[0-9a-f]{64})$/s, '') : signer.identity;
  const name = workflow === undefined ? other : `${workflow.origin}/${workflow.repository} ${workflow.path}`;
  return `${signer.issuer} ${kindOfSigner(signer)} ${name}`;
}
