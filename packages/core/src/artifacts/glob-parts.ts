import { resolve } from 'node:path';
import type picomatch from 'picomatch';
import { CountersignError } from '../errors/index.js';
import { excerpt } from '../wire/index.js';
import { expandBraces } from './expand-braces.js';
import { wildcards } from './wildcards.js';

/** One part of a glob: `any` is `**`, any number of folders or none; `isAll` is `*`, every name. */
export type Part =
  { readonly kind: 'any' } | { readonly kind: 'name'; readonly is: (name: string) => boolean; readonly isAll?: boolean };

/** A glob without braces, split at its first wildcard. */
interface Glob {
  /** Absolute path of the folder before the first wildcard. */
  readonly base: string;
  readonly parts: readonly Part[];
}

/** Characters with a meaning in a glob; a pattern without them is a path. */
const MAGIC = /[*?[\]{}()|\\]/;

/** Characters that need the matcher library: all but `*` and `?`. */
const NEEDS_LIBRARY = /[[\]{}()|\\]/;

export function isGlob(pattern: string): boolean {
  return MAGIC.test(pattern);
}

/** The part that matches exactly `name`. */
export function exactly(name: string): Part {
  return { kind: 'name', is: (other) => other === name };
}

/**
 * The globs of a pattern, as a shell reads it: a slash always separates names, and `**` is special only as a whole name.
 * The matcher library is loaded only if the pattern needs it.
 * @throws CountersignError INPUT_INVALID
 */
export async function readGlob(pattern: string, cwd: string): Promise<readonly Glob[]> {
  return Promise.all(
    expandBraces(pattern.replace(/\/+$/, '')).map(async (written) => {
      const names = written.split('/');
      const magic = names.findIndex(isGlob);
      const at = magic === -1 ? names.length - 1 : magic;
      const rest = names.slice(at).filter((name) => name !== '' && name !== '.');
      if (rest.includes('..')) {
        throw invalid(pattern, 'no ".." after a wildcard', '..', 'Write the path without it.');
      }
      // An empty first name is the root.
      const base = resolve(cwd, at === 0 ? '.' : `${names.slice(0, at).join('/')}/`);
      return { base, parts: await Promise.all(rest.map((name) => readPart(name, pattern))) };
    }),
  );
}

async function readPart(name: string, pattern: string): Promise<Part> {
  if (name === '**') return { kind: 'any' };
  if (!isGlob(name)) return exactly(name);
  if (name === '*') return { kind: 'name', is: wildcards(name), isAll: true };
  if (!NEEDS_LIBRARY.test(name)) return { kind: 'name', is: wildcards(name) };
  const { default: compile } = await import('picomatch');
  const text = asPicomatch(name, pattern);
  // By characters; a few escapes are valid only in expressions over UTF-16 code units.
  return { kind: 'name', is: tryCompile(text, 'su', compile) ?? tryCompile(text, 's', compile) ?? fail(pattern) };
}

/** Matches one name, also a hidden one. `s`: `.` matches any character. `debug`: a pattern that does not compile is an error and does not silently match nothing. */
function tryCompile(text: string, flags: string, compile: typeof picomatch): ((name: string) => boolean) | undefined {
  try {
    return compile(text, {
      dot: true,
      flags,
      posix: true,
      windows: false,
      nobrace: true,
      nonegate: true,
      fastpaths: false,
      debug: true,
    });
  } catch {
    return undefined;
  }
}

/**
 * Escapes what the library reads differently from a shell: `"` as a quote, `|` outside of parentheses as an alternative, `{` as a
 * quantifier, `\d` as a digit.
 */
function asPicomatch(name: string, pattern: string): string {
  let text = '';
  let depth = 0;
  for (let at = 0; at < name.length; at += 1) {
    const character = name.charAt(at);
    const end = character === '[' ? endOfClass(name, at) : undefined;
    if (end !== undefined) {
      text += name.slice(at, end);
      at = end - 1;
    } else if (character === '\\') {
      at += 1;
      text += escaped(name.charAt(at));
    } else {
      if (character === '(') depth += 1;
      if (character === ')') depth -= 1;
      text += '{}"[]'.includes(character) || (character === '|' && depth <= 0) ? escaped(character) : character;
    }
  }
  if (depth !== 0 && /[?*+@!]\(/.test(name)) {
    throw invalid(pattern, 'closed parentheses without a slash inside', name, 'For paths with several parts write {a/b,c}.');
  }
  return text;
}

function escaped(character: string): string {
  if (character === '' || character === '\\') return '[\\\\]';
  return /[A-Za-z0-9]/.test(character) ? character : `\\${character}`;
}

/** Index after the `]` that ends the class at `start`; undefined if the bracket is an ordinary character. */
function endOfClass(name: string, start: number): number | undefined {
  const [found] = /^\[[!^]?\]?(?:\[:[a-z]+:\]|\\.|[^\]\\])*\]/s.exec(name.slice(start)) ?? [];
  return found === undefined ? undefined : start + found.length;
}

function fail(pattern: string): never {
  throw invalid(pattern, 'a glob', pattern, 'Put a backslash before characters that are part of the name.');
}

function invalid(pattern: string, expected: string, found: string, hint: string): CountersignError {
  return new CountersignError('INPUT_INVALID', `${excerpt(pattern)} is not a valid glob`, {
    expected,
    found: excerpt(found),
    hint,
  });
}
