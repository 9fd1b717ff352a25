export type InputKind = 'text' | 'list' | 'choice' | 'flag' | 'duration';

/** One input, under one name on GitHub, on GitLab and on the command line. Which pieces take it stands in `pieces/`. */
export interface InputSpec {
  /** `list`: one value a line; on the command line a repeatable flag. `flag`: `true` or `false`. */
  readonly kind: InputKind;
  /** One or two sentences; copied into action.yml, the component's spec and `--help`. */
  readonly description: string;
  /** As the user would write it. */
  readonly default?: string;
  readonly choices?: readonly string[];
  /** The flag's name where it differs from the input's: the singular of a list. */
  readonly flag?: string;
  /** How `--help` calls the value. */
  readonly placeholder?: string;
  /**
   * `free`: names what is looked at, in any characters. Everything else decides, and is plain ASCII in a GitLab component;
   * there all of them are literals that cannot leave their quotes.
   */
  readonly free?: true;
  /** Only an input of the GitHub action; elsewhere the platform's own mechanism serves. */
  readonly only?: 'github';
  /** Masked in every output. */
  readonly secret?: true;
  /** Names where a secret is; whoever gives the secret itself must not find it in the log. */
  readonly place?: true;
  /**
   * At the gate, without it less is asked or other things are: there an empty text is an error, because it is a variable
   * that was not set. Platforms that cannot leave an input out get `NOT_GIVEN` as its default.
   */
  readonly decides?: true;
  /**
   * Of a list or a text: whose lines have a form of their own. A bad line is refused before anything is done.
   * @throws CountersignError INPUT_INVALID, INPUT_UNSUPPORTED naming the line
   */
  readonly check?: (lines: readonly string[], label: string) => unknown;
  /** What only the GitLab component says of it, and a narrower pattern than its kind has. */
  readonly component?: { readonly note: string; readonly regex?: string };
}
