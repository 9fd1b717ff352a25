/** The tables of pieces, inputs and formats, from which files are generated (action.yml, component templates, tables of pages). */
import {
  defaultOf,
  INPUTS,
  inputsOf,
  hasCommand,
  NOT_GIVEN,
  PIECE_NAMES,
  PIECES,
  PIECES_WITH_COMMAND,
} from '../packages/surface/lib/options.js';
import { FORMATS, LATER_FORMATS } from '../packages/core/lib/reports/index.js';

export { defaultOf, FORMATS, INPUTS, inputsOf, hasCommand, LATER_FORMATS, NOT_GIVEN, PIECE_NAMES, PIECES, PIECES_WITH_COMMAND };

/** The YAML of an entry, which begins and ends with a line of its own there. */
export const yamlOf = (text) => text.trim();
