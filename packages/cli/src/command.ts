import type { ReadVariables } from '@countersign/surface/environment';
import type { Piece } from '@countersign/surface/options';
import type { Environment, Log, Run } from '@countersign/core/run';
import type { Arguments } from './arguments.js';

/** What a command may touch besides its Run. */
export interface Io {
  /** Writes to standard output; only `--json` documents and what a shell evaluates go there. */
  out(text: string): void;
  readonly log: Log;
  /** All of the user's environment, for a program that the user named; a `Run` gets what we may read ourselves. */
  readonly environment: Environment;
  /** Makes the Run of this command from its common options. */
  run(options: RunWishes): Run;
}

export interface RunWishes {
  readonly network: 'all' | 'registries' | 'none';
  readonly timeout: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly logFormat: 'text' | 'json';
  readonly insecureRegistries?: readonly string[];
}

/** A flag that is no input of any piece. */
export interface ExtraFlag {
  readonly name: string;
  /** Absent for a flag without value. */
  readonly placeholder?: string;
  readonly description: string;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** After `countersign NAME`. */
  readonly usage: string;
  /** The first thing `--help` shows. */
  readonly examples: readonly string[];
  /** The piece whose inputs are this command's flags. */
  readonly piece?: Piece;
  readonly flags?: readonly ExtraFlag[];
  /** Longer explanation, for `--help`. */
  readonly notes?: readonly string[];
  /** Whether `-- COMMAND …` may follow. */
  readonly takesCommand?: true;
  /** Called with what could be read of arguments that are refused. */
  readonly misused?: (args: Arguments) => Promise<void>;
  /** @returns the process's exit status */
  run(args: Arguments, io: Io): Promise<number>;
}

/** A command's name and how to load it: only the one that was called is loaded. */
export interface Entry {
  readonly name: string;
  readonly summary: string;
  /** What it may read of the environment; default: what the gate may. */
  readonly variables?: readonly ReadVariables[];
  load(): Promise<Command>;
}
