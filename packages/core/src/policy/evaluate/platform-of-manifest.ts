import { byKind, type ImageSubject } from '../../artifacts/index.js';
import { samePlatform } from '../../wire/index.js';
import { describeOwnPlatform, worst, type RequirementResult } from '../requirements/index.js';
import type { Rule } from '../resolve/index.js';
import { isOverOne } from './about-subject.js';
import type { JudgeRequirement } from './judge-requirement.js';
import type { SubjectFacts } from './types.js';

/**
 * Judges whether a manifest is for the platform under which an index lists it: anyone can push an index that lists a signed image
 * under another platform. The index counts if evidence for the index alone satisfies the rule; otherwise the image's own config,
 * which is covered by its digest, must name the same platform.
 */
export function judgePlatformOfManifest(rule: Rule, facts: SubjectFacts, judge: JudgeRequirement): readonly RequirementResult[] {
  const parent = byKind(facts.subject, {
    image: (image) => image.parent,
    file: () => undefined,
    digest: () => undefined,
  });
  if (parent === undefined) return [];
  const base = { hint: undefined, evidence: [], signers: [], parts: [], requirement: 'platform' };
  const allowed = (message: string, fallback: readonly string[] = []): RequirementResult => ({
    ...base,
    outcome: 'allowed',
    code: undefined,
    message,
    expected: undefined,
    found: undefined,
    ...(fallback.length === 0 ? {} : { fallback }),
  });
  const { own } = parent;
  if (own?.kind === 'said' && samePlatform(own.platform, parent.platform))
    return [allowed(`${parent.platform}, as in the image's config`)];
  const { outcome, fallback } = resultForIndex(rule, facts, parent, judge);
  if (outcome === 'allowed') return [allowed(`${parent.platform}, as in the signed index`, fallback)];
  const unread = own?.kind === 'unread' ? own.error : undefined;
  const open = own === undefined || (unread !== undefined && unread.exitStatus !== 1) || outcome === 'undecided';
  return [
    {
      ...base,
      outcome: open ? 'undecided' : 'denied',
      code: unread?.code ?? 'SUBJECT_MISMATCH',
      message: `neither evidence for the index nor the image's own config confirms the platform ${parent.platform}`,
      expected: parent.platform,
      found: describeOwnPlatform(own) ?? 'a config that was not read',
      hint: 'Sign the index itself, as sign-image does, or name the image without a platform.',
    },
  ];
}

/** The outcome of the rule with only the evidence for indexes that name the platform, and the fallback signers on which it rests. */
function resultForIndex(
  rule: Rule,
  facts: SubjectFacts,
  { labelledBy }: NonNullable<ImageSubject['parent']>,
  judge: JudgeRequirement,
): { readonly outcome: RequirementResult['outcome']; readonly fallback: readonly string[] } {
  if (rule.require.length === 0 || labelledBy.length === 0) return { outcome: 'denied', fallback: [] };
  const candidates = facts.candidates
    .map((candidate) => ({
      ...candidate,
      verifications: candidate.verifications.filter((one) => one.kind === 'verified' && isOverOne(one.facts, labelledBy)),
    }))
    .filter(({ verifications }) => verifications.length > 0);
  const overIndex = { ...facts, candidates, unreadable: [] };
  const results = rule.require.map((requirement) => judge(requirement, overIndex));
  return {
    outcome: worst(results.map((one) => one.outcome)),
    fallback: [...new Set(results.flatMap((one) => one.fallback ?? []))],
  };
}
