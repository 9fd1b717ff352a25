import { PIECES, signs, type Piece } from '../pieces.js';
import type { InputSpec } from './input-spec.js';
import { INPUTS, type InputName } from './inputs.js';

/** What an input that decides says where it is left out, except at what signs: nobody can mean it, and an empty text stays one. */
export const NOT_GIVEN = '(not given)';

/** The default that a workflow or pipeline sees. */
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
