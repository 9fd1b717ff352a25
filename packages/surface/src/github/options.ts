import { CountersignError } from '@countersign/core/errors';
import type { Environment, Log } from '@countersign/core/run';
import {
  defaultOf,
  FOREIGN_OPTIONS,
  INPUTS,
  inputsOf,
  meantName,
  NOT_GIVEN,
  PIECES,
  PIECES_WITH_COMMAND,
  readOptions,
  type CommonOptions,
  type InputName,
  type Options,
  type Piece,
  type RawInputs,
} from '../options.js';

/** The variable of an input: the runner uses upper case, `_` for spaces, and keeps hyphens. */
function variableOf(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}

/** Undeclared ones are refused at every piece. Those of `setup` alone are not: jobs have an INPUT_VERSION of their own. */
const OURS: ReadonlySet<string> = new Set(PIECES_WITH_COMMAND.flatMap((piece) => PIECES[piece].inputs));

/**
 * Reads the inputs of a step from its environment. The runner sets every declared input, with its default if it is omitted. For inputs
 * that decide at the gate, the default is `NOT_GIVEN`, and an empty text is refused; for all others, an empty text means *not given*.
 * The runner also passes undeclared inputs, and a job may have INPUT_ variables of its own: those with a name similar to one of ours are
 * refused as misspelt, the others are ignored. The runner always uses upper case: a name in another letter case was set by an earlier
 * step, and must not replace ours.
 * @throws CountersignError INPUT_INVALID, INPUT_MISSING
 */
export function readActionOptions<P extends Piece>(piece: P, env: Environment): Options<P> & CommonOptions {
  const declared = new Map(inputsOf(piece).map(([name]) => [variableOf(name), name]));
  const raw: Record<string, readonly string[]> = {};
  for (const [variable, value] of Object.entries(env)) {
    if (!variable.startsWith('INPUT_') || value === undefined || isOmitted(piece, declared.get(variable), value)) continue;
    if (!declared.has(variable) && declared.has(variable.toUpperCase())) {
      throw new CountersignError('INPUT_INVALID', `the environment contains ${variable} beside the step's own inputs`, {
        expected: variable.toUpperCase(),
        found: variable,
        hint: 'Find out which step sets it; inputs are written under "with".',
      });
    }
    const name = declared.get(variable) ?? variable.slice('INPUT_'.length).toLowerCase();
    if (declared.has(variable) || OURS.has(name) || isNear(name, [...declared.values()])) raw[name] = [value];
  }
  return readOptions(piece, raw satisfies RawInputs, 'input');
}

/**
 * Misspelt, or the name of another tool for one of our inputs. These names count only if they contain a hyphen: variables of jobs do
 * not.
 */
function isNear(name: string, ours: readonly string[]): boolean {
  return meantName(name, ours) !== undefined || (name.includes('-') && Object.hasOwn(FOREIGN_OPTIONS, name));
}

/** `NOT_GIVEN`; for inputs that do not decide, an empty text. */
function isOmitted(piece: Piece, name: InputName | undefined, value: string): boolean {
  const decides = name !== undefined && defaultOf(piece, INPUTS[name]) === NOT_GIVEN;
  return decides ? value === NOT_GIVEN : value.trim() === '';
}

/** The values of inputs that refer to a secret. */
export function secretReferences(piece: Piece, env: Environment): readonly string[] {
  return inputsOf(piece).flatMap(([name, spec]) => (spec.refersToSecret ? [env[variableOf(name)] ?? ''] : []));
}

/** Masks the inputs that are secret, before anything else is printed. */
export function maskSecretInputs(piece: Piece, env: Environment, log: Log): void {
  for (const [name, spec] of inputsOf(piece)) {
    const value = env[variableOf(name)];
    if (spec.secret && value) log.secret(value);
  }
}
