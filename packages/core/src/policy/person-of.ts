import type { VerifiedFacts } from '../verification/index.js';
import { readWorkflowName } from './ci-run.js';
import { kindOfSigner } from './names.js';

/**
 * Who signed, for counting: the key, however it is encoded; the issuer with the name and its kind; for a workflow without the ref, because one
 * pipeline that signs on a branch and on a tag is still one pipeline.
 */
export function personOf({ signer }: Pick<VerifiedFacts, 'signer'>): string {
  if (signer.kind === 'key') return `key ${signer.key.material}`;
  const workflow = kindOfSigner(signer) === 'uri' ? readWorkflowName(signer.identity) : undefined;
  const name = workflow === undefined ? signer.identity : `${workflow.origin}/${workflow.repository} ${workflow.path}`;
  return `${signer.issuer} ${kindOfSigner(signer)} ${name}`;
}
