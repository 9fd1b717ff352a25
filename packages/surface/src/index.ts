export type { ActionContext } from './run.js';
