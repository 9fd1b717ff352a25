import { githubStyle } from './github/commands.js';
import { addPath, appendSummary, setOutput } from './github/files.js';
import type { MakeRunner } from './github/runner.js';
import { screenOf } from './log/create-log.js';

/**
 * The interface to GitHub's runner without `@actions/core`, for the gate: the only entry point of `@actions/core` loads an HTTP client,
 * which takes longer than a verification. `toolkitRunner` is built on this one, and one test checks both.
 */
export const lightRunner: MakeRunner = ({ env, random, print }) => ({
  ...screenOf(githubStyle, print),
  setOutput(name, value) {
    setOutput({ env, random }, name, value);
  },
  appendSummary(markdown) {
    appendSummary(env, markdown);
  },
  addPath(folder) {
    addPath(env, folder);
  },
});
