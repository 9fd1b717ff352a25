import { posix } from 'node:path';
import { KINDS, reviewRequirement, signersOf, type Kinds } from '../requirements/index.js';
import type { GithubWho, GitlabWho, PolicySigner, Trust } from '../signers/index.js';
import { nearest } from '../values/index.js';
import type { Policy, Rule } from './model.js';
import { KNOWN_TRIGGERS, widthOfTrigger } from './review-triggers.js';

/** A valid part of a policy that allows more than most people intend. */
export interface Warning {
  /** `signers.release`, `rules.packages`. */
  readonly at: string;
  readonly message: string;
}

/** Finds dangerously wide parts of a valid policy, in the order of the document. */
export function reviewPolicy(policy: Policy, kinds: Kinds = KINDS): readonly Warning[] {
  const used = new Set(policy.rules.flatMap((rule) => rule.require.flatMap((one) => signersOf(one, kinds))));
  const signers = [...policy.signers.values()];
  return [
    ...signers.flatMap((signer, index) => [
      ...reviewSigner(signer, used),
      ...reviewDuplicate(signer, signers.slice(0, index), policy.trusts),
    ]),
    ...policy.rules.flatMap((rule) => reviewRule(rule, kinds)),
  ];
}

/** Two names for one signer look like two people, and as if only one of them could be revoked. */
function reviewDuplicate(
  signer: PolicySigner,
  earlier: readonly PolicySigner[],
  trusts: ReadonlyMap<string, Trust>,
): readonly Warning[] {
  const own = describeWho(signer, trusts);
  const duplicate = earlier.find((one) => describeWho(one, trusts) === own);
  if (duplicate === undefined) return [];
  const message = `the same signer as "${duplicate.name}": the two count as one person, and revoking one revokes both`;
  return [{ at: `signers.${signer.name}`, message }];
}

/** A text that is equal for signers that are the same, as far as the policy shows it. */
function describeWho({ who, trust }: PolicySigner, trusts: ReadonlyMap<string, Trust>): string {
  if (who.kind === 'key')
    return `key ${who.material ?? who.sha256 ?? `${who.source.kind} ${posix.normalize(who.source.at)}`} ${who.algorithm ?? ''}`;
  const patternsAsText = (_: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && 'segments' in value && 'source' in value ? value.source : value;
  return JSON.stringify([who, trusts.get(trust)?.root], patternsAsText);
}

function reviewSigner({ name, who }: PolicySigner, used: ReadonlySet<string>): readonly Warning[] {
  const warnings = who.kind === 'github' || who.kind === 'gitlab' ? reviewCi(who) : [];
  return [...(used.has(name) ? [] : ['no rule uses this signer']), ...warnings].map((message) => ({
    at: `signers.${name}`,
    message,
  }));
}

function reviewCi(who: GithubWho | GitlabWho): readonly string[] {
  const { refs, repository, digest } = who.source;
  const warnings: string[] = [];
  const name = repository?.source ?? `any repository of ${who.source.owner ?? ''}`;
  if (refs === undefined && digest === undefined)
    warnings.push(`no "refs": anyone who can push a branch or tag of ${name} can sign; list the refs, such as "refs/tags/v*"`);
  const wide = refs?.filter(({ source }) => /^refs\/[^/]+\/\*+$/.test(source) && !source.startsWith('refs/tags/')) ?? [];
  for (const { source } of wide) warnings.push(`"${source}" is every branch: anyone who can push a branch of ${name} can sign`);
  if (repository !== undefined && !repository.exact && repository.names.length === 0)
    warnings.push(
      `"${repository.source}" is several repositories, and each of them can sign every artifact of the rule; "{name}" binds repository and artifact`,
    );
  for (const trigger of who.triggers) {
    const known = KNOWN_TRIGGERS[who.kind];
    const meant = known.includes(trigger) ? undefined : nearest(trigger, known);
    const width = widthOfTrigger(who.kind, trigger);
    if (width !== undefined) warnings.push(`runs with the trigger "${trigger}" ${width}`);
    else if (meant !== undefined) warnings.push(`no trigger "${trigger}" is known; did you mean "${meant}"?`);
  }
  return warnings;
}

function reviewRule(rule: Rule, kinds: Kinds): readonly Warning[] {
  const patterns = [...(rule.match.paths ?? []), ...(rule.match.images ?? [])].map((one) => one.source);
  const wide = patterns.filter((source) => /^(?:[^/*]+\/)?\*\*(?:\/\*+)*$/.test(source));
  const onlySigned = rule.require.every((one) => one.kind === 'signature');
  const messages = [
    ...(onlySigned
      ? wide.map(
          (source) =>
            `"${source}" is everything, and only a signature is required: anything that the signer ever signed is allowed`,
        )
      : []),
    ...rule.require.flatMap((one) => reviewRequirement(kinds, one)),
  ];
  return messages.map((message) => ({ at: `rules.${rule.name}`, message }));
}
