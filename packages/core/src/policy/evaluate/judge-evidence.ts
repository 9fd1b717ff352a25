import { digestText, byKind, type Subject } from '../../artifacts/index.js';
import type { Code, CountersignError } from '../../errors/index.js';
import type { Outcome, Person, RequirementResult, Shortfall } from '../requirements/index.js';
import { imagesSignedBy, judgeCandidate, type Assessment, type EvidenceCheck } from './judge-candidate.js';
import { whatOutweighs } from './newer-evidence.js';
import type { SubjectFacts } from './types.js';

interface PersonResult {
  readonly person: Person;
  readonly satisfied: readonly Assessment[];
  readonly failed: readonly Assessment[];
}

/** Whether enough people have signed what is required, by the facts of one subject. */
export function judgeEvidence(check: EvidenceCheck, facts: SubjectFacts): RequirementResult {
  const { kind, requirement, policy } = check;
  const name = kind.title(requirement);
  const all = requirement.by.people.map((person): PersonResult => {
    const assessments = person.signers.flatMap((signerName) => {
      const signer = policy.signers.get(signerName);
      if (signer === undefined) return [];
      const signedAsImage = imagesSignedBy(signer, facts.candidates, check);
      return facts.candidates.map((candidate) => judgeCandidate(check, signer, candidate, signedAsImage));
    });
    return sorted(person, assessments);
  });
  const select = kind.select(requirement);
  const people = select === 'any' ? all : selected(all, select, requirement.by.atLeast);
  const count = distinct(people);
  const failed = people.flatMap((one) => one.failed);
  // Where newer evidence outweighs older evidence, unread evidence may be the newest.
  const isOpen = select !== 'any' && openQuestion(failed, facts) !== undefined;
  // A threshold of zero is never met. Readers refuse it, but this check does not rely on them.
  if (!isOpen && requirement.by.atLeast >= 1 && count >= requirement.by.atLeast)
    return satisfied(name, people, count, facts.subject, requirement.by.atLeast);
  return unsatisfied(name, check, failed, people, count, facts);
}

const sorted = (person: Person, assessments: readonly Assessment[]): PersonResult => ({
  person,
  satisfied: assessments.filter((one) => one.shortfall === undefined),
  failed: assessments.filter((one) => one.shortfall !== undefined),
});

/**
 * The evidence that counts under `newest` and `all`: failing evidence outweighs passing evidence. Where one person is enough, it
 * outweighs that of all people; otherwise only that of its own person, because each person is counted separately.
 */
function selected(people: readonly PersonResult[], select: 'newest' | 'all', atLeast: number): readonly PersonResult[] {
  const groups = atLeast === 1 ? [people] : people.map((one) => [one]);
  return groups.flatMap((group) => {
    const all = group.flatMap(({ satisfied: passed, failed }) => [...passed, ...failed]);
    const against = whatOutweighs(all, select);
    return group.map((one) =>
      against.length === 0 ? one : { ...one, satisfied: [], failed: one.failed.filter((each) => against.includes(each)) },
    );
  });
}

/**
 * How many people have signed, each with an identity of their own: the largest matching of people and identities. So one
 * certificate or key that is listed under two names counts once.
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

/** The fallback signers without whom too few people have signed. */
function fallbackSigners(people: readonly PersonResult[], atLeast: number): readonly string[] {
  const others = people.map((one) => ({ ...one, satisfied: one.satisfied.filter(({ signer }) => !signer.fallback) }));
  if (distinct(others) >= atLeast) return [];
  const used = people.flatMap((one) => one.satisfied.filter(({ signer }) => signer.fallback));
  return [...new Set(used.map(({ signer }) => signer.name))];
}

