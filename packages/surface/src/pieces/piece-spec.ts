import type { InputName } from '../options/inputs.js';
import type { Output } from './output.js';

/**
 * Everything that is known of a piece before it runs. From it come action.yml, the component, the tables of the READMEs, `--help`,
 * outputs and tests; `inputs` gives its options their type.
 */
interface Facts {
  /** Names it on GitHub's Marketplace. */
  readonly title: string;
  /** Of action.yml and of the component; one sentence. */
  readonly description: string;
  /** Of GitHub's Marketplace (Feather). */
  readonly icon: string;
  /** What it is for, as a fragment of a sentence: the first column of the README's table. */
  readonly task: string;
  readonly inputs: readonly InputName[];
  /** What it can't do without: at least one of each group. */
  readonly needs: readonly (readonly InputName[])[];
  readonly outputs: Readonly<Record<string, Output<never>>>;
  /** The example that stands first in the action's README: YAML of a job. */
  readonly github: string;
}

/** What only a piece that is also a component and a command has. */
interface Ported extends Facts {
  readonly command: CommandFacts;
  readonly gitlab: ComponentFacts;
}

export interface CommandFacts {
  /** After `countersign`. */
  readonly name: string;
  /** Its line in `countersign --help`. */
  readonly summary: string;
  /** What its own `--help` says of it. */
  readonly text: string;
  /** After `countersign NAME`. */
  readonly usage: string;
  /** Lines of a shell; the first thing that `--help` shows. */
  readonly examples: readonly string[];
}

export interface ComponentFacts {
  /** Its line in the list of components. */
  readonly task: string;
  /** What stands above the example in the README of the components: Markdown, in lines of at most 150 characters. */
  readonly about: string;
  /** YAML of a pipeline. */
  readonly example: string;
  /** Words that the job gives the program beside the inputs, as its shell takes them: literals between single quotes. */
  readonly words?: readonly string[];
}

/** Signs: may read the variables of signing, speaks to GitHub through its toolkit, and is in no program of the gate. */
export interface SigningPiece extends Ported {
  readonly role: 'signing';
  /** Heading of the step summary. */
  readonly heading: string;
}

/** Judges: its programs hold nothing that signs, and read fewer variables. */
export interface GatePiece extends Ported {
  readonly role: 'gate';
}

/** Prepares a job of GitHub Actions: an action only. Its programs contain nothing that signs. */
export interface SetupPiece extends Facts {
  readonly role: 'setup';
}

export type PieceSpec = SigningPiece | GatePiece | SetupPiece;
export type Role = PieceSpec['role'];
