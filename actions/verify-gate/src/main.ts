import type { ActionContext } from '@countersign/surface';
import { gate } from '@countersign/surface/gate';
import { annotateDecision } from '@countersign/surface/gate-results';
import { reportFiles, withdrawOutputs } from '@countersign/surface/outputs';
import { GATE_OUTPUTS } from '@countersign/surface/pieces/gate-outputs';
import { outputValues, valuesBefore } from '@countersign/surface/pieces/output';
import type { ExitStatus } from '@countersign/core/errors';
import type { OpenGithubApi } from '@countersign/core/evidence';
import { FORMATS } from '@countersign/core/reports';

/** Loading the toolkit's client takes longer than a verification, so it is loaded only for `evidence: github`. */
const openGithub: OpenGithubApi = async (run, api) => {
  const { octokitApi } = await import('@countersign/surface/octokit-api');
  return octokitApi(run, api);
};

/** Judges, reports, and fails the step unless the decision is "allowed". */
export async function main({ run, options, output, summary }: ActionContext<'verify-gate'>): Promise<ExitStatus> {
  // A later step may read an output even if this one failed.
  for (const [name, value] of valuesBefore(GATE_OUTPUTS)) output(name, value);
  const result = await gate(run, options, { openGithub });
  try {
    const render = await FORMATS.markdown.load();
    await summary(render(result.decision));
    for (const [name, value] of outputValues(GATE_OUTPUTS, result)) output(name, value);
  } catch (thrown) {
    withdrawOutputs(run.cwd, reportFiles(options.reports));
    throw thrown;
  }
  annotateDecision(run.log, result);
  return result.exitStatus;
}
