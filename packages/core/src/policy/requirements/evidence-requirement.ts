import {
  list,
  count,
  duration,
  durationOf,
  describeDuration,
  NAME_TEXT,
  need,
  may,
  object,
  plainOr,
  same,
  text,
} from '../values/index.js';
import type { Field, FieldPath, Shape } from '../values/index.js';
import { KEY_TIME, placeholdersOf, type PolicySigner, type Who } from '../signers/index.js';
import { undefinedSigner, type RuleScope } from './scope.js';

/* What all requirements about evidence have in common: who must have signed it, and how old it may be. */

interface ThresholdDocument {
  readonly 'at-least': number;
  readonly of: readonly string[];
}

export interface EvidenceDocument {
  readonly by: string | ThresholdDocument;
  readonly 'max-age'?: string;
}

const by: Shape<EvidenceDocument['by']> = plainOr<string, ThresholdDocument>(
  text({}, 'a signer, or {at-least: N, of: […]}'),
  object<ThresholdDocument>({ 'at-least': need(count(1, 64)), of: need(list(NAME_TEXT, same)) }),
);

/** The fields of all requirements about evidence. */
export const EVIDENCE_FIELDS: { readonly by: Field<EvidenceDocument['by']>; readonly 'max-age': Field<string> } = {
  by: need(by),
  'max-age': may(duration),
};

/** Their descriptions in the reference. */
export const EVIDENCE_KEYS = {
  by: 'a signer, a person, or `{at-least: N, of: […]}`',
  'max-age': 'such as `14d`, counted from the start of the certificate; refused for keys',
} as const;

/** How many people of a list must have signed. */
export interface By {
  readonly atLeast: number;
  readonly people: readonly Person[];
}

export interface Person {
  readonly name: string;
  /** Names of signers; any of them counts for the person. */
  readonly signers: readonly string[];
}

export interface EvidenceRequirement {
  readonly by: By;
  /** Milliseconds since the start of the certificate. */
  readonly maxAge: number | undefined;
}

export function resolveEvidence(document: EvidenceDocument, scope: RuleScope, path: FieldPath): EvidenceRequirement {
  const resolved = resolveBy(document.by, scope, [...path, 'by']);
  const key = resolved.people.flatMap((person) => person.signers).find((name) => scope.signers.get(name)?.who.kind === 'key');
  if (document['max-age'] !== undefined && key !== undefined)
    scope.report([...path, 'max-age'], `signer "${key}" is a key, and ${KEY_TIME}`);
  return { by: resolved, maxAge: durationOf(document['max-age']) };
}

function resolveBy(document: EvidenceDocument['by'], scope: RuleScope, path: FieldPath): By {
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
      scope.report(
        [...path, 'of', index],
        `"${name}" belongs to the person "${person.name}", who is already listed; each person counts once`,
      );
    else people.push(person);
  });
  if (people.length === document.of.length && document['at-least'] > people.length) {
    scope.report([...path, 'at-least'], `at least ${String(document['at-least'])} of ${String(people.length)} can never be met`);
  }
  return { atLeast: document['at-least'], people };
}

/** Resolves the name of a person or of a signer. A signer that belongs to a person counts for that person. */
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

/** Reports placeholders that the match of the rule does not bind. */
export function checkBound(names: readonly string[], what: string, scope: RuleScope, path: FieldPath): void {
  for (const name of new Set(names)) {
    if (!scope.bound.has(name))
      scope.report(path, `${what} needs {${name}}, and not every pattern of this rule's match binds it`);
  }
}

/** Whether enough people have a signer that can meet a requirement. */
export function canBeMet(by: By, signers: ReadonlyMap<string, PolicySigner>, can: (who: Who) => boolean): boolean {
  const able = by.people.filter((person) =>
    person.signers.some((name) => {
      const signer = signers.get(name);
      // The problem of a signer that could not be resolved is already reported.
      return signer === undefined || can(signer.who);
    }),
  );
  return able.length >= by.atLeast;
}

/** `signature by alice, its certificate issued at most 14d ago`. */
export function explainEvidence(what: string, { by: { atLeast, people }, maxAge }: EvidenceRequirement): string {
  const names = people.map((person) =>
    person.signers.length === 1 && person.signers[0] === person.name
      ? person.name
      : `${person.name} (${person.signers.join(' or ')})`,
  );
  const who = atLeast === 1 && names.length === 1 ? (names[0] ?? '') : `at least ${String(atLeast)} of ${names.join(', ')}`;
  return `${what} by ${who}${maxAge === undefined ? '' : `, its certificate issued at most ${describeDuration(maxAge)} ago`}`;
}
