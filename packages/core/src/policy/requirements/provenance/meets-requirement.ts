import type { Code } from '../../../errors/index.js';
import type { VerifiedFacts } from '../../../verification/index.js';
import type { JsonObject, JsonValue } from '../../../wire/index.js';
import { KNOWN_BUILD_TYPES } from './build-types.js';
import { compareWithCertificate } from './compare-with-certificate.js';
import { describeValue, type CheckedProvenance, type ClaimProblem } from './claim-reader.js';
import { buildLevel, type PolicySigner } from '../../signers/index.js';
import { fill, matchPattern, type Bindings } from '../../values/index.js';
import type { EvidenceContext } from '../kind.js';
import type { ClaimGroup, ProvenanceRequirement, SourceRequirement } from './model.js';
import type { Shortfall } from '../shortfall.js';
import { isVersion } from './versions.js';

const NEARNESS = 8;

/** Judges a provenance whose signer, time and subject were checked: first against the certificate, then against the policy. */
export function meetsProvenance(
  requirement: ProvenanceRequirement,
  { signer, facts, bindings }: EvidenceContext,
): Shortfall | undefined {
  if (facts.statement === undefined)
    return shortfall('PREDICATE_INVALID', 'not a statement', 'a provenance', 'a plain signature');
  const checked = compareWithCertificate(facts.statement, facts.signer, signer.who);
  const [contradiction] = checked.problems;
  if (contradiction !== undefined) return contradicts(contradiction, checked.problems);
  return (
    checkBuildType(requirement, checked) ??
    checkUnproven(requirement, facts, checked) ??
    checkLevel(requirement, signer, facts) ??
    checkBuilder(requirement, checked) ??
    (requirement.source === undefined ? undefined : checkSource(requirement.source, checked, signer, bindings)) ??
    checkParameters(requirement, checked)
  );
}

function contradicts(first: ClaimProblem, all: readonly ClaimProblem[]): Shortfall {
  return shortfall(
    first.code,
    describeProblem(first, all.slice(1)),
    first.expected,
    first.found,
    first.code === 'PREDICATE_INVALID'
      ? 'Attest with a tool that follows the specification of this build type.'
      : 'The certificate comes from the CI platform; the predicate was written inside the job. Do not use this artifact until you know why they differ.',
  );
}

function describeProblem({ code, claim }: ClaimProblem, more: readonly ClaimProblem[]): string {
  // Under the table of another platform every row differs.
  if (code === 'BUILD_TYPE_INVALID') return 'the build type of the provenance is for another platform than that of the signer';
  const others = more.length === 0 ? '' : ` (also: ${more.map((one) => one.claim).join(', ')})`;
  return code === 'PREDICATE_CERT_MISMATCH'
    ? `${claim} of the provenance differs from the certificate that signed it${others}`
    : `the provenance is malformed at ${claim}${others}`;
}

function checkBuildType(requirement: ProvenanceRequirement, checked: CheckedProvenance): Shortfall | undefined {
  const allowed = requirement.buildTypes ?? KNOWN_BUILD_TYPES;
  if (allowed.includes(checked.buildType)) return undefined;
  return shortfall(
    'BUILD_TYPE_INVALID',
    'the policy does not accept the build type',
    allowed.join(', '),
    checked.buildType,
    'If you trust provenance with this build type, list it under "build-types".',
  );
}

/**
 * With a certificate, every row of the table must be proven. A key confirms no claim at all, so with a key only the claims that the
 * requirement uses must be proven. In both cases, `unproven` lists groups that the policy accepts without proof.
 */
function checkUnproven(
  requirement: ProvenanceRequirement,
  facts: VerifiedFacts,
  checked: CheckedProvenance,
): Shortfall | undefined {
  const used = usedGroups(requirement);
  const missing = checked.unproven.find(
    ({ group }) =>
      group !== undefined && !requirement.unproven.has(group) && (facts.signer.kind === 'certificate' || used.has(group)),
  );
  const unconfirmed = missing ?? parametersUnproven(requirement, checked);
  if (unconfirmed === undefined) return undefined;
  return shortfall(
    'CLAIM_UNPROVEN',
    `no certificate confirms ${unconfirmed.claim}`,
    unconfirmed.expected,
    unconfirmed.found,
    `If you trust the signer to claim it correctly, accept it with "unproven: [${unconfirmed.group ?? ''}]". Otherwise do not require it.`,
  );
}

function usedGroups(requirement: ProvenanceRequirement): ReadonlySet<ClaimGroup> {
  const groups = new Set<ClaimGroup>();
  if (requirement.source !== undefined) groups.add('source');
  if (requirement.builder !== undefined) groups.add('builder');
  if (requirement.parameters !== undefined) groups.add('parameters');
  return groups;
}

/** A required parameter is unproven unless a row of the build type's table found it in the certificate. */
function parametersUnproven(requirement: ProvenanceRequirement, { confirmed }: CheckedProvenance): ClaimProblem | undefined {
  if (requirement.parameters === undefined || requirement.unproven.has('parameters')) return undefined;
  const claim = Object.keys(requirement.parameters).find((name) => !confirmed.has(name));
  if (claim === undefined) return undefined;
  return {
    code: 'CLAIM_UNPROVEN',
    claim: `externalParameters.${claim}`,
    group: 'parameters',
    expected: 'a certificate that confirms it',
    found: 'not in the certificate',
  };
}

