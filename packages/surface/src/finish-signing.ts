import type { ExitStatus } from '@countersign/core/errors';
import type { SigningReport } from '@countersign/core/signing';
import type { CommonOptions } from './options.js';
import { outputValues } from './pieces/output.js';
import { SIGNING_OUTPUTS } from './pieces/signing-outputs.js';
import { reportError } from './process-guard.js';
import type { ActionContext } from './run.js';
import {
  bundleEntries,
  failuresOf,
  signingCounts,
  signingLines,
  signingStatus,
  signingSummary,
  verifyCommand,
} from './signing-results.js';

type SigningContext = Pick<ActionContext<'sign-blob'>, 'run' | 'output' | 'summary'> & {
  readonly options: CommonOptions;
};

/**
 * Ends a signing action: outputs and summary first, so that they exist even if something failed; then each failure as an annotation.
 */
export async function finishSigning(
  title: string,
  { run, options, output, summary }: SigningContext,
  report: SigningReport,
): Promise<ExitStatus> {
  const command = verifyCommand(report, run.cwd, options);
  const made = { entries: bundleEntries(report, run.cwd), verifyCommand: command };
  for (const [name, value] of outputValues(SIGNING_OUTPUTS, made)) output(name, value);
  await summary(signingSummary(title, report, run.cwd, options));
  if (report.signed.length > 0) run.log.info(signingLines(report, run.cwd).join('\n'));
  if (command !== '') run.log.info(`verify with: ${command}`);
  for (const { subject, error } of failuresOf(report)) {
    run.log.info(`not finished: ${subject}`);
    reportError(run.log, error);
  }
  for (const line of signingCounts(report)) run.log.info(line);
  return signingStatus(report);
}
