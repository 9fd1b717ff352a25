import type { ExitStatus } from '@countersign/core/errors';
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
    const answer = await verifyRelease(run, release, before, trust);
    const { decision } = answer;
    if (decision.outcome !== 'denied') return conclude(answer, before);
    const { code, message } = firstReason(decision) ?? { code: decision.outcome, message: 'they are not allowed' };
    run.log.warn(`the kept files of ${release.archive} are not used (${code ?? ''}: ${message}): they are fetched again`);
  }
  const fetched = await run.log.group(`Getting ${release.archive}`, () => obtainRelease(run, release, options.mirror));
  const answer = await verifyRelease(run, release, fetched, trust);
  if (answer.decision.outcome === 'allowed') await kept.keep(release, fetched);
  return conclude(answer, fetched);

  async function conclude(judged: Awaited<ReturnType<typeof verifyRelease>>, files: ReleaseFiles): Promise<ExitStatus> {
    annotateDecision(run.log, { ...judged, reportPaths: [] });
    if (judged.decision.outcome !== 'allowed') return judged.exitStatus;
    const folder = unpack(run, release, files.archive, process.execPath);
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
