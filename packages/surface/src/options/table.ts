import { PIECES, signs, type Piece } from '../pieces.js';
import type { InputSpec } from './input-spec.js';
import { INPUTS, type InputName } from './inputs.js';

/** The default of an input that must not be empty at a piece that does not sign: no one can mean this text, so an empty text remains an error. */
export const NOT_GIVEN = '(not given)';

/** The default in a workflow or pipeline. */
export function defaultOf(piece: Piece, spec: InputSpec): string | undefined {
  return spec.default ?? (!signs(piece) && spec.decides ? NOT_GIVEN : undefined);
}

/** The inputs of one piece, in the table's order. */
export function inputsOf(piece: Piece): readonly (readonly [InputName, InputSpec])[] {
  const names: readonly InputName[] = PIECES[piece].inputs;
  return (Object.entries(INPUTS) as [InputName, InputSpec][]).filter(([name]) => names.includes(name));
}

/** The command line's flag of an input, without dashes. */
export function flagOf(name: string, spec: InputSpec): string {
  return spec.flag ?? name;
}
