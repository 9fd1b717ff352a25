/** One output of a piece: an output of the GitHub action, and where it has a variable, one of later GitLab jobs. */
export interface Output<Made> {
  /** One or two sentences of Markdown; copied into action.yml and the README. */
  readonly description: string;
  /** Its value, one a line, so that lists chain into inputs. */
  lines(made: Made): readonly string[];
  /** What it says until there is a result; such an output is written last. Default: it is not there. */
  readonly before?: string;
  /** Its name in a dotenv report, where lists have spaces between. */
  readonly variable?: string;
}

type Outputs<Made> = Readonly<Record<string, Output<Made>>>;
type Written = readonly (readonly [name: string, value: string])[];

/** Name and value of each output, those last that say that there is a result: whoever reads one finds all the rest. */
export function written<Made>(outputs: Outputs<Made>, made: Made): Written {
  const all = Object.entries(outputs);
  return [...all.filter(([, { before }]) => before === undefined), ...all.filter(([, { before }]) => before !== undefined)].map(
    ([name, output]) => [name, output.lines(made).join('\n')],
  );
}

/** The outputs that say that there is no result yet. */
export function writtenBefore(outputs: Outputs<never>): Written {
  return Object.entries(outputs).flatMap(([name, { before }]) => (before === undefined ? [] : [[name, before]]));
}

/** The same as `NAME=value` lines, as GitLab's dotenv reports have them; without `made`, what they say until there is a result. */
export function variableLines<Made>(outputs: Outputs<Made>, made?: Made): string {
  return Object.values(outputs)
    .flatMap((output) => {
      if (output.variable === undefined) return [];
      const value = made === undefined ? (output.before ?? '') : output.lines(made).join(' ');
      return [`${output.variable}=${value}\n`];
    })
    .join('');
}
