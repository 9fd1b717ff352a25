import type { ReadVariables } from '@countersign/surface/environment';
import type { Piece, Role } from '@countersign/surface/options';
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

/** What every command says of itself. */
interface Described {
  /** All its words after `countersign`: `verify`, `policy check`. */
  readonly name: string;
  readonly summary: string;
  /** The first thing `--help` shows. */
  readonly examples: readonly string[];
  /** Longer explanation, for `--help`. */
  readonly notes?: readonly string[];
}

/** A command that does something. */
export interface Command extends Described {
  /** After its name. */
  readonly usage: string;
  /** The piece whose inputs are this command's flags. */
  readonly piece?: Piece;
  readonly flags?: readonly ExtraFlag[];
  /** Whether `-- COMMAND …` may follow. */
  readonly takesCommand?: true;
  /** Called with what could be read of arguments that are refused. */
  readonly misused?: (args: Arguments) => Promise<void>;
  /** @returns the process's exit status */
  run(args: Arguments, io: Io): Promise<number>;
}

/** A command that only has commands below it, each a file of its own and a line here. */
export interface CommandGroup extends Described {
  readonly subcommands: readonly Entry[];
}

/** A command's line in the list of a program or a group: only the one that was called is loaded. */
export interface Entry {
  /** One word. */
  readonly name: string;
  readonly summary: string;
  /** `gate`: its process forgets all variables but those that a gate may read. */
  readonly role?: Role;
  /** What it, or all of its group, may read of the environment; default: what the gate may. */
  readonly variables?: readonly ReadVariables[];
  load(): Promise<Command | CommandGroup>;
}
