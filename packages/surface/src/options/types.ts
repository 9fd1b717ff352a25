import type { Piece, PIECES } from '../pieces.js';
import type { EVERY } from '../pieces/input-sets.js';
import type { INPUTS } from './inputs.js';
import type { OptionName } from './option-name.js';

type Table = typeof INPUTS;

type Names<P extends Piece> = (typeof PIECES)[P]['inputs'][number];

type Value<Spec> = Spec extends { readonly kind: 'list' }
  ? readonly string[]
  : Spec extends { readonly kind: 'flag' }
    ? boolean
    : Spec extends { readonly kind: 'duration' }
      ? number
      : Spec extends { readonly kind: 'choice'; readonly choices: readonly (infer Choice)[] }
        ? Choice
        : string | undefined;

/**
 * The checked inputs of a piece: `output-dir` is `outputDir`, lists are arrays (empty if not given), durations are milliseconds, texts
 * are undefined if not given. Derived from the tables of pieces and inputs.
 */
export type Options<P extends Piece> = OptionsOf<Names<P>>;

/** The text that the user wrote, by input name; absent or empty if not given. A value of a list may have several lines. */
export type RawInputs = Readonly<Record<string, readonly string[] | undefined>>;

/** How messages name an input: `input "output-dir"` or `--output-dir`. */
export type Spelling = 'input' | 'flag';

/** The checked values of some inputs. */
export type OptionsOf<Name extends keyof Table> = { readonly [N in Name as OptionName<N>]: Value<Table[N]> };

/** Options of every piece, and those of some pieces that shape the run itself. */
export type CommonOptions = OptionsOf<(typeof EVERY)[number]> &
  Partial<OptionsOf<'insecure-registries' | 'github-token' | 'transparency-log'>>;
