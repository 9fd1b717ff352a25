export { runAction, type ActionContext } from './run.js';
