export type { MakeRunner, Runner, Surroundings } from './github/runner.js';
export type { ActionContext } from './run.js';
