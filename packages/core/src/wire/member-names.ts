import { CountersignError, type Code } from '../errors/index.js';
import type { JsonObject, JsonValue } from './json-types.js';
import { excerpt } from './text.js';

export interface MemberNames {
  /** Members that readers of the format know, in the format's spelling. */
  readonly known: readonly string[];
  /** Members whose object holds data under free names, as `annotations` does: every reader tells those apart. */
  readonly maps: readonly string[];
  /** How errors name the document. */
  readonly what: string;
  readonly code: Code;
}

/**
 * A member name as Go's encoding/json compares them: without letter case, by Unicode's simple folding, which makes `ſ`
 * (U+017F) an `s` and the Kelvin sign (U+212A) a `k`.
 */
export function foldName(name: string): string {
  if (/^[a-z0-9._-]*$/.test(name)) return name;
  return Array.from(name, (character) => single(single(character, 'toUpperCase'), 'toLowerCase')).join('');
}

/** Mappings to several characters are not part of simple folding. */
function single(character: string, way: 'toUpperCase' | 'toLowerCase'): string {
  const mapped = character[way]();
  return Array.from(mapped).length === 1 ? mapped : character;
}

/**
 * Readers written in Go take `Manifests` for `manifests`, others do not: one document would be two. No object, at any depth,
 * may have two names that differ only in letter case, or a known name in another spelling.
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
    // Documents of a million small objects are read too: most need nothing to remember.
    const seen = names.length > 1 ? new Map<string, string>() : undefined;
    for (const name of names) {
      const folded = foldName(name);
      const other = seen?.get(folded) ?? spelling.get(folded);
      if (other !== undefined && other !== name) {
        throw new CountersignError(code, `${what} has a member that some readers take for ${excerpt(other)}`, {
          expected: 'names that differ in more than letter case',
          found: excerpt(name),
          hint: 'Make it anew with a tool that writes the names as the specification has them.',
        });
      }
      seen?.set(folded, name);
      if (!maps.includes(name)) visit((one as JsonObject)[name] ?? null);
    }
  };
  visit(value);
}
