import type { Run } from '../run/index.js';
import { asCountersignError, type CountersignError } from '../errors/index.js';
import { isOutage } from '../services/index.js';
import type { CredentialSource } from './credentials.js';
import { fallbackSigner, type FallbackSigner } from './fallback-signer.js';
import { openSigningContext, signContent } from './make-signature.js';
import type { SignOptions } from './options.js';
import type { PlannedSignature, SigningPlan } from './plan/types.js';
import { finishDone, pushAll, unstored, writeBundle, writeShared, type Filed } from './store-signatures.js';
import type { SigningReport } from './types.js';
import { workThrough } from './work.js';

/** Number of signatures that are made at the same time: each waits for the log, so several are faster. */
const SIGNATURES_AT_ONCE = 64;

/**
 * Does what was planned: requests the certificate, makes, verifies and writes each signature, and stores those of images. What `resume`
 * found is not made again. With `dryRun`, the report contains the plan, and nothing is done. If keyless signing lacks a service, the fallback key
 * signs instead; without one, the other keys of the run sign, and the report names what is missing.
 * @throws CountersignError for errors of the whole run; errors of one subject are in the report
 */
export async function signPlanned(run: Run, options: SignOptions, plan: SigningPlan): Promise<SigningReport> {
  const { paths, work } = plan;
  if (options.dryRun === true) {
    return { signed: [], failures: plan.refusal === undefined ? [] : [{ subject: 'the run', error: plan.refusal }], plan };
  }
  const missing = plan.signatures.filter(({ done }) => done === undefined);
  const sources = plan.sources.filter((source) => missing.some((one) => one.source === source));
  const fallback = fallbackSigner(run, options, plan);
  const unopened = await openAll(run, options, plan, sources, fallback);
  const context = openSigningContext(run, plan.services, options);
  const sign = async (planned: PlannedSignature): Promise<Filed> => {
    const error = unopened.get(planned.source);
    if (error !== undefined) throw error;
    const make = () => signContent(context, planned.source, planned);
    return fallback === undefined ? writeBundle(run, paths, planned.path, await make()) : fallback.sign(planned, make);
  };
  const tasks = plan.signatures.map((planned) => ({
    subject: planned.label,
    always: planned.done !== undefined,
    work: async (): Promise<Filed> =>
      planned.done === undefined ? sign(planned) : finishDone(run, paths, { ...planned, done: planned.done }),
  }));
  run.emit({ event: 'to-sign', count: missing.length });
  const { done, failures } = await workThrough(tasks, SIGNATURES_AT_ONCE, options.failFast);
  await writeShared(run, paths, done, failures.length > 0);
  const signed = work.push === undefined ? done.map(unstored) : await pushAll(run, done, work.push);
  return { signed, failures };
}

/**
 * Opens the sources: requests the certificate. Without one, for want of a service, the fallback key takes its place; otherwise the other keys
 * of the run sign, and every signature of the source is a failure. Any other error ends the run before anything is signed.
 */
async function openAll(
  run: Run,
  { failFast }: SignOptions,
  plan: SigningPlan,
  sources: readonly CredentialSource[],
  fallback: FallbackSigner | undefined,
): Promise<ReadonlyMap<CredentialSource, CountersignError>> {
  const unopened = new Map<CredentialSource, CountersignError>();
  for (const source of sources) {
    const known = source.key === undefined ? plan.fallback?.cause : undefined;
    try {
      if (known !== undefined) throw known;
      await source.open();
    } catch (thrown) {
      if (fallback?.mayReplace(source, thrown) === true) fallback.begin(thrown);
      else if (sources.length > 1 && failFast !== true && isOutage(thrown) && !run.signal.aborted)
        unopened.set(source, asCountersignError(thrown));
      else throw thrown;
    }
  }
  return unopened;
}
