export { nearest } from './options/nearest.js';
export { labelOf, readOptions } from './options/read.js';
export {
  defaultOf,
  flagOf,
  INPUTS,
  inputsOf,
  NOT_GIVEN,
  PIECES,
  type InputName,
  type InputSpec,
  type Piece,
} from './options/table.js';
export type { CommonOptions, Options, RawInputs, Spelling } from './options/types.js';
export { readAnnotations, readDuration, readReports, REPORT_FORMATS, type ReportFormat } from './options/values.js';
