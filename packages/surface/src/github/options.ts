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
  PORTED_NAMES,
  readOptions,
  type CommonOptions,
  type InputName,
  type Options,
  type Piece,
  type RawInputs,
} from '../options.js';

/** How the runner passes an input: upper case, spaces become `_`, hyphens stay. */
function variableOf(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}

/** Undeclared ones are refused at every piece. Those of `setup` alone are not: jobs have an INPUT_VERSION of their own. */
const OURS: ReadonlySet<string> = new Set(PORTED_NAMES.flatMap((piece) => PIECES[piece].inputs));

/**
 * A step's inputs from its environment. The runner sets every declared input, with its default where it is left out: for
 * what decides at the gate that is `NOT_GIVEN`, and an empty text is refused; of all others, empty is *not given*.
 * It also passes undeclared ones, and jobs have INPUT_ variables of their own: those near one of our names are refused as
 * misspelt, the others are none of our business. A name in other letter case is never the runner's: an earlier step could set
 * one beside ours, and must not win.
 * @throws CountersignError INPUT_INVALID, INPUT_MISSING
 */
export function readActionOptions<P extends Piece>(piece: P, env: Environment): Options<P> & CommonOptions {
  const declared = new Map(inputsOf(piece).map(([name]) => [variableOf(name), name]));
  const raw: Record<string, readonly string[]> = {};
  for (const [variable, value] of Object.entries(env)) {
    if (!variable.startsWith('INPUT_') || value === undefined || isLeftOut(piece, declared.get(variable), value)) continue;
    if (!declared.has(variable) && declared.has(variable.toUpperCase())) {
      throw new CountersignError('INPUT_INVALID', `the environment holds ${variable} beside the step's own inputs`, {
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

/** Misspelt, or what another action calls one of ours; those have hyphens, which variables of jobs do not have. */
function isNear(name: string, ours: readonly string[]): boolean {
  return meantName(name, ours) !== undefined || (name.includes('-') && Object.hasOwn(FOREIGN_OPTIONS, name));
}

/** By the default that says so; of what decides nothing, by an empty text too. */
function isLeftOut(piece: Piece, name: InputName | undefined, value: string): boolean {
  const decides = name !== undefined && defaultOf(piece, INPUTS[name]) === NOT_GIVEN;
  return decides ? value === NOT_GIVEN : value.trim() === '';
}

/** What stands in the inputs that name the place of a secret. */
export function placesIn(piece: Piece, env: Environment): readonly string[] {
  return inputsOf(piece).flatMap(([name, spec]) => (spec.place ? [env[variableOf(name)] ?? ''] : []));
}

/** Masks the inputs that the table calls secret, before anything else is printed. */
export function maskSecretInputs(piece: Piece, env: Environment, log: Log): void {
  for (const [name, spec] of inputsOf(piece)) {
    const value = env[variableOf(name)];
    if (spec.secret && value) log.secret(value);
  }
}
