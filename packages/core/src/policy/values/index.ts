export * from './nearest.js';
export * from './pattern.js';
export * from './shape.js';
export * from './texts.js';
export * from './times.js';
