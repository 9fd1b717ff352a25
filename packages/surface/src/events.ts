export { createEmit } from './events/emit.js';
