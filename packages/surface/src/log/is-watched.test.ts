import { expect, it } from '@jest/globals';
import { isWatched } from './is-watched.js';

it.each([
  [{}, true, true],
  [{}, false, false],
  [{ CI: 'true' }, true, false],
  [{ CI: '' }, true, false],
  [{ GITHUB_ACTIONS: 'true' }, true, false],
  [{ GITLAB_CI: 'true' }, true, false],
  [{ TERM: 'dumb' }, true, false],
  [{ TERM: 'xterm', NO_COLOR: '1' }, true, true],
])('%j, on a terminal: %j', (env, isTerminal, expected) => {
  expect(isWatched(env, () => isTerminal)).toBe(expected);
});
