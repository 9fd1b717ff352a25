export { nearest } from '../../errors/index.js';
export { LATER } from './later.js';
export * from './pattern.js';
export * from './shape.js';
export * from './texts.js';
export * from './times.js';
