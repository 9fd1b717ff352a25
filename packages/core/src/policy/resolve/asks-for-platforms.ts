import type { Policy } from './model.js';

/** Whether a rule asks which platforms an image has: then one without an index is asked for its own. */
export function asksForPlatforms({ rules }: Policy): boolean {
  return rules.some(({ match }) => match.asks.some(({ kind }) => kind === 'platforms'));
}
