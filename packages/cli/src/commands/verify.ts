import { rmSync, writeFileSync } from 'node:fs';
import { gate } from '@countersign/action-kit/gate';
import { gateVariables, logDecision } from '@countersign/action-kit/gate-results';
import { readOptions } from '@countersign/action-kit/options';
import { CountersignError } from '@countersign/core/errors';
import type { Command } from '../command.js';
import { withSubjects } from '../inputs.js';

/** Where the gate refused COMMAND, or could not decide. */
const REFUSED_COMMAND = 125;

const UNDECIDED = 'COUNTERSIGN_DECISION=undecided\nCOUNTERSIGN_PINNED_IMAGES=\n';

/** A new file: never through a link that stands there. */
function writeVariables(path: string, variables: string): void {
  rmSync(path, { force: true });
  writeFileSync(path, variables, { flag: 'wx' });
}

export const command: Command = {
  name: 'verify',
  summary: 'Verify files or images against a policy; run a command only if allowed.',
  usage:
    'PATH… | oci://REF…  --policy FILE | --certificate-identity ID --certificate-oidc-issuer URL | --key FILE  [-- COMMAND …]',
  examples: [
    'countersign verify dist/app.tgz --policy release.policy.yaml',
    'countersign verify oci://ghcr.io/acme/app:1.2 --policy release.policy.yaml -- ./deploy.sh',
  ],
  notes: [
    'After --, COMMAND runs only if the decision is "allowed", and its exit status is ours; 125 says that it was not run.',
    'Files are hashed again right before COMMAND starts. It finds the digest-pinned images in COUNTERSIGN_PINNED_IMAGES.',
  ],
  piece: 'verify-gate',
  flags: [
    {
      name: 'dotenv',
      placeholder: 'FILE',
      description: 'Also write COUNTERSIGN_DECISION and COUNTERSIGN_PINNED_IMAGES as variables for later jobs.',
    },
  ],
  takesCommand: true,
  async run(args, io) {
    const dotenv = args.extra['dotenv']?.at(-1);
    // Until there is a decision it is this: later jobs must not read what an earlier run, or somebody else, has left there.
    if (dotenv !== undefined) writeVariables(dotenv, UNDECIDED);
    const options = readOptions('verify-gate', withSubjects(args), 'flag');
    if (args.command && options.mode === 'warn') {
      throw new CountersignError('INPUT_INVALID', '--mode warn and -- COMMAND contradict each other', {
        expected: 'a gate that can refuse, or no COMMAND',
        hint: 'Run COMMAND by itself if it shall run whatever the decision is.',
      });
    }
    if (args.command?.length === 0)
      throw new CountersignError('INPUT_MISSING', 'no COMMAND follows --', { expected: '-- COMMAND …' });
    const run = io.run(options);
    const result = await gate(run, options);
    if (args.json) {
      const { renderJson } = await import('@countersign/core/reports');
      io.out(`${renderJson(result.decision).trimEnd()}\n`);
    }
    if (dotenv !== undefined) writeVariables(dotenv, gateVariables(result));
    logDecision(run.log, result);
    if (!args.command) return result.exitStatus;
    if (result.exitStatus !== 0 || result.decision.outcome !== 'allowed') return REFUSED_COMMAND;
    const { runAllowed } = await import('../run-allowed.js');
    return runAllowed({ ...run, env: io.environment }, args.command, result);
  },
};
