import { gate } from '@countersign/action-kit/gate';
import { logDecision } from '@countersign/action-kit/gate-results';
import { readOptions } from '@countersign/action-kit/options';
import { CountersignError } from '@countersign/core/errors';
import type { Command } from '../command.js';
import { clearHandedOn, HAND_ON_FLAGS, handOn } from '../hand-on.js';
import { withSubjects } from '../inputs.js';

/** Where the gate refused COMMAND, or could not decide. */
const REFUSED_COMMAND = 125;

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
  flags: HAND_ON_FLAGS,
  takesCommand: true,
  async run(args, io) {
    clearHandedOn(args);
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
    await handOn(run, args, result);
    logDecision(run.log, result);
    if (!args.command) return result.exitStatus;
    if (result.exitStatus !== 0 || result.decision.outcome !== 'allowed') return REFUSED_COMMAND;
    const { runAllowed } = await import('../run-allowed.js');
    return runAllowed(run, args.command, result);
  },
};
