import type { ExitStatus } from '@countersign/core/errors';
import type { SigningReport } from '@countersign/core/signing';
import type { CommonOptions } from './options.js';
import { outputValues } from './pieces/output.js';
import { SIGNING_OUTPUTS } from './pieces/signing-outputs.js';
import { planSummary, plannedEntries } from './planned-results.js';
import { reportError } from './process-guard.js';
import { resultLines } from './result-lines.js';
import type { ActionContext } from './run.js';
import {
  bundleEntries,
  failuresOf,
  signingCounts,
  signingStatus,
  signingSummary,
  verifyCommand,
  type KeysOfRun,
} from './signing-results.js';

type SigningContext = Pick<ActionContext<'sign-blob'>, 'run' | 'output' | 'summary'> & {
  readonly options: CommonOptions & KeysOfRun;
};

/**
 * Ends a signing action: outputs and summary first, so that they exist even if something failed; then each failure as an annotation.
 */
export async function finishSigning(title: string, context: SigningContext, report: SigningReport): Promise<ExitStatus> {
  const { run, options, output, summary } = context;
  const { plan } = report;
  const command = verifyCommand(report, run.cwd, options);
  const entries = plan === undefined ? bundleEntries(report, run.cwd) : plannedEntries(plan, run.cwd);
  const made = { entries, dryRun: plan !== undefined, verifyCommand: command };
  for (const [name, value] of outputValues(SIGNING_OUTPUTS, made)) output(name, value);
  await summary(plan === undefined ? signingSummary(title, report, run.cwd, options) : planSummary(title, plan, run.cwd));
  for (const line of resultLines(report, run.cwd)) run.log.info(line);
  if (command !== '') run.log.info(`verify with: ${command}`);
  for (const { subject, state, error } of failuresOf(report)) {
    // The only failure of a dry run is that of the whole run.
    if (plan === undefined) run.log.info(`${state}: ${subject}`);
    reportError(run.log, error);
  }
  for (const line of plan === undefined ? signingCounts(report) : []) run.log.info(line);
  return signingStatus(report);
}
