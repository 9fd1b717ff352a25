import { CountersignError, type Code } from '../errors/index.js';
import type { JsonObject, JsonValue } from './json-types.js';
import { excerpt } from './text.js';

export interface MemberNames {
  /** Members that the format defines, in the format's spelling. */
  readonly known: readonly string[];
  /** Members whose object has arbitrary names, such as `annotations`: all readers compare those names exactly. */
  readonly maps: readonly string[];
  /** How errors name the document. */
  readonly what: string;
  readonly code: Code;
}

/**
 * Folds a member name as Go's encoding/json does: ignoring letter case, by Unicode's simple folding, which maps `ſ`
 * (U+017F) to `s` and the Kelvin sign (U+212A) to `k`.
 */
export function foldName(name: string): string {
  if (/^[a-z0-9._-]*$/.test(name)) return name;
  return Array.from(name, (character) => single(single(character, 'toUpperCase'), 'toLowerCase')).join('');
}

/** Simple folding has no mappings to several characters. */
function single(character: string, way: 'toUpperCase' | 'toLowerCase'): string {
  const mapped = character[way]();
  return Array.from(mapped).length === 1 ? mapped : character;
}

/**
 * Readers written in Go accept `Manifests` for `manifests`, others do not: they would read different documents. No object, at any
 * depth, may have two names that differ only in letter case, or a known name in another spelling.
 *
 * @throws CountersignError of the given code
 */
export function refuseOtherSpellings(value: JsonValue, { known, maps, what, code }: MemberNames): void {
  const spelling = new Map(known.map((name) => [foldName(name), name]));
  const visit = (one: JsonValue): void => {
    if (typeof one !== 'object' || one === null) return;
    if (Array.isArray(one)) {
      for (const element of one as readonly JsonValue[]) visit(element);
      return;
    }
    const names = Object.keys(one);
    // A document may have a million small objects; for most of them nothing has to be stored.
    const seen = names.length > 1 ? new Map<string, string>() : undefined;
    for (const name of names) {
      const folded = foldName(name);
      const other = seen?.get(folded) ?? spelling.get(folded);
      if (other !== undefined && other !== name) {
        throw new CountersignError(code, `${what} has a member that some readers treat as ${excerpt(other)}`, {
          expected: 'names that differ in more than letter case',
          found: excerpt(name),
          hint: 'Create it again with a tool that writes the names as in the specification.',
        });
      }
      seen?.set(folded, name);
      if (!maps.includes(name)) visit((one as JsonObject)[name] ?? null);
    }
  };
  visit(value);
}
