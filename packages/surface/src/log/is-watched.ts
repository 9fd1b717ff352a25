import type { Environment } from '@countersign/core/run';

/**
 * Whether a person looks at a terminal. Some runners of CI jobs give them a terminal, too: their logs keep every version of a line, and are
 * searched for words.
 */
export function isWatched(env: Environment, isTerminal: () => boolean): boolean {
  const { CI: ci, GITHUB_ACTIONS: github, GITLAB_CI: gitlab, TERM: terminal } = env;
  return [ci, github, gitlab].every((one) => one === undefined) && terminal !== 'dumb' && isTerminal();
}
