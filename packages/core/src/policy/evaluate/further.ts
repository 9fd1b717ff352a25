import type { Subject } from '../../artifacts/index.js';
import type { CountersignError } from '../../errors/index.js';
import type { FurtherSubject, Shortfall } from '../requirements/index.js';
import type { SubjectDecision, SubjectFacts } from './types.js';

/**
 * How many steps a further subject may be away from the subjects of the run: an image, its base, the base of that, and what those
 * were built from. Each step costs the gate a round of network requests.
 */
export const MAX_DEPTH = 4;

/** How many further subjects one policy may have in one run: the author of evidence must not decide how long a run takes. */
export const MAX_FURTHER = 256;

/** A subject that must be judged first, and why. */
export interface WantedSubject {
  /** Identifies the subject: the same one is asked for once. */
  readonly key: string;
  readonly subject: FurtherSubject;
  /** The subject whose evidence names it. */
  readonly asker: string;
  readonly why: string;
}

/** The facts of further subjects by `WantedSubject.key`; the error, where one could not be read. */
export type FurtherFacts = ReadonlyMap<string, SubjectFacts | CountersignError>;

/** Identifies a subject by its name and digests. */
function subjectKey(subject: Subject | FurtherSubject): string {
  if ('digest' in subject) return `${subject.name}@${subject.digest}`;
  const { name, digests } = subject;
  return JSON.stringify([name, digests.sha256, digests.sha384, digests.sha512]);
}

/**
 * The further subjects of one evaluation. Each is decided once, when it is first needed. One without facts is added to `wanted` and
 * is undecided until then. A circle, or more than the allowed depth or number, is undecided too.
 */
export class FurtherSubjects {
  readonly #facts: FurtherFacts;
  readonly #decide: (facts: SubjectFacts) => SubjectDecision;
  readonly #decided = new Map<string, SubjectDecision>();
  readonly #wanted = new Map<string, WantedSubject>();
  /** The subjects that are being decided; the first is a subject of the run. */
  readonly #within: string[] = [];

  constructor(facts: FurtherFacts, decide: (facts: SubjectFacts) => SubjectDecision) {
    this.#facts = facts;
    this.#decide = decide;
  }

  get wanted(): readonly WantedSubject[] {
    return [...this.#wanted.values()];
  }

  get decisions(): readonly SubjectDecision[] {
    return [...this.#decided.values()];
  }

  /** Decides a subject of the run, or a further one. */
  within(facts: SubjectFacts): SubjectDecision {
    this.#within.push(subjectKey(facts.subject));
    try {
      return this.#decide(facts);
    } finally {
      this.#within.pop();
    }
  }

  /** Why a further subject is not allowed; undefined: it is allowed. */
  mustBeAllowed(subject: FurtherSubject, why: string): Shortfall | undefined {
    const key = subjectKey(subject);
    const name = `${subject.name} (${why})`;
    if (this.#within.includes(key))
      return undecided('FURTHER_CYCLE', `${name} depends on itself`, { found: this.#within.join(' → ') });
    const decided = this.#decided.get(key);
    if (decided !== undefined) return shortfallOf(decided, name);
    // The first entry is the subject of the run.
    if (this.#within.length > MAX_DEPTH) {
      return undecided('FURTHER_LIMIT', `${name} is too many dependencies away`, {
        expected: `at most ${String(MAX_DEPTH)} steps from a subject of the run`,
        found: this.#within.join(' → '),
      });
    }
    const facts = this.#facts.get(key);
    if (facts === undefined) return this.#want({ key, subject, why, asker: this.#within.at(-1) ?? '' }, name);
    if (facts instanceof Error) return unread(facts, name);
    const decision = this.within(facts);
    this.#decided.set(key, decision);
    return shortfallOf(decision, name);
  }

  #want(wanted: WantedSubject, name: string): Shortfall {
    if (!this.#wanted.has(wanted.key) && this.#facts.size + this.#wanted.size >= MAX_FURTHER) {
      return undecided('FURTHER_LIMIT', `${name} is one further subject too many`, {
        expected: `at most ${String(MAX_FURTHER)} further subjects`,
      });
    }
    if (!this.#wanted.has(wanted.key)) this.#wanted.set(wanted.key, wanted);
    return undecided('INTERNAL', `${name} was not judged yet`, {});
  }
}

const NEARNESS = 9;

function undecided(
  code: 'FURTHER_CYCLE' | 'FURTHER_LIMIT' | 'INTERNAL',
  message: string,
  { expected, found }: { readonly expected?: string; readonly found?: string },
): Shortfall {
  return { code, message, expected, found, hint: undefined, nearness: NEARNESS, undecided: true };
}

/** A subject that could not be read makes the result undecided, unless the error is a denial, as for an image that contradicts itself. */
function unread({ code, message, expected, found, hint, exitStatus }: CountersignError, name: string): Shortfall {
  return {
    code,
    message: `${name}: ${message}`,
    expected,
    found,
    hint,
    nearness: NEARNESS,
    ...(exitStatus === 1 ? {} : { undecided: true }),
  };
}

function shortfallOf({ outcome, rules, unmatched }: SubjectDecision, name: string): Shortfall | undefined {
  if (outcome === 'allowed') return undefined;
  const results = [...rules.flatMap((rule) => rule.requirements), ...(unmatched === undefined ? [] : [unmatched])];
  const first = results.find((one) => one.outcome === outcome);
  return {
    code: first?.code ?? 'RULE_FAILED',
    message: `${name} is ${outcome === 'denied' ? 'denied' : 'undecided'}: ${first?.message ?? 'no rule allows it'}`,
    expected: first?.expected,
    found: first?.found,
    hint: first?.hint,
    nearness: NEARNESS,
    ...(outcome === 'denied' ? {} : { undecided: true }),
  };
}
