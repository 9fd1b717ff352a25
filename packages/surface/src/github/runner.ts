import type { Environment } from '@countersign/core/run';
import type { LogScreen } from '../log/create-log.js';

/** What an action says to the runner besides its exit status. Inputs are read from the environment by our own table. */
export interface Runner extends LogScreen {
  /** Off GitHub (no GITHUB_OUTPUT) nothing happens. */
  setOutput(name: string, value: string): void;
  /** Appends Markdown, already escaped by whoever wrote it, to the step summary, cut to what GitHub accepts. Off GitHub nothing happens. */
  appendSummary(markdown: string): void | Promise<void>;
  /** Puts a folder (absolute) first in PATH of the later steps. Off GitHub nothing happens. */
  addPath(folder: string): void;
}

export interface Surroundings {
  readonly env: Environment;
  readonly random: (length: number) => Uint8Array;
  /** Prints a whole line, given without its end. */
  readonly print: (line: string) => void;
}

export type MakeRunner = (surroundings: Surroundings) => Runner;
