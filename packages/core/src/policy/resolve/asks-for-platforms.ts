import type { Policy } from './model.js';

/** Whether a rule requires platforms: then the config of an image without an index must be read, too. */
export function asksForPlatforms({ rules }: Policy): boolean {
  return rules.some(({ match }) => match.asks.some(({ kind }) => kind === 'platforms'));
}
