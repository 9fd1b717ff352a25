import { asCountersignError, type ExitStatus } from '@countersign/core/errors';
import type { GateAnswer } from '@countersign/core/gate';
import { sha256Digest } from '@countersign/core/wire';
import type { ActionContext } from '@countersign/surface';
import { firstReason } from '@countersign/surface/decision-text';
import { annotateDecision } from '@countersign/surface/gate-results';
import { table } from '@countersign/surface/markdown';
import { outputValues } from '@countersign/surface/pieces/output';
import { SETUP_OUTPUTS } from '@countersign/surface/pieces/setup-outputs';
import { openKeptReleases } from './kept-release.js';
import { obtainRelease, type ReleaseFiles } from './obtain-release.js';
import { releaseOf } from './release.js';
import { unpack } from './unpack.js';
import { readTrust, verifyRelease } from './verify-release.js';

/** Puts the command line on PATH, after the gate has allowed its release file. */
export async function main(context: ActionContext<'setup'>): Promise<ExitStatus> {
  const { run, options } = context;
  const release = releaseOf(options.version);
  const trust = readTrust(run, options);
  const kept = openKeptReleases(run);

  const before = kept.read(release);
  if (before !== undefined) {
    const found = await tried(before);
    if (typeof found !== 'string') return conclude(found, before);
    run.log.warn(`the kept files of ${release.archive} are not used (${found}): they are fetched again`);
  }
  const fetched = await run.log.group(`Getting ${release.archive}`, () => obtainRelease(run, release, options.mirror));
  const judged = await judge(fetched);
  if (judged.folder !== undefined) await kept.keep(release, fetched);
  return conclude(judged, fetched);

  /** Unpacks what the gate has allowed, and nothing else. */
  async function judge(files: ReleaseFiles): Promise<Judged> {
    const answer = await verifyRelease(run, release, files, trust);
    const isAllowed = answer.decision.outcome === 'allowed';
    return { answer, folder: isAllowed ? unpack(run, release, files.archive, process.execPath) : undefined };
  }

  /**
   * The same for kept files, or why they are not used. Another job may have changed them: whatever is wrong with them, it must not keep
   * this job from the published ones.
   */
  async function tried(files: ReleaseFiles): Promise<Judged | string> {
    try {
      const judged = await judge(files);
      return judged.folder === undefined ? reasonOf(judged.answer) : judged;
    } catch (thrown) {
      const { code, message } = asCountersignError(thrown);
      return `${code}: ${message}`;
    }
  }

  async function conclude({ answer, folder }: Judged, files: ReleaseFiles): Promise<ExitStatus> {
    annotateDecision(run.log, { ...answer, reportPaths: [] });
    if (folder === undefined) return answer.exitStatus;
    const installed = { version: release.version, folder, digest: sha256Digest(files.archive) };
    for (const [name, value] of outputValues(SETUP_OUTPUTS, installed)) context.output(name, value);
    await context.summary(
      table(['countersign', 'digest', 'signed by'], [[release.version, installed.digest, release.signer.certificateIdentity]]),
    );
    context.addPath(folder);
    run.log.info(`countersign ${release.version} is on PATH`);
    return 0;
  }
}

interface Judged {
  readonly answer: GateAnswer;
  /** The folder for PATH; undefined unless the decision is `allowed`. */
  readonly folder: string | undefined;
}

function reasonOf({ decision }: GateAnswer): string {
  const { code, message } = firstReason(decision) ?? { code: undefined, message: 'they are not allowed' };
  return `${code ?? decision.outcome}: ${message}`;
}
