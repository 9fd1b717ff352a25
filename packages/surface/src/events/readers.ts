import { jsonLog } from './json-log.js';
import { progressLine } from './progress-line.js';
import type { MakeReader } from './reader.js';
import { textLog } from './text-log.js';

/** The readers of a run's events. To add one: a file and a line here. */
export const EVENT_READERS = {
  'text-log': textLog,
  'json-log': jsonLog,
  'progress-line': progressLine,
} as const satisfies Readonly<Record<string, MakeReader>>;
