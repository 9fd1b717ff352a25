import type { Piece, PIECES } from '../pieces.js';
import type { EVERY } from '../pieces/input-sets.js';
import type { INPUTS } from './inputs.js';

type Table = typeof INPUTS;

type Camel<Text extends string> = Text extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : Text;

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
 * A piece's inputs, checked: `output-dir` is `outputDir`, lists are arrays (empty = not given), durations are milliseconds,
 * texts that were not given are undefined. Derived from the tables of pieces and inputs.
 */
export type Options<P extends Piece> = Taken<Names<P>>;

/** What the user wrote, by input name; absent or empty = not given. A list's value may hold several lines. */
export type RawInputs = Readonly<Record<string, readonly string[] | undefined>>;

/** How messages call an input: `input output-dir`, or `--output-dir`. */
export type Spelling = 'input' | 'flag';

type Taken<Name extends keyof Table> = { readonly [N in Name as Camel<N>]: Value<Table[N]> };

/** What every piece has, and of what some have those that shape the run itself. */
export type CommonOptions = Taken<(typeof EVERY)[number]> &
  Partial<Taken<'insecure-registries' | 'github-token' | 'transparency-log'>>;
