import { highestLevel, type Who } from '../../signers/index.js';
import { matchPattern, patternOf, type FieldPath, type Pattern } from '../../values/index.js';
import { canBeMet, checkBound, resolveEvidence } from '../evidence-requirement.js';
import type { RuleScope } from '../scope.js';
import { canHaveBuildType } from './build-types.js';
import type { ProvenanceDocument } from './document.js';
import type { ProvenanceRequirement, SourceRequirement } from './model.js';

/** Requirements that no evidence by these signers can meet are reported when the policy is read, not at the first deployment. */
export function resolveProvenance(document: ProvenanceDocument, scope: RuleScope, path: FieldPath): ProvenanceRequirement {
  const source = document.source === undefined ? undefined : sourceRequirement(document.source);
  const repository = source?.repository;
  checkBound(repository?.names ?? [], `the source "${repository?.source ?? ''}"`, scope, [...path, 'source', 'repository']);
  const common = resolveEvidence(document, scope, path);
  const level = document['min-level'];
  if (level !== undefined && !canBeMet(common.by, scope.signers, (who) => highestLevel(who) >= level)) {
    scope.report(
      [...path, 'min-level'],
      level === 3
        ? 'can never be met by these signers: Build L3 needs a reusable workflow of another repository, pinned in the policy, on GitHub-hosted runners'
        : `can never be met by these signers: Build L${String(level)} needs "github" or "gitlab" signers; a key or a plain identity has level 1`,
    );
  }
  if (source !== undefined && !canBeMet(common.by, scope.signers, (who) => canHaveSource(who, source)))
    scope.report([...path, 'source'], 'can never be met: these signers build from other repositories, refs or commits');
  const types = document['build-types'];
  if (types !== undefined && !canBeMet(common.by, scope.signers, (who) => types.some((type) => canHaveBuildType(who, type))))
    scope.report([...path, 'build-types'], 'can never be met: these signers are of another platform than these build types');
  return {
    kind: 'provenance',
    ...common,
    minLevel: level,
    builder: document.builder,
    buildTypes: types,
    source,
    parameters: document.parameters === undefined ? undefined : withoutGaps(document.parameters),
    unproven: new Set(document.unproven ?? []),
  };
}

function sourceRequirement(document: NonNullable<ProvenanceDocument['source']>): SourceRequirement {
  return {
    repository: document.repository === undefined ? undefined : patternOf(document.repository),
    ref: document.ref,
    branch: document.branch,
    tag: document.tag,
    versionedTag: document['versioned-tag'],
    preRelease: document['pre-release'] ?? 'allow',
    commit: document.digest,
  };
}

function withoutGaps(parameters: NonNullable<ProvenanceDocument['parameters']>): ProvenanceRequirement['parameters'] {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, value ?? null]));
}

/** Whether builds by a signer can have the required source. Patterns with placeholders are left to the evaluation. */
function canHaveSource(who: Who, source: SourceRequirement): boolean {
  if (who.kind !== 'github' && who.kind !== 'gitlab') return true;
  const { refs, repository } = who.source;
  if (source.repository !== undefined && repository !== undefined && !canMeet(source.repository, repository)) return false;
  if (source.commit !== undefined && who.source.digest !== undefined && source.commit !== who.source.digest) return false;
  if (refs === undefined) return true;
  const ref =
    source.ref ??
    (source.branch !== undefined
      ? `refs/heads/${source.branch}`
      : source.tag !== undefined
        ? `refs/tags/${source.tag}`
        : undefined);
  if (ref !== undefined) return refs.some((one) => one.names.length > 0 || matchPattern(one, ref) !== undefined);
  return source.versionedTag === undefined || refs.some((one) => one.source.startsWith('refs/tags/'));
}

function canMeet(one: Pattern, other: Pattern): boolean {
  if (one.names.length > 0 || other.names.length > 0) return true;
  if (one.exact) return matchPattern(other, one.source) !== undefined;
  return other.exact ? matchPattern(one, other.source) !== undefined : true;
}
