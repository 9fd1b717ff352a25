import type { INPUTS, Piece } from './table.js';

type Table = typeof INPUTS;

type Camel<Text extends string> = Text extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : Text;

type Names<P extends Piece> = { [Name in keyof Table]: P extends Table[Name]['pieces'][number] ? Name : never }[keyof Table];

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
 * texts that were not given are undefined. Derived from the table.
 */
export type Options<P extends Piece> = { readonly [Name in Names<P> as Camel<Name>]: Value<Table[Name]> };

/** What the user wrote, by input name; absent or empty = not given. A list's value may hold several lines. */
export type RawInputs = Readonly<Record<string, readonly string[] | undefined>>;

/** How messages call an input: `input output-dir`, or `--output-dir`. */
export type Spelling = 'input' | 'flag';

/** What every piece has, and what some have, of the inputs that shape the run itself. */
export type CommonOptions = Pick<Options<'sign-blob'>, 'network' | 'timeout' | 'logLevel' | 'logFormat' | 'githubToken'> &
  Partial<Pick<Options<'sign-image'>, 'insecureRegistries'>>;
