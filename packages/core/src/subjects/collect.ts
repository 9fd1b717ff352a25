import { isAbsolute } from 'node:path';
import { kindFacts, onDisk, type Subject } from '../artifacts/index.js';
import { asCountersignError, CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { EachOnce } from './each-once.js';
import { SOURCES, SUBJECT_INPUTS, type NamedSubjects, type SubjectInput } from './sources.js';
import type { CollectedSubjects, Collecting, CollectSubjectsOptions, SubjectProblem, SubjectSource } from './types.js';
import { USES, type Use, type UseRules } from './uses.js';

/**
 * The subjects to sign or verify, from the values of all inputs in the table of sources. No value or no subject is wrong use: a gate
 * without subjects would let everything pass.
 *
 * @param named the inputs that the caller supports, with their values
 * @throws CountersignError INPUT_MISSING, NO_MATCH, SUBJECT_DUPLICATE, CHECKSUM_MALFORMED, FILE_*, IMAGE_REFERENCE_INVALID; for
 *   `sign` also the first problem: SUBJECT_MISMATCH, REGISTRY_*, IMAGE_INVALID
 */
export async function collectSubjects(
  run: Run,
  use: Use,
  named: NamedSubjects,
  options: CollectSubjectsOptions,
): Promise<CollectedSubjects> {
  const rules: UseRules = USES[use];
  if (SUBJECT_INPUTS.every((input) => (named[input] ?? []).length === 0)) throw nothingNamed(use, named);
  const problems: SubjectProblem[] = [];
  const problem = (about: string, thrown: unknown): void => {
    const error = asCountersignError(thrown);
    if (rules.failsAtOnce || error.exitStatus === 3) throw error;
    problems.push({ about, error });
  };
  const once = new EachOnce(run);
  const subjects: Subject[] = [];
  for (const input of SUBJECT_INPUTS) {
    const values = named[input] ?? [];
    if (values.length === 0) continue;
    const found = once.onlyNew(await collectFrom(input, values, { run, rules, options, problem }));
    if (rules.naming === 'real') logOutside(run, found);
    subjects.push(...found);
  }
  if (subjects.length === 0 && problems.length === 0) {
    throw new CountersignError('NO_MATCH', `nothing to ${use} was found`, {
      expected: 'at least one file or image',
      found: 'none',
    });
  }
  if (rules.saysCount) run.log.info(counted(subjects));
  return { subjects, problems };
}

function collectFrom(input: SubjectInput, values: readonly string[], collecting: Collecting): Promise<readonly Subject[]> {
  const source: SubjectSource = SOURCES[input];
  if (!source.needsRegistry) return source.collect(values, collecting);
  const { registry } = collecting.options;
  if (registry === undefined) throw new CountersignError('INTERNAL', `${input} were given without a registry client`);
  return source.collect(values, { ...collecting, registry });
}

function nothingNamed(use: Use, named: NamedSubjects): CountersignError {
  const offered = SUBJECT_INPUTS.filter((input) => named[input] !== undefined);
  const inputs = offered.length === 0 ? SUBJECT_INPUTS : offered;
  return new CountersignError('INPUT_MISSING', `no input names anything to ${use}`, {
    expected: inputs.join(', ').replace(/, ([^,]*)$/, ' or $1'),
    found: inputs.length === 1 ? 'nothing' : 'none of them',
  });
}

function logOutside(run: Run, subjects: readonly Subject[]): void {
  for (const { name } of subjects.filter((subject) => onDisk(subject) !== undefined && isAbsolute(subject.name)))
    run.emit({ event: 'outside-folder', artifact: name });
}

/** `2 files, 1 digest`. */
function counted(subjects: readonly Subject[]): string {
  const nouns = subjects.map((subject) => kindFacts(subject).noun);
  return [...new Set(nouns)]
    .map((noun) => ({ ...noun, count: nouns.filter((other) => other === noun).length }))
    .map(({ one, many, count }) => `${String(count)} ${count === 1 ? one : many}`)
    .join(', ');
}
