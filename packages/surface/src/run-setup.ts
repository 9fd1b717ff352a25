import type { ExitStatus } from '@countersign/core/errors';
import { lightRunner } from './light-runner.js';
import type { PieceOf } from './options.js';
import { runAction, type ActionContext } from './run.js';
import { SETUP_VARIABLES } from './setup-environment.js';

/** Runs an action that prepares a job: with the light runner, and the variables of the gate and of `setup`. */
export function runSetup<P extends PieceOf<'setup'>>(
  piece: P,
  main: (context: ActionContext<P>) => Promise<ExitStatus>,
): Promise<void> {
  return runAction(piece, main, lightRunner, SETUP_VARIABLES);
}
