import type { InputName } from '../options/inputs.js';
import type { Output } from './output.js';

/**
 * All facts about a piece. action.yml, the component, tables of the READMEs, `--help`, outputs and tests are made from them; the type of
 * its options follows from `inputs`.
 */
interface Facts {
  /** Its name on GitHub's Marketplace. */
  readonly title: string;
  /** For action.yml and the component; one sentence. */
  readonly description: string;
  /** For GitHub's Marketplace (a Feather icon). */
  readonly icon: string;
  /** Its purpose, as a fragment of a sentence: the first column of the README's table. */
  readonly task: string;
  readonly inputs: readonly InputName[];
  /** Required inputs: at least one of each group. */
  readonly needs: readonly (readonly InputName[])[];
  readonly outputs: Readonly<Record<string, Output<never>>>;
  /** The first example in the action's README: YAML of a job. */
  readonly github: string;
}

/** Facts of a piece that is also a component and a command. */
interface FactsWithCommand extends Facts {
  readonly command: CommandFacts;
  readonly gitlab: ComponentFacts;
}

interface CommandFacts {
  /** The word after `countersign`. */
  readonly name: string;
  /** Its line in `countersign --help`. */
  readonly summary: string;
  /** Its description in its own `--help`. */
  readonly text: string;
  /** The part of the usage line after `countersign NAME`. */
  readonly usage: string;
  /** Shell lines, shown first by `--help`. */
  readonly examples: readonly string[];
}

interface ComponentFacts {
  /** Its line in the list of components. */
  readonly task: string;
  /** The text above the example in the README of the components: Markdown, in lines of at most 150 characters. */
  readonly about: string;
  /** YAML of a pipeline. */
  readonly example: string;
  /** Further arguments for the program, as words of a shell: literals in single quotes. */
  readonly words?: readonly string[];
}

/** A piece that signs: may read the variables of signing, uses GitHub's toolkit, and is in no program of the gate. */
interface SigningPiece extends FactsWithCommand {
  readonly role: 'signing';
  /** Heading of the step summary. */
  readonly heading: string;
}

/** A piece that judges: its programs contain nothing that signs, and read fewer variables. */
interface GatePiece extends FactsWithCommand {
  readonly role: 'gate';
}

/** A piece that prepares a job of GitHub Actions, and exists only as an action. Its program contains nothing that signs. */
interface SetupPiece extends Facts {
  readonly role: 'setup';
}

export type PieceSpec = SigningPiece | GatePiece | SetupPiece;
export type Role = PieceSpec['role'];
