import type { ImageSubject, OwnPlatform } from '../../artifacts/index.js';
import { samePlatform } from '../../wire/index.js';
import type { Circumstances } from './judge-candidate.js';
import { isOverOne } from './about-subject.js';
import { judge, worst } from './judge-requirement.js';
import type { Match, Rule } from '../resolve/model.js';
import type { RequirementResult, SubjectFacts } from './types.js';

/**
 * `platforms` of a rule never lets an image slip past it: the rule applies to every image of that name, which must have the
 * platforms; one platform judged by itself must be among them, and must be what it is called.
 */
export function judgePlatforms(rule: Rule, facts: SubjectFacts, circumstances: Circumstances): readonly RequirementResult[] {
  const { subject } = facts;
  if (subject.kind !== 'image') return [];
  return [...listed(rule.match, subject), ...called(rule, facts, subject, circumstances)];
}

type Parent = NonNullable<ImageSubject['parent']>;

const BASE = { hint: undefined, evidence: [], signers: [], parts: [] };

function listed({ platforms: wanted }: Match, subject: ImageSubject): readonly RequirementResult[] {
  if (wanted === undefined) return [];
  const own = subject.parent?.platform;
  const single = subject.own?.kind === 'said' ? [subject.own.platform] : [];
  const found = own === undefined ? [...subject.platforms.map((one) => one.platform), ...single] : [own];
  const has = (names: readonly string[], name: string): boolean => names.some((one) => samePlatform(one, name));
  const missing = own === undefined ? wanted.filter((one) => !has(found, one)) : has(wanted, own) ? [] : [own];
  const base = { ...BASE, requirement: 'platforms' };
  if (missing.length === 0)
    return [{ ...base, outcome: 'allowed', code: undefined, message: found.join(', '), expected: undefined, found: undefined }];
  const unread = own === undefined && subject.own?.kind === 'unread' ? subject.own.error : undefined;
  if (unread !== undefined && unread.exitStatus !== 1) {
    const { code, message, found: what } = unread;
    return [{ ...base, outcome: 'undecided', code, message, expected: wanted.join(', '), found: what }];
  }
  return [
    {
      ...base,
      outcome: 'denied',
      code: 'EXPECTATION_NOT_MET',
      message: own === undefined ? `the image does not list ${missing.join(', ')}` : `the rule is not about ${own}`,
      expected: wanted.join(', '),
      found: found.length === 0 ? (configSays(subject.own) ?? 'a manifest without an index') : found.join(', '),
    },
  ];
}

/**
 * Anybody can push an index that calls a signed image by another platform. Its word counts where the rule is satisfied by what
 * is signed over the index alone; otherwise the image's own config, which its digest covers, must say the same.
 */
function called(
  rule: Rule,
  facts: SubjectFacts,
  subject: ImageSubject,
  circumstances: Circumstances,
): readonly RequirementResult[] {
  const { parent } = subject;
  if (parent === undefined) return [];
  const base = { ...BASE, requirement: 'platform' };
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
  const word = wordOfIndex(rule, facts, parent, circumstances);
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
      found: configSays(own) ?? 'a config that was not read',
      hint: 'Sign the index itself, as sign-image does, or name the image without a platform.',
    },
  ];
}

function configSays(own: OwnPlatform | undefined): string | undefined {
  if (own === undefined) return undefined;
  if (own.kind === 'said') return `a config for ${own.platform}`;
  return own.kind === 'none' ? own.found : own.error.message;
}

/** The rule's answer from the evidence over the indexes that say the platform, and from no other. */
function wordOfIndex(
  rule: Rule,
  facts: SubjectFacts,
  { labelledBy }: Parent,
  circumstances: Circumstances,
): RequirementResult['outcome'] {
  if (rule.require.length === 0 || labelledBy.length === 0) return 'denied';
  const candidates = facts.candidates
    .map((candidate) => ({
      ...candidate,
      judged: candidate.judged.filter((one) => one.kind === 'verified' && isOverOne(one.facts, labelledBy)),
    }))
    .filter(({ judged }) => judged.length > 0);
  const overIndex = { ...facts, candidates, unreadable: [] };
  return worst(rule.require.map((requirement) => judge(requirement, overIndex, circumstances).outcome));
}
