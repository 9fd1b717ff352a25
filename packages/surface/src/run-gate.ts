import type { ExitStatus } from '@countersign/core/errors';
import { lightRunner } from './light-runner.js';
import type { PieceOf } from './options.js';
import { runAction, type ActionContext } from './run.js';

/** The life of every action that judges: the runner that is loaded quickly, and the variables that a gate may read. */
export function runGate<P extends PieceOf<'gate'>>(
  piece: P,
  main: (context: ActionContext<P>) => Promise<ExitStatus>,
): Promise<void> {
  return runAction(piece, main, lightRunner);
}
