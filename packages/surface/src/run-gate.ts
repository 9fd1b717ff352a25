import type { ExitStatus } from '@countersign/core/errors';
import { lightRunner } from './light-runner.js';
import type { PieceOf } from './options.js';
import { runAction, type ActionContext } from './run.js';

/** Runs an action that judges: with the light runner, and only the variables of the gate. */
export function runGate<P extends PieceOf<'gate'>>(
  piece: P,
  main: (context: ActionContext<P>) => Promise<ExitStatus>,
): Promise<void> {
  return runAction(piece, main, lightRunner);
}
