import type { ActionContext } from '@countersign/surface';
import { gate } from '@countersign/surface/gate';
import { annotateDecision } from '@countersign/surface/gate-results';
import { reportPlaces, takeBack } from '@countersign/surface/outputs';
import { GATE_OUTPUTS } from '@countersign/surface/pieces/gate-outputs';
import { written, writtenBefore } from '@countersign/surface/pieces/output';
import type { ExitStatus } from '@countersign/core/errors';
import type { OpenGithubApi } from '@countersign/core/evidence';
import { FORMATS } from '@countersign/core/reports';

/** The toolkit's client costs more than a verification: it is loaded when `github` evidence is asked for. */
const openGithub: OpenGithubApi = async (run, api) => {
  const { octokitApi } = await import('@countersign/surface/octokit-api');
  return octokitApi(run, api);
};

/** Judges, reports, and lets the job go on only if allowed. */
export async function main({ run, options, output, summary }: ActionContext<'verify-gate'>): Promise<ExitStatus> {
  // A later step may read an output although this one failed.
  for (const [name, value] of writtenBefore(GATE_OUTPUTS)) output(name, value);
  const result = await gate(run, options, { openGithub });
  try {
    const render = await FORMATS.markdown.load();
    await summary(render(result.decision));
    for (const [name, value] of written(GATE_OUTPUTS, result)) output(name, value);
  } catch (thrown) {
    takeBack(run.cwd, reportPlaces(options.reports));
    throw thrown;
  }
  annotateDecision(run.log, result);
  return result.exitStatus;
}
