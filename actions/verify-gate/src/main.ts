import type { ActionContext } from '@countersign/action-kit';
import { gate } from '@countersign/action-kit/gate';
import { annotateDecision, gateOutputs } from '@countersign/action-kit/gate-results';
import type { ExitStatus } from '@countersign/core/errors';
import { renderMarkdown } from '@countersign/core/reports';

/** Judges, reports, and lets the job go on only if allowed. */
export async function main({ run, options, output, summary }: ActionContext<'verify-gate'>): Promise<ExitStatus> {
  // A later step may read the output although this one failed: until a decision exists, it is this.
  output('decision', 'undecided');
  const result = await gate(run, options);
  for (const [name, value] of Object.entries(gateOutputs(result))) output(name, value);
  await summary(renderMarkdown(result.decision));
  annotateDecision(run.log, result);
  return result.exitStatus;
}
