export { FOREIGN_COMMANDS, FOREIGN_OPTIONS, PREDICATE_TYPES } from './options/foreign-names.js';
export { hintFor, meantName } from './options/meant-name.js';
export { INPUT_GROUPS, INPUTS, type InputName } from './options/inputs.js';
export type { InputSpec } from './options/input-spec.js';
export { labelOf, readOptions } from './options/read.js';
export { defaultOf, flagOf, inputsOf, NOT_GIVEN } from './options/table.js';
export type { CommonOptions, Options, RawInputs, Spelling } from './options/types.js';
export { readAnnotations, readDuration, readReports } from './options/values.js';
export {
  isPorted,
  judges,
  PIECE_NAMES,
  PIECES,
  PORTED_NAMES,
  signs,
  type Piece,
  type PieceOf,
  type PortedPiece,
} from './pieces.js';
export type { PieceSpec, Role } from './pieces/piece-spec.js';
