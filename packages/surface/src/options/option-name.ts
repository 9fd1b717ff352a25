/** `output-dir` → `outputDir`. */
export type OptionName<Text extends string> = Text extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<OptionName<Tail>>}`
  : Text;

/** The name of an input's option: `output-dir` is `outputDir`. */
export function optionName<Name extends string>(name: Name): OptionName<Name> {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()) as OptionName<Name>;
}
