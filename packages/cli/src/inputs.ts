import { existsSync } from 'node:fs';
import type { RawInputs } from '@countersign/surface/options';
import { CountersignError } from '@countersign/core/errors';
import type { Arguments } from './command.js';

const IMAGE = 'oci://';

/**
 * Positional arguments become `paths`, or `images` if they begin with `oci://`; the flags of these inputs add to them.
 * The shell may have replaced a glob by names of files: a name that would not be read as that file is refused.
 * @throws CountersignError INPUT_INVALID
 */
export function withSubjects(args: Arguments): RawInputs {
  args.positionals.forEach(refuseMisread);
  const images = args.positionals.filter((text) => text.startsWith(IMAGE)).map((text) => text.slice(IMAGE.length));
  const paths = args.positionals.filter((text) => !text.startsWith(IMAGE));
  return {
    ...args.inputs,
    ...(paths.length > 0 ? { paths: [...paths, ...(args.inputs['paths'] ?? [])] } : {}),
    ...(images.length > 0 ? { images: [...images, ...(args.inputs['images'] ?? [])] } : {}),
  };
}

/** Inputs are lists of trimmed lines, in which `!` excludes; but a file may be called ` app.tgz` or `!app.tgz`. */
function refuseMisread(name: string): void {
  const reason =
    name !== name.trim() || /[\r\n]/.test(name)
      ? 'white space at the start or end, or a line break'
      : name.startsWith('!') && existsSync(name)
        ? 'a leading "!", which excludes'
        : undefined;
  if (reason === undefined) return;
  throw new CountersignError('INPUT_INVALID', `the file name ${JSON.stringify(name)} would be read as another name`, {
    expected: 'names without white space at the start or end, line breaks, or a leading "!"',
    found: reason,
    hint: 'Find out who created this file. To include it, pass a glob in quotes that matches it.',
  });
}

/** Positional arguments of a command that takes only images: `oci://` may be omitted. */
export function withImages(args: Arguments): RawInputs {
  const images = args.positionals.map((text) => (text.startsWith(IMAGE) ? text.slice(IMAGE.length) : text));
  return { ...args.inputs, ...(images.length > 0 ? { images: [...images, ...(args.inputs['images'] ?? [])] } : {}) };
}

/** @throws CountersignError INPUT_MISSING, INPUT_INVALID unless there is exactly one argument */
export function onlyPositional(positionals: readonly string[], what: string): string {
  const [first, second] = positionals;
  if (first === undefined) throw new CountersignError('INPUT_MISSING', `${what} is missing`, { expected: what });
  if (second !== undefined)
    throw new CountersignError('INPUT_INVALID', `only one ${what} is accepted`, {
      expected: '1',
      found: String(positionals.length),
    });
  return first;
}
