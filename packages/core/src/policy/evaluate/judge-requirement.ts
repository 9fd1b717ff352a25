import type { Subject } from '../../artifacts/index.js';
import { shortened, type Code, type CountersignError } from '../../errors/index.js';
import {
  assess,
  imagesSignedBy,
  type Assessment,
  type Circumstances,
  type ClaimRequirement,
  type Shortfall,
} from './judge-candidate.js';
import { digestOf } from './about-subject.js';
import type { AnyOf, Person, Requirement } from '../resolve/model.js';
import type { Outcome, RequirementResult, SubjectFacts } from './types.js';

/** Judges one requirement of a rule for one subject. */
export function judge(requirement: Requirement, facts: SubjectFacts, circumstances: Circumstances): RequirementResult {
  const result =
    requirement.kind === 'any-of' ? judgeAnyOf(requirement, facts, circumstances) : judgeClaim(requirement, facts, circumstances);
  return withShortTexts(result);
}

/** A certificate of a stranger may hold an identity of any length: every reason has an end, whoever had a hand in it. */
function withShortTexts(result: RequirementResult): RequirementResult {
  const maybe = (text: string | undefined) => (text === undefined ? undefined : shortened(text));
  return {
    ...result,
    message: shortened(result.message),
    expected: maybe(result.expected),
    found: maybe(result.found),
    hint: maybe(result.hint),
    parts: result.parts.map(withShortTexts),
  };
}

/** Alternatives are whole sets: half of one and half of another is nothing. */
function judgeAnyOf(requirement: AnyOf, facts: SubjectFacts, circumstances: Circumstances): RequirementResult {
  const parts = requirement.alternatives.map((set, index): RequirementResult => {
    const results = set.map((one) => judge(one, facts, circumstances));
    const outcome = worst(results.map((one) => one.outcome));
    const first = results.find((one) => one.outcome === outcome) ?? results[0];
    return {
      requirement: `alternative ${String(index + 1)}`,
      outcome,
      code: outcome === 'allowed' ? undefined : (first?.code ?? 'RULE_FAILED'),
      message: outcome === 'allowed' ? 'all of it holds' : `${first?.requirement ?? ''}: ${first?.message ?? ''}`,
      expected: outcome === 'allowed' ? undefined : first?.expected,
      found: outcome === 'allowed' ? undefined : first?.found,
      hint: outcome === 'allowed' ? undefined : first?.hint,
      evidence: [...new Set(results.flatMap((one) => one.evidence))],
      signers: [...new Set(results.flatMap((one) => one.signers))],
      parts: results,
    };
  });
  const held = parts.find((part) => part.outcome === 'allowed');
  if (held !== undefined) return { ...held, requirement: 'any-of', message: `${held.requirement} holds`, parts };
  const open = parts.find((part) => part.outcome === 'undecided');
  const shown =
    open ??
    parts.reduce<RequirementResult | undefined>(
      (best, part) => (best === undefined || passed(part) > passed(best) ? part : best),
      undefined,
    );
  return {
    requirement: 'any-of',
    outcome: open === undefined ? 'denied' : 'undecided',
    code: shown?.code ?? 'RULE_FAILED',
    message: `none of ${String(parts.length)} alternatives holds; nearest is ${shown?.requirement ?? ''}: ${shown?.message ?? ''}`,
    expected: shown?.expected,
    found: shown?.found,
    hint: shown?.hint,
    evidence: shown?.evidence ?? [],
    signers: [],
    parts,
  };
}

const passed = (part: RequirementResult): number => part.parts.filter((one) => one.outcome === 'allowed').length;

interface PersonResult {
  readonly person: Person;
  readonly satisfied: readonly Assessment[];
  readonly failed: readonly Assessment[];
}

