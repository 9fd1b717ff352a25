import type { InputSpec, Reads } from './input-spec.js';
import { INPUTS } from './inputs.js';
import { optionName } from './option-name.js';
import type { RawInputs } from './types.js';

const READING: readonly (readonly [string, InputSpec])[] = Object.entries(INPUTS).filter(([, { reads }]) => reads !== 'nothing');

/**
 * The values of inputs that make a run read files in one of these ways. A value that is not a path (`env://VAR`, `registry`) is returned
 * too: as a path, it is that of no file.
 */
export function filesRead(inputs: RawInputs, ...ways: readonly Exclude<Reads, 'nothing'>[]): readonly string[] {
  const wanted: readonly Reads[] = ways;
  return READING.filter(([, { reads }]) => wanted.includes(reads)).flatMap(([name, spec]) =>
    (inputs[name] ?? []).flatMap((value) => (spec.perKey ? withoutKeys(value) : [value])).map(pathIn),
  );
}

/** The inputs that make a run read files, as the user wrote them, from the options of any piece. */
export function readingInputs(options: object): RawInputs {
  const byName = new Map<string, unknown>(Object.entries(options));
  return Object.fromEntries(READING.map(([name]) => [name, texts(byName.get(optionName(name)))]));
}

/** The value, and what follows each `=` of it: one of them is the file of `KEY=FILE`, whatever the key is. */
export function withoutKeys(value: string): readonly string[] {
  const parts = value.split('=');
  return parts.map((_, index) => parts.slice(index).join('='));
}

/** The URL of a TUF mirror is followed by the path of its root: `https://mirror#root=root.json`. */
export function pathIn(value: string): string {
  return value.replace(/^https?:.*?#root=/is, '');
}

function texts(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
}
