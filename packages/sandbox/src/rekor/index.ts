export { createRekorV1, type RekorV1 } from './v1.js';
export { createRekorV2, type RekorV2, type RekorV2Options } from './v2.js';