function judgeClaim(requirement: ClaimRequirement, facts: SubjectFacts, circumstances: Circumstances): RequirementResult {
  const name = requirement.kind === 'attestation' ? `attestation ${requirement.type}` : requirement.kind;
  const people = requirement.by.people.map((person): PersonResult => {
    const all = person.signers.flatMap((signerName) => {
      const signer = circumstances.policy.signers.get(signerName);
      if (signer === undefined) return [];
      const signedAsImage = imagesSignedBy(signer, facts.candidates, circumstances);
      const inquiry = { ...circumstances, signedAsImage };
      return facts.candidates.map((candidate) => assess(requirement, signer, candidate, inquiry));
    });
    return {
      person,
      satisfied: all.filter((one) => one.shortfall === undefined),
      failed: all.filter((one) => one.shortfall !== undefined),
    };
  });
  const count = distinct(people);
  // A requirement of nobody is met by nobody: readers refuse it, and this line does not rely on them.
  if (requirement.by.atLeast >= 1 && count >= requirement.by.atLeast) return satisfied(name, people, count, facts.subject);
  const failed = people.flatMap((one) => one.failed);
  const result = unsatisfied(name, requirement, failed, people, count, facts, circumstances);
  return result;
}

/**
 * How many people have spoken, each with an identity of their own: the largest matching of people to identities, so that one
 * certificate or key listed under two names counts once.
 */
function distinct(people: readonly PersonResult[]): number {
  const holder = new Map<string, number>();
  const options = people.map((one) => [...new Set(one.satisfied.flatMap((assessment) => assessment.identity ?? []))]);
  const seat = (person: number, seen: Set<string>): boolean => {
    for (const identity of options[person] ?? []) {
      if (seen.has(identity)) continue;
      seen.add(identity);
      const other = holder.get(identity);
      if (other !== undefined && !seat(other, seen)) continue;
      holder.set(identity, person);
      return true;
    }
    return false;
  };
  return people.filter((_, index) => seat(index, new Set())).length;
}

function satisfied(name: string, people: readonly PersonResult[], count: number, subject: Subject): RequirementResult {
  const all = people.flatMap((one) => one.satisfied);
  const signers = [...new Set(all.map((one) => one.signer.name))];
  return {
    requirement: name,
    outcome: 'allowed',
    code: undefined,
    message: `${
      people.length === 1
        ? `by ${signers.join(', ')}`
        : `${String(count)} of ${String(people.length)} people: ${signers.join(', ')}`
    }${subject.kind === 'digest' ? '; bytes not seen' : ''}`,
    expected: undefined,
    found: undefined,
    hint: undefined,
    evidence: [...new Set(all.map((one) => one.candidate.digest))],
    signers,
    parts: [],
  };
}

function unsatisfied(
  name: string,
  requirement: ClaimRequirement,
  failed: readonly Assessment[],
  people: readonly PersonResult[],
  count: number,
  facts: SubjectFacts,
  circumstances: Circumstances,
): RequirementResult {
  const { atLeast } = requirement.by;
  const nearest = nearestOf(failed);
  const open = openQuestion(failed, facts);
  const result = (
    code: Code,
    outcome: Outcome,
    text: Partial<Shortfall> & { readonly message: string },
    evidence: readonly string[],
  ): RequirementResult => ({
    requirement: name,
    outcome,
    code,
    message: text.message,
    expected: text.expected,
    found: text.found,
    hint: text.hint,
    evidence,
    signers: [...new Set(people.flatMap((one) => one.satisfied.map((assessment) => assessment.signer.name)))],
    parts: atLeast > 1 || people.length > 1 ? people.map((one) => personPart(one)) : [],
  });
  if (open !== undefined) {
    return result(
      open.code,
      'undecided',
      { message: `could not be decided: ${open.message}`, expected: open.expected, found: open.found, hint: open.hint },
      [],
    );
  }
  if (nearest?.shortfall !== undefined && atLeast === 1)
    return result(nearest.shortfall.code, 'denied', nearest.shortfall, [nearest.candidate.digest]);
  if (atLeast > 1 && facts.candidates.length > 0) {
    const detail = nearest?.shortfall === undefined ? '' : `; nearest: ${nearest.shortfall.message}`;
    return result(
      'THRESHOLD_NOT_MET',
      'denied',
      {
        message: `${String(count)} of at least ${String(atLeast)} people${detail}`,
        expected: `at least ${String(atLeast)} of ${people.map((one) => one.person.name).join(', ')}`,
        found: String(count),
        hint: 'People count once, and one identity or key counts for one person.',
      },
      nearest === undefined ? [] : [nearest.candidate.digest],
    );
  }
  const unreadable = facts.unreadable[0];
  if (unreadable !== undefined) {
    return result(
      unreadable.error.code,
      'denied',
      {
        message: `${unreadable.origin.location}: ${unreadable.error.message}`,
        expected: unreadable.error.expected,
        found: unreadable.error.found,
        hint: unreadable.error.hint,
      },
      [],
    );
  }
  return result('EVIDENCE_NONE', 'denied', none(requirement, circumstances, facts.searched ?? []), []);
}

