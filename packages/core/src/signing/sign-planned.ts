import type { Run } from '../run/index.js';
import { openSigningContext, signMessage, signStatement } from './make-signature.js';
import type { SignOptions } from './options.js';
import type { PlannedSignature, SigningPlan } from './plan/types.js';
import { finishDone, pushAll, unstored, writeBundle, writeShared, type Filed } from './store-signatures.js';
import type { SigningReport } from './types.js';
import { workThrough } from './work.js';

/** Number of signatures that are made at the same time: each waits for the log, so several are faster. */
const SIGNATURES_AT_ONCE = 64;

/**
 * Does what was planned: requests the certificate, makes, verifies and writes each signature, and stores those of images. What `resume`
 * found is not made again. With `dryRun`, the report contains the plan, and nothing is done.
 * @throws CountersignError for errors of the whole run; errors of one subject are in the report
 */
export async function signPlanned(run: Run, options: SignOptions, plan: SigningPlan): Promise<SigningReport> {
  const { paths, work } = plan;
  if (options.dryRun === true) {
    return { signed: [], failures: plan.refusal === undefined ? [] : [{ subject: 'the run', error: plan.refusal }], plan };
  }
  const missing = plan.signatures.filter(({ done }) => done === undefined);
  const sources = plan.sources.filter((source) => missing.some((one) => one.source === source));
  for (const source of sources) await source.open();
  const context = openSigningContext(run, plan.services, options);
  const make = ({ content, source, subjects }: PlannedSignature) =>
    content.kind === 'file'
      ? signMessage(context, source, content.file)
      : signStatement(context, source, content.payload, subjects);
  const tasks = plan.signatures.map((planned) => ({
    subject: planned.label,
    always: planned.done !== undefined,
    work: async (): Promise<Filed> =>
      planned.done === undefined
        ? writeBundle(run, paths, planned.path, await make(planned))
        : finishDone(run, paths, { ...planned, done: planned.done }),
  }));
  run.emit({ event: 'to-sign', count: missing.length });
  const { done, failures } = await workThrough(tasks, SIGNATURES_AT_ONCE, options.failFast);
  await writeShared(run, paths, done, failures.length > 0);
  const signed = work.push === undefined ? done.map(unstored) : await pushAll(run, done, work.push);
  return { signed, failures };
}
