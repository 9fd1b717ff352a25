export { asksForPlatforms } from './asks-for-platforms.js';
export { explainPolicy } from './explain.js';
export type * from './model.js';
export { oneLineFor } from './one-line-for.js';
export { expandOneLine, type OneLinePolicy } from './one-line.js';
export { resolvePolicy } from './resolve-policy.js';
export { reviewPolicy, type Warning } from './review.js';
export { checkTarget } from './targets.js';
export { withKeys, type ReadKey } from './with-keys.js';
