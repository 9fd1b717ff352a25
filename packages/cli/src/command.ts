import type { ReadVariables } from '@countersign/surface/environment';
import type { CommonOptions, Piece, RawInputs, Role } from '@countersign/surface/options';
import type { Environment, Log, Run } from '@countersign/core/run';

/** The arguments of one command, split into inputs, flags and the rest. */
export interface Arguments {
  readonly positionals: readonly string[];
  /** Values of the piece's inputs, by input name. */
  readonly inputs: RawInputs;
  /** Values of the command's own flags; a flag without value is `['true']`. */
  readonly extra: RawInputs;
  /** The words after `--`; undefined without `--`. */
  readonly command: readonly string[] | undefined;
  readonly json: boolean;
  readonly help: boolean;
}

/** What a command may use besides its Run. */
export interface Io {
  /** Writes to standard output: only `--json` documents, and lines that a shell evaluates. */
  out(text: string): void;
  /** Writes a text for the person to standard error, whatever the log level is. Secrets are masked. */
  tell(text: string): void;
  /** Writes a question, without a line break at its end, and ends the progress line. */
  ask(text: string): void;
  readonly log: Log;
  /** The whole environment of the user, for a program that the user named; a `Run` contains only the variables of our table. */
  readonly environment: Environment;
  /** Makes the Run of this command from its common options. */
  run(options: RunOptions): Run;
}

/** The options that shape a Run. */
type RunOptions = Pick<CommonOptions, 'network' | 'timeout' | 'logLevel' | 'logFormat' | 'insecureRegistries'>;

/** A flag that is not an input of a piece. */
export interface ExtraFlag {
  readonly name: string;
  /** Absent for a flag without value. */
  readonly placeholder?: string;
  readonly description: string;
  /** Whether it may be given several times. */
  readonly repeatable?: true;
}

/** Name and help of a command or a group. */
interface CommandText {
  /** All words after `countersign`: `verify`, `policy check`. */
  readonly name: string;
  readonly summary: string;
  /** Shown first by `--help`. */
  readonly examples: readonly string[];
  /** Longer explanation, for `--help`. */
  readonly notes?: readonly string[];
}

/** A command that can be run. */
export interface Command extends CommandText {
  /** The part of the usage line after the name. */
  readonly usage: string;
  /** The piece whose inputs are this command's flags. */
  readonly piece?: Piece;
  readonly flags?: readonly ExtraFlag[];
  /** Whether `-- COMMAND …` may follow. */
  readonly takesCommand?: true;
  /** Called when the arguments are invalid, with those that could be read. */
  readonly onInvalidArguments?: (args: Arguments) => Promise<void>;
  /** @returns the exit status of the process */
  run(args: Arguments, io: Io): Promise<number>;
}

/** A command that only has subcommands. Each is a file and a line here. */
export interface CommandGroup extends CommandText {
  readonly subcommands: readonly Entry[];
}

/** A command's line in the list of a program or a group. Only the command that is called is loaded. */
export interface Entry {
  /** One word. */
  readonly name: string;
  readonly summary: string;
  /** The heading under which `countersign --help` lists it. */
  readonly purpose?: string;
  /** `gate`: all variables that the gate does not read are removed from the process. */
  readonly role?: Role;
  /** The variables that the command, or its whole group, may read; default: those of the gate. */
  readonly variables?: readonly ReadVariables[];
  load(): Promise<Command | CommandGroup>;
}
