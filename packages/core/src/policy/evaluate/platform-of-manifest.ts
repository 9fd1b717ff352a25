import { byKind, type ImageSubject } from '../../artifacts/index.js';
import { samePlatform } from '../../wire/index.js';
import { describeOwnPlatform, worst, type RequirementResult } from '../requirements/index.js';
import type { Rule } from '../resolve/index.js';
import { isOverOne } from './about-subject.js';
import type { JudgeRequirement } from './judge-requirement.js';
import type { SubjectFacts } from './types.js';

/**
 * Anybody can push an index that calls a signed image by another platform. Its word counts where the rule is satisfied by what
 * is signed over the index alone; otherwise the image's own config, which its digest covers, must say the same.
 */
export function judgePlatformOfManifest(rule: Rule, facts: SubjectFacts, judge: JudgeRequirement): readonly RequirementResult[] {
  const parent = byKind(facts.subject, {
    image: (image) => image.parent,
    file: () => undefined,
    digest: () => undefined,
  });
  if (parent === undefined) return [];
  const base = { hint: undefined, evidence: [], signers: [], parts: [], requirement: 'platform' };
  const allowed = (message: string): RequirementResult => ({
    ...base,
    outcome: 'allowed',
    code: undefined,
    message,
    expected: undefined,
    found: undefined,
  });
  const { own } = parent;
  if (own?.kind === 'said' && samePlatform(own.platform, parent.platform)) return [allowed(`${parent.platform}, by its config`)];
  const word = wordOfIndex(rule, facts, parent, judge);
  if (word === 'allowed') return [allowed(`${parent.platform}, by what is signed over the index`)];
  const unread = own?.kind === 'unread' ? own.error : undefined;
  const open = own === undefined || (unread !== undefined && unread.exitStatus !== 1) || word === 'undecided';
  return [
    {
      ...base,
      outcome: open ? 'undecided' : 'denied',
      code: unread?.code ?? 'SUBJECT_MISMATCH',
      message: `no evidence over the index, and not the image's own config, says that it is for ${parent.platform}`,
      expected: parent.platform,
      found: describeOwnPlatform(own) ?? 'a config that was not read',
      hint: 'Sign the index itself, as sign-image does, or name the image without a platform.',
    },
  ];
}

/** The rule's answer from the evidence over the indexes that say the platform, and from no other. */
function wordOfIndex(
  rule: Rule,
  facts: SubjectFacts,
  { labelledBy }: NonNullable<ImageSubject['parent']>,
  judge: JudgeRequirement,
): RequirementResult['outcome'] {
  if (rule.require.length === 0 || labelledBy.length === 0) return 'denied';
  const candidates = facts.candidates
    .map((candidate) => ({
      ...candidate,
      judged: candidate.judged.filter((one) => one.kind === 'verified' && isOverOne(one.facts, labelledBy)),
    }))
    .filter(({ judged }) => judged.length > 0);
  const overIndex = { ...facts, candidates, unreadable: [] };
  return worst(rule.require.map((requirement) => judge(requirement, overIndex).outcome));
}