function checkLevel(requirement: ProvenanceRequirement, signer: PolicySigner, facts: VerifiedFacts): Shortfall | undefined {
  if (requirement.minLevel === undefined) return undefined;
  const { level, why } = buildLevel(signer.who, facts.signer);
  if (level >= requirement.minLevel) return undefined;
  const hint = 'SLSA Build L3 needs a reusable workflow of another repository, pinned in the policy, on hosted runners.';
  return shortfall(
    'BUILD_LEVEL_TOO_LOW',
    `SLSA Build L${String(level)} only: ${why}`,
    `Build L${String(requirement.minLevel)}`,
    `Build L${String(level)}`,
    requirement.minLevel === 3 ? hint : undefined,
  );
}

function checkBuilder(requirement: ProvenanceRequirement, checked: CheckedProvenance): Shortfall | undefined {
  if (requirement.builder === undefined || requirement.builder === checked.builder) return undefined;
  return shortfall('BUILDER_MISMATCH', 'built by another builder', requirement.builder, checked.builder ?? 'nothing');
}

function checkSource(
  source: SourceRequirement,
  checked: CheckedProvenance,
  signer: PolicySigner,
  bindings: Bindings,
): Shortfall | undefined {
  if (source.repository !== undefined) {
    const wanted = fill(source.repository, bindings);
    const host = signer.who.kind === 'github' || signer.who.kind === 'gitlab' ? signer.who.host : undefined;
    const path = repositoryPath(checked.repository, host);
    if (wanted === undefined || path === undefined || matchPattern(wanted, path) === undefined) {
      return shortfall(
        'SOURCE_MISMATCH',
        'built from another repository',
        wanted?.source ?? source.repository.source,
        checked.repository ?? 'nothing',
      );
    }
  }
  if (source.commit !== undefined && source.commit !== checked.commit) {
    return shortfall('SOURCE_MISMATCH', 'built from another commit', source.commit, checked.commit ?? 'nothing');
  }
  const ref = checked.ref ?? 'nothing';
  if (source.ref !== undefined && source.ref !== checked.ref)
    return shortfall('SOURCE_MISMATCH', 'built from another ref', source.ref, ref);
  if (source.branch !== undefined && checked.ref !== `refs/heads/${source.branch}`) {
    return shortfall('SOURCE_MISMATCH', 'built from another branch', `refs/heads/${source.branch}`, ref);
  }
  if (source.tag !== undefined && checked.ref !== `refs/tags/${source.tag}`) {
    return shortfall('TAG_MISMATCH', 'built from another tag', `refs/tags/${source.tag}`, ref);
  }
  if (source.versionedTag === undefined) return undefined;
  const tag = checked.ref?.startsWith('refs/tags/') === true ? checked.ref.slice('refs/tags/'.length) : undefined;
  if (tag !== undefined && isVersion(tag, source.versionedTag, source.preRelease)) return undefined;
  return shortfall(
    'VERSION_MISMATCH',
    tag === undefined ? 'not built from a tag' : 'built from a tag of another version',
    `a tag of ${source.versionedTag}`,
    ref,
  );
}

/** `owner/name` of an https repository; undefined where it is on another host than the signer's. */
function repositoryPath(uri: string | undefined, host: string | undefined): string | undefined {
  if (host === undefined) return /^https:\/\/[^/]+\/(.+)$/.exec(uri ?? '')?.[1];
  const base = `https://${host}/`;
  return uri?.startsWith(base) === true && uri.length > base.length ? uri.slice(base.length) : undefined;
}

function checkParameters(requirement: ProvenanceRequirement, checked: CheckedProvenance): Shortfall | undefined {
  for (const [name, expected] of Object.entries(requirement.parameters ?? {})) {
    const found = at(checked.parameters, name.split('.'));
    if (found === undefined || !sameValue(expected, found)) {
      return shortfall(
        'BUILD_INPUT_MISMATCH',
        `externalParameters.${name} has another value`,
        describeValue(expected),
        found === undefined ? 'nothing' : describeValue(found),
      );
    }
  }
  return undefined;
}

/**
 * A member by its path, then by its whole name, because names may contain dots. The path comes first: that is what a certificate
 * confirms, and a member whose name contains the dots must not hide it.
 */
function at(value: JsonValue | undefined, path: readonly string[]): JsonValue | undefined {
  if (path.length === 0) return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const members = value as JsonObject;
  const [first = '', ...rest] = path;
  const inner = Object.hasOwn(members, first) ? at(members[first], rest) : undefined;
  const whole = path.join('.');
  return inner ?? (Object.hasOwn(members, whole) ? members[whole] : undefined);
}

/** Scalars of a policy are read as text, so `true` and `3` are compared as text; the structure must be the same. */
function sameValue(expected: JsonValue | undefined, found: JsonValue | undefined): boolean {
  if (expected === undefined || found === undefined) return false;
  if (Array.isArray(expected) || Array.isArray(found)) {
    if (!Array.isArray(expected) || !Array.isArray(found)) return false;
    return (
      expected.length === found.length &&
      (expected as readonly JsonValue[]).every((one, index) => sameValue(one, (found as readonly JsonValue[])[index]))
    );
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof found !== 'object' || found === null) return false;
    const left = expected as JsonObject;
    const right = found as JsonObject;
    const names = Object.keys(left);
    return (
      names.length === Object.keys(right).length &&
      names.every((name) => Object.hasOwn(right, name) && sameValue(left[name], right[name]))
    );
  }
  return typeof found !== 'object' && String(expected) === String(found);
}

function shortfall(code: Code, message: string, expected: string, found: string, hint?: string): Shortfall {
  return { code, message, expected, found, hint, nearness: NEARNESS };
}
