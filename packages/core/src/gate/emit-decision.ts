import { digestText, type Subject } from '../artifacts/index.js';
import type { Run, RunEvent } from '../run/index.js';
import { abstains } from './combine.js';
import { refusals, type Decision, type RequirementResult } from '../policy/index.js';

type Refused = Extract<RunEvent, { readonly event: 'refused' }>;

/** Emits an event for every requirement that is not met, and then one for the decision. The texts are already masked. */
export function emitDecision(
  run: Pick<Run, 'emit' | 'clock'>,
  decision: Decision,
  { mode, started }: { readonly mode: 'enforce' | 'warn'; readonly started: Date },
): void {
  // A policy that abstains decides nothing about the subject; if all abstain, that is a problem of the whole decision.
  const judged = decision.policies.flatMap(({ policy, subjects }) =>
    subjects.filter((subject) => !abstains(subject)).map((subject) => ({ policy, subject })),
  );
  const refused = [
    ...judged.flatMap(({ policy, subject }) =>
      refusals(subject).map((one) => ({ ...refusal(one, mode), ...about(subject.subject), policy })),
    ),
    ...decision.problems.map((one) => refusal(one, mode)),
  ];
  for (const event of refused) run.emit(event);
  const { outcome, target } = decision;
  run.emit({
    event: 'decided',
    outcome,
    code: outcome === 'allowed' ? undefined : (refused.find((one) => one.outcome === outcome) ?? refused[0])?.code,
    target,
    ...(decision.fallbackSigners === undefined ? {} : { fallbackSigners: decision.fallbackSigners }),
    subjects: decision.subjects.length,
    mode,
    verdicts: judged.map(({ policy, subject }) => ({
      ...about(subject.subject),
      policy,
      outcome: subject.outcome,
      code: refusals(subject)[0]?.code,
    })),
    durationMs: run.clock().getTime() - started.getTime(),
  });
}

const about = (subject: Subject): { readonly artifact: string; readonly digest: string } => ({
  artifact: subject.name,
  digest: digestText(subject),
});

function refusal(
  { requirement, outcome, code, message, expected, found, hint }: RequirementResult,
  mode: Refused['mode'],
): Refused {
  return { event: 'refused', requirement, outcome, code, problem: message, expected, found, hint, mode };
}
