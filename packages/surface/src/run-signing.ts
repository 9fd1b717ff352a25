import type { Run } from '@countersign/core/run';
import type { SigningReport } from '@countersign/core/signing';
import { checkStepFiles } from './github/files.js';
import { finishSigning } from './finish-signing.js';
import { PIECES, type Options, type PieceOf } from './options.js';
import { runAction } from './run.js';
import { SIGNING_VARIABLES } from './signing-environment.js';
import { toolkitExec } from './toolkit-exec.js';
import { toolkitRunner } from './toolkit-runner.js';

/** Runs an action that signs. Only `sign` differs between the actions. */
export function runSigning<P extends PieceOf<'signing'>>(
  piece: P,
  sign: (run: Run, options: Options<P>) => Promise<SigningReport>,
): Promise<void> {
  return runAction(
    piece,
    async (context) => {
      checkStepFiles(context.run.env);
      return finishSigning(PIECES[piece].heading, context, await sign(context.run, context.options));
    },
    toolkitRunner,
    SIGNING_VARIABLES,
    toolkitExec,
  );
}
