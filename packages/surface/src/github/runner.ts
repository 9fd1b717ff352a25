import type { Environment } from '@countersign/core/run';
import type { LogScreen } from '../log/create-log.js';

/** The output of an action to GitHub's runner. Inputs are read with our own table. */
export interface Runner extends LogScreen {
  /** Does nothing without GITHUB_OUTPUT. */
  setOutput(name: string, value: string): void;
  /** Appends escaped Markdown to the step summary, cut to the size that GitHub accepts. Does nothing without GITHUB_STEP_SUMMARY. */
  appendSummary(markdown: string): void | Promise<void>;
  /** Puts a folder (absolute) first in PATH of the later steps. Does nothing without GITHUB_PATH. */
  addPath(folder: string): void;
}

interface Surroundings {
  readonly env: Environment;
  readonly random: (length: number) => Uint8Array;
  /** Prints a line; its argument has no line break at the end. */
  readonly print: (line: string) => void;
}

export type MakeRunner = (surroundings: Surroundings) => Runner;