function satisfied(
  name: string,
  people: readonly PersonResult[],
  count: number,
  subject: Subject,
  atLeast: number,
): RequirementResult {
  const all = people.flatMap((one) => one.satisfied);
  const signers = [...new Set(all.map((one) => one.signer.name))];
  const fallback = fallbackSigners(people, atLeast);
  return {
    requirement: name,
    outcome: 'allowed',
    code: undefined,
    message: `${
      people.length === 1
        ? `by ${signers.join(', ')}`
        : `${String(count)} of ${String(people.length)} people: ${signers.join(', ')}`
    }${fallback.length === 0 ? '' : ` (fallback key: ${fallback.join(', ')})`}${byKind(subject, { digest: () => '; bytes not seen', file: () => '', image: () => '' })}`,
    expected: undefined,
    found: undefined,
    hint: undefined,
    evidence: [...new Set(all.map((one) => one.candidate.digest))],
    signers,
    ...(fallback.length === 0 ? {} : { fallback }),
    parts: [],
  };
}

function unsatisfied(
  name: string,
  check: EvidenceCheck,
  failed: readonly Assessment[],
  people: readonly PersonResult[],
  count: number,
  facts: SubjectFacts,
): RequirementResult {
  const { atLeast } = check.requirement.by;
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
      { message: `cannot be decided: ${open.message}`, expected: open.expected, found: open.found, hint: open.hint },
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
        hint: 'Each person counts once, and one identity or key counts for one person only.',
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
  return result('EVIDENCE_NONE', 'denied', none(check, facts.searched ?? []), []);
}

function none(
  { kind, requirement, subject }: EvidenceCheck,
  searched: readonly string[],
): { readonly message: string; readonly expected: string; readonly found: string; readonly hint: string } {
  const who = requirement.by.people.map((one) => one.name).join(', ');
  return {
    message: `no bundle was found for ${subject.name}`,
    expected: `${kind.key} by ${who} over ${digestText(subject)}`,
    found: nothingIn(searched),
    hint: byKind(subject, {
      image: () =>
        'Sign or attest the image. If it is signed, check which repository contains its signatures ("signature-repository"), and whether the tag has moved to another image since then: deploy by the digest that the signing job printed.',
      file: passBundlesOn,
      digest: passBundlesOn,
    }),
  };
}

const passBundlesOn = () =>
  'Pass the bundles from the job that signed to this job, together with the files, or name their place with "evidence". If nothing was signed yet, sign or attest the file.';

const SHOWN_PLACES = 3;

function nothingIn(places: readonly string[]): string {
  if (places.length === 0) return 'nothing';
  const more = places.length > SHOWN_PLACES ? ` and ${String(places.length - SHOWN_PLACES)} more` : '';
  return `nothing in ${places.slice(0, SHOWN_PLACES).join(', ')}${more}`;
}

function personPart({ person, satisfied: passed, failed }: PersonResult): RequirementResult {
  const shortfall = nearestOf(failed)?.shortfall;
  const ok = passed.length > 0;
  return {
    requirement: `by ${person.name}`,
    outcome: ok ? 'allowed' : shortfall?.undecided === true ? 'undecided' : 'denied',
    code: ok ? undefined : (shortfall?.code ?? 'EVIDENCE_NONE'),
    message: ok ? `by ${passed.map((one) => one.signer.name).join(', ')}` : (shortfall?.message ?? 'no bundle was found'),
    expected: ok ? undefined : shortfall?.expected,
    found: ok ? undefined : shortfall?.found,
    hint: ok ? undefined : shortfall?.hint,
    evidence: passed.map((one) => one.candidate.digest),
    signers: passed.map((one) => one.signer.name),
    parts: [],
  };
}

function nearestOf(assessments: readonly Assessment[]): Assessment | undefined {
  return assessments.reduce<Assessment | undefined>(
    (best, one) => (best === undefined || (one.shortfall?.nearness ?? 0) > (best.shortfall?.nearness ?? 0) ? one : best),
    undefined,
  );
}

/** A place that could not be searched, or a check that could not be made: then the result is undecided and not denied. */
function openQuestion(failed: readonly Assessment[], facts: SubjectFacts): CountersignError | Shortfall | undefined {
  return (
    facts.incomplete[0] ??
    failed.find((one) => one.shortfall?.undecided === true)?.shortfall ??
    facts.unreadable.find(({ error }) => error.exitStatus === 2)?.error
  );
}
