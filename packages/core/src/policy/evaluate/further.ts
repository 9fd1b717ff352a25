import type { Subject } from '../../artifacts/index.js';
import type { CountersignError } from '../../errors/index.js';
import type { FurtherSubject, Shortfall } from '../requirements/index.js';
import type { SubjectDecision, SubjectFacts } from './types.js';

/**
 * How many steps away from the subjects of the run a further subject may be: an image, its base, the base of that, and what those
 * were built from. Each step is a round of network for the gate.
 */
export const MAX_DEPTH = 4;

/** Further subjects of one policy in one run: each is looked up and judged, and who writes evidence must not choose how long that takes. */
export const MAX_FURTHER = 256;

/** A subject that must be judged first, and why. */
export interface WantedSubject {
  /** Names it among all further subjects: the same one is asked for once. */
  readonly key: string;
  readonly subject: FurtherSubject;
  /** Who asks: the subject whose evidence names it. */
  readonly asker: string;
  readonly why: string;
}

/** What was found of a further subject; the error, where it could not be had. */
export interface FurtherFacts {
  readonly key: string;
  readonly facts: SubjectFacts | CountersignError;
}

/** The name of a subject among all: its name with what it holds. */
export function subjectKey(subject: Subject | FurtherSubject): string {
  if ('digest' in subject) return `${subject.name}@${subject.digest}`;
  const { name, digests } = subject;
  return JSON.stringify([name, digests.sha256, digests.sha384, digests.sha512]);
}

/**
 * The further subjects of one evaluation: decided when they are first asked for, each once. What is asked for and not there is
 * wanted, and undecided until then; so is what would go round in a circle, too deep, or beyond the number.
 */
export class FurtherSubjects {
  readonly #facts: ReadonlyMap<string, SubjectFacts | CountersignError>;
  readonly #decide: (facts: SubjectFacts) => SubjectDecision;
  readonly #decided = new Map<string, SubjectDecision>();
  readonly #wanted = new Map<string, WantedSubject>();
  /** The subjects that are being decided, the one of the run first. */
  readonly #within: string[] = [];

  constructor(facts: readonly FurtherFacts[], decide: (facts: SubjectFacts) => SubjectDecision) {
    this.#facts = new Map(facts.map((one) => [one.key, one.facts]));
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

  /** Why a further subject is not allowed; undefined: it is. */
  mustBeAllowed(subject: FurtherSubject, why: string): Shortfall | undefined {
    const key = subjectKey(subject);
    const name = `${subject.name} (${why})`;
    if (this.#within.includes(key))
      return undecided('FURTHER_CYCLE', `${name} needs itself to be judged first`, { found: this.#within.join(' → ') });
    const decided = this.#decided.get(key);
    if (decided !== undefined) return shortfallOf(decided, name);
    // The subject of the run is the first step.
    if (this.#within.length > MAX_DEPTH) {
      return undecided('FURTHER_LIMIT', `${name} is too many steps away`, {
        expected: `at most ${String(MAX_DEPTH)} steps from what is judged`,
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
      return undecided('FURTHER_LIMIT', `${name} is one of too many that must be judged first`, {
        expected: `at most ${String(MAX_FURTHER)} further subjects`,
      });
    }
    if (!this.#wanted.has(wanted.key)) this.#wanted.set(wanted.key, wanted);
    return undecided('INTERNAL', `${name} was not judged`, {});
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

/** A subject that could not be had leaves the answer open, unless what is there says no, such as an image that contradicts itself. */
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
    message: `${name} is ${outcome === 'denied' ? 'denied' : 'undecided'}: ${first?.message ?? 'nothing allows it'}`,
    expected: first?.expected,
    found: first?.found,
    hint: first?.hint,
    nearness: NEARNESS,
    ...(outcome === 'denied' ? {} : { undecided: true }),
  };
}
