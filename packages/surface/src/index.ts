export type { MakeRunner, Runner, Surroundings } from './github/runner.js';
export { runAction, type ActionContext } from './run.js';
