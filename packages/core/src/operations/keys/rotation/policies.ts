import { dirname, relative, sep } from 'node:path';
import type { KeyDetails } from '../../../crypto/index.js';
import { CountersignError } from '../../../errors/index.js';
import type { Run } from '../../../run/index.js';
import { decodeUtf8 } from '../../../wire/index.js';
import { algorithmMember, algorithmName } from '../algorithms.js';
import type { Journal } from '../journal.js';
import { lineDiff } from '../line-diff.js';
import { withNewSigner, type PolicyKeySource } from '../policy-changes.js';
import { replaceUnchanged, type PolicyFile } from '../policy-key.js';
import { made, type Progress, type Rotation, type RotationPlan, type Step } from './types.js';

/** In place of the fingerprint of a key that is not made yet. */
const UNKNOWN = '0'.repeat(64);

/** The changes of the policies. */
export interface PolicyChanges {
  readonly steps: readonly Step[];
  /** The lines that change, as far as they are known: those of policies that were not changed before. */
  diffs(): Rotation['changes'];
}

/**
 * Tries the changes, so that a policy that cannot be changed stops the rotation before a key is made.
 * @throws CountersignError POLICY_INVALID, INPUT_INVALID
 */
export async function planPolicyChanges(run: Run, plan: RotationPlan, progress: Progress): Promise<PolicyChanges> {
  const { policies, journal } = plan;
  const changes: { readonly name: string; readonly before: string; after: string }[] = [];
  for (const policy of policies) {
    if (journal.done.includes(stepOf(policy)) || isChanged(policy, journal)) continue;
    const after = await changed(plan, policy, journal.fingerprint === '' ? UNKNOWN : journal.fingerprint);
    changes.push({ name: policy.name, before: decodeUtf8(policy.bytes, policy.name, 'POLICY_INVALID'), after });
  }
  const steps = policies.map((policy): Step => ({
    id: stepOf(policy),
    title: `change the policy ${policy.name}`,
    undo: `take back the changes of ${policy.name}`,
    run: async () => {
      if (isChanged(policy, journal)) return;
      const text = await changed(plan, policy, made(progress.key).fingerprint);
      await replaceUnchanged(run, policy, text);
      const change = changes.find(({ name }) => name === policy.name);
      if (change !== undefined) change.after = text;
    },
  }));
  const diffs = (): Rotation['changes'] =>
    changes.map(({ name, before, after }) => ({
      policy: name,
      diff: lineDiff(before, after).map((line) => line.replaceAll(UNKNOWN, '(of the new key)')),
    }));
  return { steps, diffs };
}

const stepOf = ({ name }: PolicyFile): string => `policy ${name}`;

function changed({ journal, paths }: RotationPlan, policy: PolicyFile, fingerprint: string): Promise<string> {
  const { signer, name, notAfter } = journal;
  const key = sourceOf(policy, paths.public, fingerprint, journal);
  return withNewSigner(policy.bytes, policy.name, { old: signer, name, key, notAfter });
}

/** As a policy names a file: relative to its folder, with slashes. */
function sourceOf(
  { path, document }: PolicyFile,
  publicFile: string,
  fingerprint: string,
  { signer, details }: Journal,
): PolicyKeySource {
  const file = relative(dirname(path), publicFile).split(sep).join('/');
  // Where the policy pins the algorithm of the old key, it pins that of the new one too: otherwise any that the key allows would count.
  const pinsAlgorithm = document.signers[signer]?.key?.algorithm !== undefined;
  const algorithm = details as KeyDetails;
  return { file, sha256: fingerprint, ...(pinsAlgorithm ? { algorithm: algorithmName(algorithm) } : algorithmMember(algorithm)) };
}

/** Whether a run that was ended has changed the policy already. */
function isChanged({ document }: PolicyFile, { signer, name, fingerprint, notAfter }: Journal): boolean {
  const [before, after] = [document.signers[signer], document.signers[name]];
  return fingerprint !== '' && after?.key?.sha256 === fingerprint && before?.['not-after'] === notAfter;
}

/** A journal that says more than the policy shows is not believed. @throws CountersignError INPUT_INVALID */
export function refuseUndone(policy: PolicyFile, journal: Journal): void {
  if (!journal.done.includes(stepOf(policy)) || isChanged(policy, journal)) return;
  throw new CountersignError('INPUT_INVALID', `${policy.name} does not have the change that the journal of the rotation says`, {
    expected: `the signer ${journal.name} with the key ${journal.fingerprint}`,
    found: 'another policy',
    hint: 'Somebody has changed files since. Remove the journal and begin again.',
  });
}
