export type * from './types.js';
export type * from './evidence-types.js';
