import { assertInForce, reviewPolicy } from '@countersign/core/policy';
import type { Arguments, Command, Io } from '../../command.js';
import { policyFile, requireFiles } from './policy-file.js';

export const command: Command = {
  name: 'policy check',
  summary: 'Refuse policies that are invalid or can never pass (status 3); warn about rules that allow too much (status 0).',
  usage: 'FILE…',
  examples: ['countersign policy check release.policy.yaml'],
  async run(args, io) {
    requireFiles(args.positionals, 'policy check');
    const documents = [];
    for (const file of args.positionals) documents.push(await check(file, args, io));
    if (args.json) io.out(`${JSON.stringify(documents, undefined, 2)}\n`);
    return 0;
  },
};

/** @throws CountersignError POLICY_* if the policy is invalid, can never pass, or has expired */
async function check(file: string, { json }: Arguments, io: Io): Promise<object> {
  const policy = await policyFile(file);
  assertInForce(policy, new Date());
  const warnings = reviewPolicy(policy);
  for (const { at, message } of warnings) io.log.warn(`${file}: ${at}: ${message}`);
  const count = `${String(warnings.length)} ${warnings.length === 1 ? 'warning' : 'warnings'}`;
  if (!json) io.log.info(warnings.length === 0 ? `${file}: valid` : `${file}: valid; ${count}`);
  return { file, ok: true, warnings };
}
