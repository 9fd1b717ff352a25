/** One output of a piece: an output of the GitHub action, and if it has `variable`, a variable of later GitLab jobs. */
export interface Output<Made> {
  /** One or two sentences of Markdown; copied into action.yml and the README. */
  readonly description: string;
  /** Its value as lines, so that lists can be used as inputs. */
  lines(made: Made): readonly string[];
  /** Its value until there is a result; such an output is written last. Default: none. */
  readonly before?: string;
  /** Its name in a dotenv report, where lists are separated by spaces. */
  readonly variable?: string;
}

type Outputs<Made> = Readonly<Record<string, Output<Made>>>;
type Values = readonly (readonly [name: string, value: string])[];

/** Name and value of each output. Those with `before` come last: once they have a result, all others exist. */
export function outputValues<Made>(outputs: Outputs<Made>, made: Made): Values {
  const all = Object.entries(outputs);
  return [...all.filter(([, { before }]) => before === undefined), ...all.filter(([, { before }]) => before !== undefined)].map(
    ([name, output]) => [name, output.lines(made).join('\n')],
  );
}

/** Name and value of the outputs that exist before there is a result. */
export function valuesBefore(outputs: Outputs<never>): Values {
  return Object.entries(outputs).flatMap(([name, { before }]) => (before === undefined ? [] : [[name, before]]));
}

/** `NAME=value` lines for a dotenv report of GitLab; without `made`, the values until there is a result. */
export function variableLines<Made>(outputs: Outputs<Made>, made?: Made): string {
  return Object.values(outputs)
    .flatMap((output) => {
      if (output.variable === undefined) return [];
      const value = made === undefined ? (output.before ?? '') : output.lines(made).join(' ');
      return [`${output.variable}=${value}\n`];
    })
    .join('');
}
