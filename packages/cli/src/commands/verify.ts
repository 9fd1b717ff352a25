import { resolve } from 'node:path';
import { gate } from '@countersign/surface/gate';
import { logDecision } from '@countersign/surface/gate-results';
import { readOptions } from '@countersign/surface/options';
import { CountersignError } from '@countersign/core/errors';
import { FORMATS } from '@countersign/core/reports';
import type { Run } from '@countersign/core/run';
import type { Arguments } from '../arguments.js';
import type { Command, Io } from '../command.js';
import { clearHandedOn, copyAllowed, HAND_ON_FLAGS, handedOn, handOn, takeBackHandedOn } from '../hand-on.js';
import { withSubjects } from '../inputs.js';
import { pieceCommand } from '../piece-command.js';
import type { AllowedCommand } from '../run-allowed.js';

/** Where the gate refused COMMAND, or could not decide. */
const REFUSED_COMMAND = 125;

export const command: Command = {
  ...pieceCommand('verify-gate'),
  notes: [
    'After --, COMMAND runs only if the decision is "allowed", and its exit status is ours; 125 says that it was not run.',
    'Files are hashed again before COMMAND starts: last those that it names, and its program at the very end. On Linux a compiled program that was judged is run from the file that was hashed; a script, and files that COMMAND opens by itself, could still be changed in the moments between. Let nobody else write to the folder.',
    'COMMAND finds the digest-pinned images in COUNTERSIGN_PINNED_IMAGES.',
  ],
  flags: HAND_ON_FLAGS,
  takesCommand: true,
  misused: (args) => clearHandedOn(process.cwd(), args),
  async run(args, io) {
    const cwd = process.cwd();
    await clearHandedOn(cwd, args);
    try {
      return await verify(args, io);
    } catch (thrown) {
      takeBackHandedOn(cwd, args);
      throw thrown;
    }
  },
};

async function verify(args: Arguments, io: Io): Promise<number> {
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
  const command = args.command === undefined ? undefined : await commandOf({ ...run, env: io.environment }, args.command);
  const result = await gate(run, options, {
    outputs: handedOn(args).map(({ what, path }) => ({ what, path: resolve(run.cwd, path) })),
    isCleared: true,
    confirm: async (judged) => {
      const copied = await copyAllowed(run, args, judged);
      return command === undefined ? copied : command.confirm(copied);
    },
  });
  const render = args.json ? await FORMATS.json.load() : undefined;
  handOn(run, args, result);
  // Last: what has been printed cannot be taken back.
  if (render !== undefined) io.out(`${render(result.decision).trimEnd()}\n`);
  logDecision(run.log, result);
  if (command === undefined) return result.exitStatus;
  if (result.exitStatus !== 0 || result.decision.outcome !== 'allowed') return REFUSED_COMMAND;
  return command.start(result);
}

async function commandOf(run: Run, command: readonly string[]): Promise<AllowedCommand> {
  const { allowedCommand } = await import('../run-allowed.js');
  return allowedCommand(run, command);
}
