import type { ActionContext } from '@countersign/surface';
import { gate } from '@countersign/surface/gate';
import { annotateDecision, gateOutputs } from '@countersign/surface/gate-results';
import { reportPlaces, takeBack } from '@countersign/surface/outputs';
import type { ExitStatus } from '@countersign/core/errors';
import type { OpenGithubApi } from '@countersign/core/evidence';
import { renderMarkdown } from '@countersign/core/reports';

/** The toolkit's client costs more than a verification: it is loaded when `github` evidence is asked for. */
const openGithub: OpenGithubApi = async (run, api) => {
  const { octokitApi } = await import('@countersign/surface/octokit-api');
  return octokitApi(run, api);
};

/** Judges, reports, and lets the job go on only if allowed. */
export async function main({ run, options, output, summary }: ActionContext<'verify-gate'>): Promise<ExitStatus> {
  // A later step may read the output although this one failed: until a decision exists, it is this.
  output('decision', 'undecided');
  const result = await gate(run, options, { openGithub });
  const { decision, ...others } = gateOutputs(result);
  try {
    await summary(renderMarkdown(result.decision));
    for (const [name, value] of Object.entries(others)) output(name, value);
    // Last: whoever reads it finds all the rest.
    output('decision', decision);
  } catch (thrown) {
    takeBack(run.cwd, reportPlaces(options.reports));
    throw thrown;
  }
  annotateDecision(run.log, result);
  return result.exitStatus;
}
