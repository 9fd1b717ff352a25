import { resolve } from 'node:path';
import { gate } from '@countersign/surface/gate';
import { logDecision } from '@countersign/surface/gate-results';
import { readOptions } from '@countersign/surface/options';
import { CountersignError } from '@countersign/core/errors';
import { FORMATS } from '@countersign/core/reports';
import type { Run } from '@countersign/core/run';
import { COMMAND_NOT_RUN } from '../command-not-run.js';
import type { Arguments, Command, Io } from '../command.js';
import { withSubjects } from '../inputs.js';
import { pieceCommand } from '../piece-command.js';
import type { AllowedCommand } from '../run-allowed.js';
import {
  clearVerifyOutputs,
  copyAllowed,
  flagOutputs,
  OUTPUT_FLAGS,
  withdrawVerifyOutputs,
  writeVerifyOutputs,
} from '../verify-outputs.js';

export const command: Command = {
  ...pieceCommand('verify-gate'),
  notes: [
    'COMMAND after -- runs only if the decision is "allowed"; countersign then ends with the exit status of COMMAND. Status 125 means that it was not run.',
    'Files are hashed again before COMMAND starts: the files that COMMAND names come last, its program at the very end. On Linux, a compiled program that was judged is run from the file that was hashed. A script, and files that COMMAND opens itself, could still be changed between the hash and their use: make sure that no other user or job can write to the folder.',
    'COMMAND gets the images, pinned by digest, in COUNTERSIGN_PINNED_IMAGES.',
  ],
  flags: OUTPUT_FLAGS,
  takesCommand: true,
  onInvalidArguments: (args) => clearVerifyOutputs(process.cwd(), args),
  async run(args, io) {
    const cwd = process.cwd();
    await clearVerifyOutputs(cwd, args);
    try {
      return await verify(args, io);
    } catch (thrown) {
      withdrawVerifyOutputs(cwd, args);
      throw thrown;
    }
  },
};

async function verify(args: Arguments, io: Io): Promise<number> {
  const options = readOptions('verify-gate', withSubjects(args), 'flag');
  if (args.command && options.mode === 'warn') {
    throw new CountersignError('INPUT_INVALID', '--mode warn and -- COMMAND contradict each other', {
      expected: '--mode enforce, or no COMMAND',
      hint: 'Run COMMAND separately if it should run whatever the decision is.',
    });
  }
  if (args.command?.length === 0)
    throw new CountersignError('INPUT_MISSING', 'there is no COMMAND after --', { expected: '-- COMMAND …' });
  const run = io.run(options);
  const command = args.command === undefined ? undefined : await commandOf({ ...run, env: io.environment }, args.command);
  const result = await gate(run, options, {
    outputs: flagOutputs(args).map(({ what, path }) => ({ what, path: resolve(run.cwd, path) })),
    isCleared: true,
    confirm: async (judged) => {
      const copied = await copyAllowed(run, args, judged);
      return command === undefined ? copied : command.confirm(copied);
    },
  });
  const render = args.json ? await FORMATS.json.load() : undefined;
  writeVerifyOutputs(run, args, result);
  // Last: printed text cannot be withdrawn.
  if (render !== undefined) io.out(`${render(result.decision).trimEnd()}\n`);
  logDecision(run.log, result);
  if (command === undefined) return result.exitStatus;
  if (result.exitStatus !== 0 || result.decision.outcome !== 'allowed') return COMMAND_NOT_RUN;
  return command.start(result);
}

async function commandOf(run: Run, command: readonly string[]): Promise<AllowedCommand> {
  const { allowedCommand } = await import('../run-allowed.js');
  return allowedCommand(run, command);
}
