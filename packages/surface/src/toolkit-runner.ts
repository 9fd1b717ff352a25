import * as core from '@actions/core';
import type { LogLevel } from '@countersign/core/run';
import { fitSummary } from './github/files.js';
import type { MakeRunner } from './github/runner.js';
import { lightRunner } from './light-runner.js';

const MESSAGES: Readonly<Record<LogLevel, (text: string, annotation: core.AnnotationProperties) => void>> = {
  debug: core.debug,
  info: core.info,
  warn: core.warning,
  error: core.error,
};

/**
 * The light runner for the actions that sign, with annotations, masks, outputs and summary written by `@actions/core`, which follows
 * GitHub's runner. All lines go through its `info`, so that they keep their order. The text is already masked and escaped.
 */
export const toolkitRunner: MakeRunner = ({ env, random }) => ({
  ...lightRunner({ env, random, print: core.info }),
  message(level, lines, code) {
    MESSAGES[level](lines.join('\n'), code === undefined ? {} : { title: code });
  },
  secret: core.setSecret,
  setOutput(name, value) {
    // Without the file, the toolkit would print the value.
    if (env['GITHUB_OUTPUT']) core.setOutput(name, value);
  },
  async appendSummary(markdown) {
    // Without the file, the toolkit throws.
    if (env['GITHUB_STEP_SUMMARY']) await core.summary.addRaw(fitSummary(markdown), true).write();
  },
  addPath(folder) {
    if (/[\r\n]/.test(folder)) throw new Error('a folder of PATH contains a line break');
    // Without the file, the toolkit would print the folder as a command.
    if (env['GITHUB_PATH']) core.addPath(folder);
  },
});
