import { resolve } from 'node:path';
import type { Output } from '@countersign/core/artifacts';
import type { OpenGithubApi } from '@countersign/core/evidence';
import type { Run } from '@countersign/core/run';
import { writeReports } from '@countersign/core/reports';
import { runGate, type Confirm, type GateOptions, type GateAnswer } from '@countersign/core/gate';
import { readReports, type Options, type RawInputs } from './options.js';
import { namedSubjects } from '@countersign/core/subjects';
import { clearOutputs, reportPlaces, takeBack } from './outputs.js';
import { warnOfUnpinnedTrust } from './unpinned-trust.js';

export interface GateResult extends GateAnswer {
  /** As the user wrote them; empty when none was asked for. */
  readonly reportPaths: readonly string[];
}

export interface GateWishes {
  /** Files besides the reports that the caller will write. */
  readonly outputs?: readonly Output[];
  /** Whether the caller has removed what stands in the place of outputs, and takes them back after a failure. */
  readonly isCleared?: boolean;
  /** May take the decision back before anything is told of it. */
  readonly confirm?: Confirm;
  /** Who speaks to GitHub's API; default: a few lines of core's own. */
  readonly openGithub?: OpenGithubApi;
}

/** The gate as every surface runs it: judge, write the reports, answer. Imports nothing that signs. */
export async function gate(run: Run, options: Options<'verify-gate'>, wishes: GateWishes = {}): Promise<GateResult> {
  const places = wishes.isCleared === true ? [] : reportPlaces(options.reports);
  await clearOutputs(run.cwd, places, readBy(options));
  try {
    return await judge(run, options, wishes);
  } catch (thrown) {
    takeBack(run.cwd, places);
    throw thrown;
  }
}

/** The inputs that name what is read, as the table calls them. */
function readBy(options: Options<'verify-gate'>): RawInputs {
  const one = (path: string | undefined): readonly string[] => (path === undefined ? [] : [path]);
  return {
    paths: options.paths,
    checksums: options.checksums,
    policies: options.policies,
    evidence: options.evidence ?? [],
    bundle: one(options.bundle),
    key: one(options.key),
    'trusted-root': one(options.trustedRoot),
  };
}

async function judge(run: Run, options: Options<'verify-gate'>, wishes: GateWishes): Promise<GateResult> {
  const reports = readReports(options.reports, 'reports');
  const outputs = [
    ...reports.map(({ format, path }) => ({ what: `the report ${format}=${path}`, path: resolve(run.cwd, path) })),
    ...(wishes.outputs ?? []),
  ];
  warnOfUnpinnedTrust(run, options);
  const judged = await runGate(run, { ...gateOptions(options), outputs, openGithub: wishes.openGithub }, wishes.confirm);
  if (reports.length > 0) await writeReports(run, judged.decision, reports);
  if (options.mode === 'warn' && judged.decision.outcome !== 'allowed') {
    run.log.warn(
      `mode is "warn": the job goes on although the decision is ${judged.decision.outcome}` +
        (judged.pinnedImages.length > 0 ? '; the pinned images are not allowed ones, deploy none of them' : ''),
    );
  }
  return { ...judged, reportPaths: reports.map(({ path }) => path) };
}

function gateOptions(options: Options<'verify-gate'>): GateOptions {
  const { certificateIdentity, certificateIdentityRegexp, certificateOidcIssuer, key, predicateType, owner, repository } =
    options;
  return {
    ...namedSubjects(options),
    platforms: options.platforms,
    policies: options.policies,
    policyDigest: options.policyDigest,
    // The table of inputs has made sure that it is either policies or one line.
    oneLine:
      options.policies.length > 0
        ? undefined
        : { certificateIdentity, certificateIdentityRegexp, certificateOidcIssuer, key, predicateType, owner, repository },
    bundle: options.bundle,
    evidence: options.evidence,
    trustedRoot: options.trustedRoot,
    trustDigest: options.trustDigest,
    target: options.target,
    transparencyLog: options.transparencyLog,
    signatureRepository: options.signatureRepository,
    insecureRegistries: options.insecureRegistries,
    mode: options.mode,
  };
}
