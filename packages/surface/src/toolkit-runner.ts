import * as core from '@actions/core';
import { fitSummary } from './github/files.js';
import type { MakeRunner } from './github/runner.js';

/** The runner spoken to through `@actions/core`, for the actions that sign. What arrives here is already masked and made harmless. */
export const toolkitRunner: MakeRunner = ({ env }) => ({
  message(level, lines, code) {
    const text = lines.join('\n');
    const properties = code === undefined ? {} : { title: code };
    if (level === 'info') core.info(text);
    else if (level === 'debug') core.debug(text);
    else if (level === 'warn') core.warning(text, properties);
    else core.error(text, properties);
  },
  event: core.info,
  groupStart: core.startGroup,
  groupEnd: core.endGroup,
  secret: core.setSecret,
  setOutput(name, value) {
    // Without the file the toolkit would print the value.
    if (env['GITHUB_OUTPUT']) core.setOutput(name, value);
  },
  async appendSummary(markdown) {
    // Without the file the toolkit throws.
    if (env['GITHUB_STEP_SUMMARY']) await core.summary.addRaw(fitSummary(markdown), true).write();
  },
  addPath(folder) {
    if (/[\r\n]/.test(folder)) throw new Error('a folder of PATH contains a line break');
    // Without the file the toolkit would print the folder as a command.
    if (env['GITHUB_PATH']) core.addPath(folder);
  },
});
