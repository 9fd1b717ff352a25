import { rm } from 'node:fs/promises';
import type { PublicKey } from '../../crypto/index.js';
import type { Run } from '../../run/index.js';
import { announcement } from './announcement.js';
import { beginJournal, removeJournal, writeJournal, type Journal } from './journal.js';
import { keyFacts, publicPem } from './key-facts.js';
import { shown, textOf, writeOnce } from './rotation/files.js';
import { keyListSteps } from './rotation/key-list.js';
import { keptKey, keptPublicFile, keyStep } from './rotation/new-key.js';
import { planRotation, refuseTaken } from './rotation/plan.js';
import { planPolicyChanges, refuseUndone } from './rotation/policies.js';
import { made, type Progress, type RotateOptions, type Rotation, type RotationPlan, type Step } from './rotation/types.js';
import { prepareStore } from './stores/stores.js';

export type { RotateOptions, Rotation } from './rotation/types.js';

/**
 * Replaces the key of a signer. The order is such that a failure loses nothing: first the private half is safe in a file or at its
 * service, then in every place that was asked for; then the public keys are written; verifiers learn of it last, by the policies. What is
 * done is noted in a journal beside the public key: the same command goes on where it stopped.
 * @throws CountersignError INPUT_*, POLICY_*, KEY_*, SERVICE_*
 */
export async function rotateKey(run: Run, options: RotateOptions): Promise<Rotation> {
  const plan = await planRotation(run, options);
  const { journal, journalFile } = plan;
  const progress: Progress = { journal, key: undefined, uses: [] };
  // Everything that can fail is tried before a key is made: the changed policies load, the places answer.
  const policies = await planPolicyChanges(run, plan, progress);
  const lists = await keyListSteps(run, plan, progress, options);
  if (!plan.resumed) refuseTaken(plan);
  const steps: readonly Step[] = [
    keyStep(run, plan, progress, options),
    ...(await storeSteps(run, plan, progress, options)),
    ...publicKeySteps(run, plan, progress),
    ...policies.steps,
    ...lists,
  ];
  const report = (state: 'done' | 'planned'): Rotation => ({
    signer: options.signer,
    name: journal.name,
    old: keyFacts(plan.old),
    key: progress.key === undefined ? undefined : keyFacts(progress.key),
    notAfter: journal.notAfter,
    resumed: plan.resumed,
    changes: policies.diffs(),
    steps: [
      ...steps.map(({ id, title }) => ({ title, state: journal.done.includes(id) ? ('done before' as const) : state })),
      ...removalOf(run, plan).map((title) => ({ title, state })),
    ],
    uses: progress.uses,
    announcement: progress.key === undefined ? '' : announcementOf(run, plan, progress.key),
  });
  if (options.dryRun) return report('planned');

  if (plan.resumed)
    run.log.warn(`goes on with the rotation of ${options.signer} that began at ${journal.began}`, {
      file: shown(run, journalFile),
    });
  else await beginJournal(run, journalFile, journal);
  if (journal.done.includes('key')) {
    for (const policy of plan.policies) refuseUndone(policy, journal);
    const finished = steps.every(({ id }) => journal.done.includes(id));
    progress.key = await keptKey(run, plan, options, finished);
  }
  for (const step of steps) if (!journal.done.includes(step.id)) await take(run, step, steps, plan, progress);
  const finished = report('done');
  if (plan.announced !== undefined) await writeOnce(run, plan.announced, finished.announcement);
  if (!plan.keep && plan.keyFile !== undefined) await rm(plan.keyFile, { force: true });
  // Its public half last: a journal without it could not be gone on with.
  await removeJournal(journalFile);
  await rm(keptPublicFile(plan), { force: true });
  return finished;
}

/** What the end of a rotation removes: after all steps, because a run that goes on needs the file. */
const removalOf = (run: Run, { keep, keyFile }: RotationPlan): readonly string[] =>
  keep || keyFile === undefined ? [] : [`remove ${shown(run, keyFile)}: the private key is only where it was stored`];

/** Does a step, and notes it. */
async function take(
  run: Run,
  step: Step,
  steps: readonly Step[],
  { journalFile }: RotationPlan,
  progress: Progress,
): Promise<void> {
  try {
    await step.run();
  } catch (thrown) {
    tellWhatIsDone(run, steps, progress.journal);
    throw thrown;
  }
  progress.journal = { ...progress.journal, done: [...progress.journal.done, step.id] };
  await writeJournal(run, journalFile, progress.journal);
}

/** Stores the private half in each place that was not done before. */
async function storeSteps(
  run: Run,
  { journal, keyFile = '', resumed }: RotationPlan,
  { uses }: Progress,
  options: RotateOptions,
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const reference of options.stores) {
    const id = `store ${reference}`;
    if (journal.done.includes(id)) continue;
    const store = await prepareStore(run, reference, { ...options, resumed });
    steps.push({
      id,
      title: `store the private key: ${store.where}`,
      undo: `remove it: ${store.where}`,
      run: async () => {
        uses.push(await store.put(textOf(keyFile)));
      },
    });
  }
  return steps;
}

function publicKeySteps(run: Run, { old, paths }: RotationPlan, progress: Progress): readonly Step[] {
  return [
    {
      id: 'public-key',
      title: `write the public key to ${shown(run, paths.public)}`,
      undo: `remove ${shown(run, paths.public)}`,
      run: () => writeOnce(run, paths.public, publicPem(made(progress.key))),
    },
    {
      id: 'archive',
      title: `archive the old public key as ${shown(run, paths.archive)}`,
      undo: `remove ${shown(run, paths.archive)}`,
      run: () => writeOnce(run, paths.archive, publicPem(old)),
    },
  ];
}

const announcementOf = (run: Run, { journal, old, paths }: RotationPlan, key: PublicKey): string =>
  announcement({
    signer: journal.signer,
    name: journal.name,
    old: keyFacts(old),
    key: keyFacts(key),
    began: journal.began,
    notAfter: journal.notAfter,
    publicPem: publicPem(key),
    publicFile: shown(run, paths.public),
  });

function tellWhatIsDone(run: Run, steps: readonly Step[], { done }: Journal): void {
  const finished = steps.filter(({ id }) => done.includes(id));
  run.log.warn('the rotation is not finished; the same command goes on where it stopped');
  for (const step of steps) run.log.info(`${done.includes(step.id) ? 'done' : 'not done'}: ${step.title}`);
  if (finished.length > 0) run.log.info('to take it back instead:');
  for (const { undo } of finished.toReversed()) run.log.info(`- ${undo}`);
}
