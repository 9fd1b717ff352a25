import { existsSync } from 'node:fs';
import type { RawInputs } from '@countersign/surface/options';
import { CountersignError } from '@countersign/core/errors';
import type { Arguments } from './arguments.js';

const IMAGE = 'oci://';

/**
 * Positional arguments become `paths`, or `images` where they begin with `oci://`; flags of the same meaning add to them.
 * The shell has made them from the names of files: one that would be read as something else than its file is refused.
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

/** Inputs are lists of trimmed lines, in which `!` excludes; a file may be called ` app.tgz`, or `!app.tgz`. */
function refuseMisread(name: string): void {
  const reason =
    name !== name.trim() || /[\r\n]/.test(name)
      ? 'white space at an end, or a line break'
      : name.startsWith('!') && existsSync(name)
        ? 'a leading "!", which excludes'
        : undefined;
  if (reason === undefined) return;
  throw new CountersignError('INPUT_INVALID', `the file name ${JSON.stringify(name)} would be read as another`, {
    expected: 'names that mean themselves',
    found: reason,
    hint: 'Find out who made this file. To take it, give a glob in quotes that matches it.',
  });
}

/** Where only images are meant, `oci://` may be left out. */
export function withImages(args: Arguments): RawInputs {
  const images = args.positionals.map((text) => (text.startsWith(IMAGE) ? text.slice(IMAGE.length) : text));
  return { ...args.inputs, ...(images.length > 0 ? { images: [...images, ...(args.inputs['images'] ?? [])] } : {}) };
}

/** @throws CountersignError INPUT_MISSING, INPUT_INVALID unless exactly one argument is there */
export function onlyPositional(positionals: readonly string[], what: string): string {
  const [first, second] = positionals;
  if (first === undefined) throw new CountersignError('INPUT_MISSING', `${what} is missing`, { expected: what });
  if (second !== undefined)
    throw new CountersignError('INPUT_INVALID', `one ${what} at a time`, { expected: '1', found: String(positionals.length) });
  return first;
}
