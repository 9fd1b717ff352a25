import type { InputName } from './inputs.js';
import { optionName } from './option-name.js';
import type { OptionsOf } from './types.js';

/** The options of some inputs, out of a larger set of options. */
export function pick<Name extends InputName>(names: readonly Name[], options: OptionsOf<Name>): OptionsOf<Name> {
  const byName = new Map<string, unknown>(Object.entries(options));
  return Object.fromEntries(names.map((name) => [optionName(name), byName.get(optionName(name))])) as OptionsOf<Name>;
}
