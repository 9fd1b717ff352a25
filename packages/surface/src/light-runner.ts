import { githubStyle } from './github/commands.js';
import { addPath, appendSummary, setOutput } from './github/files.js';
import type { MakeRunner } from './github/runner.js';
import { screenOf } from './log/create-log.js';

/**
 * The runner spoken to in a few lines of our own, for the gate alone: `@actions/core` has one entry, which loads an HTTP
 * client and with it costs more than a verification. One test judges this and `toolkitRunner` by the same rules.
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
