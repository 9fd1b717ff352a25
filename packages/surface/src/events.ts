export { createEmit } from './events/emit.js';
export type { EventReader, Heard, MakeReader } from './events/reader.js';
