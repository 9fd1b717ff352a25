import { resolve } from 'node:path';
import type { Output } from '@countersign/core/artifacts';
import type { OpenGithubApi } from '@countersign/core/evidence';
import { endRun, type Run } from '@countersign/core/run';
import { writeReports } from '@countersign/core/reports';
import { runGate, type Confirm } from '@countersign/core/gate';
import type { GateResult } from './gate-result.js';
import { ONE_LINE, pick, readingInputs, readReports, type Options } from './options.js';
import { clearOutputs, reportFiles, withdrawOutputs } from './outputs.js';
import { warnOfUnpinnedTrust } from './unpinned-trust.js';

interface CallerSettings {
  /** Files besides the reports that the caller will write. */
  readonly outputs?: readonly Output[];
  /** Whether the caller has removed earlier outputs, and removes them again after a failure. */
  readonly isCleared?: boolean;
  /** May withdraw the decision before it is reported. */
  readonly confirm?: Confirm;
  /** Client of GitHub's API; default: that of core. */
  readonly openGithub?: OpenGithubApi;
}

/** The gate of every surface: judges, and writes the reports. Imports nothing that signs. */
export async function gate(run: Run, options: Options<'verify-gate'>, caller: CallerSettings = {}): Promise<GateResult> {
  const files = caller.isCleared === true ? [] : reportFiles(options.reports);
  await clearOutputs(run.cwd, files, readingInputs(options));
  try {
    return await judge(run, options, caller);
  } catch (thrown) {
    withdrawOutputs(run.cwd, files);
    throw thrown;
  } finally {
    // Before a program that the gate starts after its decision.
    await endRun(run);
  }
}

async function judge(run: Run, options: Options<'verify-gate'>, caller: CallerSettings): Promise<GateResult> {
  const reports = readReports(options.reports, 'reports');
  const outputs = [
    ...reports.map(({ format, path }) => ({ what: `the report ${format}=${path}`, path: resolve(run.cwd, path) })),
    ...(caller.outputs ?? []),
  ];
  warnOfUnpinnedTrust(run, options);
  // The table of inputs makes sure that there are either policies or a one-line policy.
  const oneLine = options.policies.length > 0 ? undefined : pick(ONE_LINE, options);
  const judged = await runGate(run, { ...options, oneLine, outputs, openGithub: caller.openGithub }, caller.confirm);
  if (reports.length > 0) await writeReports(run, judged.decision, reports);
  if (options.mode === 'warn' && judged.decision.outcome !== 'allowed') {
    run.log.warn(
      `mode is "warn": the job continues although the decision is ${judged.decision.outcome}` +
        (judged.pinnedImages.length > 0 ? '; do not deploy the pinned images' : ''),
    );
  }
  return { ...judged, reportPaths: reports.map(({ path }) => path) };
}
