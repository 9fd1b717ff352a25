export type * from './types.js';
export { loginSource, type LoginOptions } from './login-source.js';
