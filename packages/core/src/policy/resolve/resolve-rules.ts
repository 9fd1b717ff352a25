import type {
  AttestationDocument,
  ByDocument,
  ClaimedDocument,
  ProvenanceDocument,
  RequirementDocument,
  RuleDocument,
  SignatureDocument,
} from '../document/rules.js';
import type { SignerDocument } from '../document/signers.js';
import type {
  AnyOf,
  AttestationRequirement,
  By,
  Person,
  ProvenanceRequirement,
  Requirement,
  Rule,
  SignatureRequirement,
  SourceRequirement,
} from './model.js';
import { canHaveBuildType } from '../requirements/provenance/build-types.js';
import { canBeMet, canHaveSource, highestLevel, KEY_TIME } from './never.js';
import { placeholdersOf } from './resolve-who.js';
import { undefinedSigner, type Scope } from '../requirements/scope.js';
import type { FieldPath } from '../values/shape.js';

interface RuleScope extends Scope {
  readonly known: readonly string[];
  /** Placeholders that every pattern of the rule's match binds. */
  readonly bound: ReadonlySet<string>;
}

export function resolveRules(
  rules: readonly RuleDocument[],
  signers: ReadonlyMap<string, SignerDocument>,
  scope: Scope,
): readonly Rule[] {
  return rules.map((rule, index) => {
    const path = ['rules', index];
    const patterns = [...(rule.match.paths ?? []), ...(rule.match.images ?? [])];
    const first = patterns[0]?.names ?? [];
    const bound = new Set(first.filter((name) => patterns.every((pattern) => pattern.names.includes(name))));
    const inner: RuleScope = { ...scope, known: [...signers.keys()], bound };
    const targets = rule.match.target;
    return {
      name: rule.name,
      match: {
        paths: rule.match.paths,
        images: rule.match.images,
        targets: typeof targets === 'string' ? [targets] : targets,
        platforms: rule.match.platforms,
      },
      atLeast: rule.expect?.['at-least'],
      require: rule.require.flatMap((one, at) => resolveRequirement(one, inner, [...path, 'require', at])),
    };
  });
}

function resolveRequirement(document: RequirementDocument, scope: RuleScope, path: FieldPath): readonly Requirement[] {
  if (document.signature !== undefined) return [signature(document.signature, scope, [...path, 'signature'])];
  if (document.provenance !== undefined) return [provenance(document.provenance, scope, [...path, 'provenance'])];
  if (document.attestation !== undefined) return [attestation(document.attestation, scope, [...path, 'attestation'])];
  const anyOf: AnyOf = {
    kind: 'any-of',
    alternatives: (document['any-of'] ?? []).map((set, at) =>
      set.flatMap((one, index) => resolveRequirement(one, scope, [...path, 'any-of', at, index])),
    ),
  };
  return [anyOf];
}

function claimed(
  document: ClaimedDocument,
  scope: RuleScope,
  path: FieldPath,
): { readonly by: By; readonly maxAge: number | undefined } {
  const by = resolveBy(document.by, scope, [...path, 'by']);
  const key = by.people.flatMap((person) => person.signers).find((name) => scope.signers.get(name)?.who.kind === 'key');
  if (document['max-age'] !== undefined && key !== undefined)
    scope.report([...path, 'max-age'], `signer "${key}" is a key, and ${KEY_TIME}`);
  return { by, maxAge: document['max-age'] };
}

function signature(document: SignatureDocument, scope: RuleScope, path: FieldPath): SignatureRequirement {
  return { kind: 'signature', ...claimed(document, scope, path), unseen: document.unseen ?? 'deny' };
}

function attestation(document: AttestationDocument, scope: RuleScope, path: FieldPath): AttestationRequirement {
  return { kind: 'attestation', type: document.type, ...claimed(document, scope, path) };
}

function provenance(document: ProvenanceDocument, scope: RuleScope, path: FieldPath): ProvenanceRequirement {
  const repository = document.source?.repository;
  checkBound(repository?.names ?? [], `the source "${repository?.source ?? ''}"`, scope, [...path, 'source', 'repository']);
  const common = claimed(document, scope, path);
  const source = document.source === undefined ? undefined : sourceRequirement(document.source);
  const level = document['min-level'];
  if (level !== undefined && !canBeMet(common.by, scope.signers, (who) => highestLevel(who) >= level)) {
    scope.report(
      [...path, 'min-level'],
      level === 3
        ? 'can never be met by these signers: Build L3 needs a reusable workflow of another repository, pinned in the policy, on GitHub-hosted runners'
        : `can never be met by these signers: Build L${String(level)} needs "github" or "gitlab" signers; a key or a bare identity is level 1`,
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
    repository: document.repository,
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

function resolveBy(document: ByDocument, scope: RuleScope, path: FieldPath): By {
  if (typeof document === 'string') {
    const person = resolvePerson(document, scope, path);
    return { atLeast: 1, people: person === undefined ? [] : [person] };
  }
  const people: Person[] = [];
  document.of.forEach((name, index) => {
    const person = resolvePerson(name, scope, [...path, 'of', index]);
    if (person === undefined) return;
    const same = people.find((one) => one.name === person.name);
    if (same !== undefined)
      scope.report([...path, 'of', index], `"${name}" is the person "${person.name}", who is listed already; people count once`);
    else people.push(person);
  });
  if (people.length === document.of.length && document['at-least'] > people.length) {
    scope.report([...path, 'at-least'], `at least ${String(document['at-least'])} of ${String(people.length)} can never be met`);
  }
  return { atLeast: document['at-least'], people };
}

/** A person's name, or a signer's: a signer who belongs to somebody stands for that person, with this signer only. */
function resolvePerson(written: string, scope: RuleScope, path: FieldPath): Person | undefined {
  const ofPerson = scope.people.get(written);
  if (ofPerson === undefined && !scope.known.includes(written)) {
    return undefinedSigner(written, [...scope.known, ...scope.people.keys()], path, scope.report);
  }
  const owner = [...scope.people].find(([, signers]) => signers.includes(written))?.[0];
  const person = { name: ofPerson === undefined ? (owner ?? written) : written, signers: ofPerson ?? [written] };
  for (const name of person.signers) {
    const signer = scope.signers.get(name);
    if (signer !== undefined) checkBound(placeholdersOf(signer.who), `signer "${name}"`, scope, path);
  }
  return person;
}

function checkBound(names: readonly string[], what: string, scope: RuleScope, path: FieldPath): void {
  for (const name of new Set(names)) {
    if (!scope.bound.has(name)) scope.report(path, `${what} needs {${name}}, which not every pattern of this rule's match binds`);
  }
}