function none(
  requirement: ClaimRequirement,
  { subject }: Circumstances,
  searched: readonly string[],
): { readonly message: string; readonly expected: string; readonly found: string; readonly hint: string } {
  const who = requirement.by.people.map((one) => one.name).join(', ');
  return {
    message: `no bundle was found for ${subject.name}`,
    expected: `${requirement.kind} by ${who} over ${digestOf(subject)}`,
    found: nothingIn(searched),
    hint:
      subject.kind === 'image'
        ? 'Sign or attest the image, and check which repository holds its signatures.'
        : 'Hand on the bundles of the job that signed, together with the files, or say where they are with "evidence". If nothing was signed: sign or attest the file.',
  };
}

const SHOWN_PLACES = 3;

function nothingIn(places: readonly string[]): string {
  if (places.length === 0) return 'nothing';
  const more = places.length > SHOWN_PLACES ? ` and ${String(places.length - SHOWN_PLACES)} more` : '';
  return `nothing in ${places.slice(0, SHOWN_PLACES).join(', ')}${more}`;
}

function personPart({ person, satisfied: held, failed }: PersonResult): RequirementResult {
  const shortfall = nearestOf(failed)?.shortfall;
  const ok = held.length > 0;
  return {
    requirement: `by ${person.name}`,
    outcome: ok ? 'allowed' : shortfall?.undecided === true ? 'undecided' : 'denied',
    code: ok ? undefined : (shortfall?.code ?? 'EVIDENCE_NONE'),
    message: ok ? `by ${held.map((one) => one.signer.name).join(', ')}` : (shortfall?.message ?? 'no bundle was found'),
    expected: ok ? undefined : shortfall?.expected,
    found: ok ? undefined : shortfall?.found,
    hint: ok ? undefined : shortfall?.hint,
    evidence: held.map((one) => one.candidate.digest),
    signers: held.map((one) => one.signer.name),
    parts: [],
  };
}

function nearestOf(assessments: readonly Assessment[]): Assessment | undefined {
  return assessments.reduce<Assessment | undefined>(
    (best, one) => (best === undefined || (one.shortfall?.nearness ?? 0) > (best.shortfall?.nearness ?? 0) ? one : best),
    undefined,
  );
}

/** A place that could not be asked, or a check that could not be made: then the answer may still be yes. */
function openQuestion(failed: readonly Assessment[], facts: SubjectFacts): CountersignError | Shortfall | undefined {
  return (
    facts.incomplete[0] ??
    failed.find((one) => one.shortfall?.undecided === true)?.shortfall ??
    facts.unreadable.find(({ error }) => error.exitStatus === 2)?.error
  );
}

/** Denied before undecided before allowed; nothing at all is denied. */
export function worst(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.length === 0 || outcomes.includes('denied')) return 'denied';
  return outcomes.includes('undecided') ? 'undecided' : 'allowed';
}
