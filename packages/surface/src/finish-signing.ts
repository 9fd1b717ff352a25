import type { ExitStatus } from '@countersign/core/errors';
import type { SigningReport } from '@countersign/core/signing';
import type { Options } from './options.js';
import { reportError } from './process-guard.js';
import type { ActionContext } from './run.js';
import { failuresOf, signingLines, signingOutputs, signingStatus, signingSummary, verifyCommand } from './signing-results.js';

type SigningContext = Pick<ActionContext<'sign-blob'>, 'run' | 'output' | 'summary'> & {
  readonly options: Pick<Options<'sign-blob'>, 'trustedRoot' | 'transparencyLog'>;
};

/**
 * Ends a signing action: outputs and summary first, so that what was signed is never lost to what failed; then every
 * failure as an annotation.
 */
export async function finishSigning(
  title: string,
  { run, options, output, summary }: SigningContext,
  report: SigningReport,
): Promise<ExitStatus> {
  const command = verifyCommand(report, run.cwd, options);
  for (const [name, value] of Object.entries(signingOutputs(report, run.cwd, command))) output(name, value);
  await summary(signingSummary(title, report, run.cwd, command));
  if (report.signed.length > 0) run.log.info(signingLines(report, run.cwd).join('\n'));
  if (command !== '') run.log.info(`verify with: ${command}`);
  for (const { subject, error } of failuresOf(report)) {
    run.log.info(`not finished: ${subject}`);
    reportError(run.log, error);
  }
  return signingStatus(report);
}
