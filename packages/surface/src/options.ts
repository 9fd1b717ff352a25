export { FOREIGN_COMMANDS, FOREIGN_OPTIONS } from './options/foreign-names.js';
export { hintFor, meantName } from './options/meant-name.js';
export { filesRead, pathIn, readingInputs } from './options/files-read.js';
export { INPUT_GROUPS, INPUTS, type InputName } from './options/inputs.js';
export type { InputSpec } from './options/input-spec.js';
export { optionName } from './options/option-name.js';
export { pick } from './options/pick.js';
export { readOptions } from './options/read.js';
export { defaultOf, flagOf, inputsOf, NOT_GIVEN } from './options/table.js';
export type { CommonOptions, Options, OptionsOf, RawInputs } from './options/types.js';
export { readAnnotations, readReports } from './options/values.js';
export { ONE_LINE, SIGNING } from './pieces/input-sets.js';
export {
  hasCommand,
  judges,
  PIECE_NAMES,
  PIECES,
  PIECES_WITH_COMMAND,
  signs,
  type Piece,
  type PieceOf,
  type PieceWithCommand,
} from './pieces.js';
export type { PieceSpec, Role } from './pieces/piece-spec.js';
