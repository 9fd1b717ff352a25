import type { ExitStatus } from '@countersign/core/errors';
import { lightRunner } from './light-runner.js';
import type { PieceOf } from './options.js';
import { runAction, type ActionContext } from './run.js';
import { SETUP_VARIABLES } from './setup-environment.js';

/** The life of an action that prepares a job: the runner of the gate, and the variables that name the folders of the job. */
export function runSetup<P extends PieceOf<'setup'>>(
  piece: P,
  main: (context: ActionContext<P>) => Promise<ExitStatus>,
): Promise<void> {
  return runAction(piece, main, lightRunner, SETUP_VARIABLES);
}
