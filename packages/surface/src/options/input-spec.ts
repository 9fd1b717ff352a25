type InputKind = 'text' | 'list' | 'choice' | 'flag' | 'duration';

/**
 * The files that an input makes a run read; no output may overwrite them. `artifacts`: files by path or glob. `files`: the files that it
 * names. `lists`: files that name further files. `folders`: files, or folders with all files below.
 */
export type Reads = 'nothing' | 'artifacts' | 'files' | 'lists' | 'folders';

/** One input, with one name on GitHub, on GitLab and on the command line. The files in `pieces/` list which pieces have it. */
export interface InputSpec {
  /** `list`: one value per line; on the command line, a flag that may be repeated. `flag`: `true` or `false`. */
  readonly kind: InputKind;
  /** One or two sentences, for action.yml, the component, the READMEs and `--help`. */
  readonly description: string;
  readonly reads: Reads;
  /** As the user would write it. */
  readonly default?: string;
  readonly choices?: readonly string[];
  /** The name of the flag if it is not that of the input: the singular of a list. */
  readonly flag?: string;
  /** The name of the value in `--help`. */
  readonly placeholder?: string;
  /**
   * The value names subjects, and may have any characters. All other inputs decide, and must be ASCII in a GitLab component. In both
   * cases, the component writes the value as a literal that cannot end its quotes.
   */
  readonly free?: true;
  /** Only an input of the GitHub action; other platforms have their own mechanism. */
  readonly only?: 'github';
  /** Masked in every output. */
  readonly secret?: true;
  /** The value is a reference to a secret. If it is the secret itself by mistake, it must not reach the log. */
  readonly refersToSecret?: true;
  /** A line may begin with `KEY=`, where KEY is a line of the input `keys`. */
  readonly perKey?: true;
  /**
   * Without it, the gate requires less or something else. So an empty text, for example from a variable that is not set, is an error
   * at the gate. On platforms that always set every input, its default is `NOT_GIVEN`.
   */
  readonly decides?: true;
  /**
   * For a list whose lines have a syntax, or a text that has one: checks it before anything is done.
   * @throws CountersignError INPUT_INVALID, INPUT_UNSUPPORTED naming the line
   */
  readonly check?: (lines: readonly string[], label: string) => unknown;
  /** Only for the GitLab component: a note, and a narrower pattern than that of its kind. */
  readonly component?: { readonly note: string; readonly regex?: string };
}
