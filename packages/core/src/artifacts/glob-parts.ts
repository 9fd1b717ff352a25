import { resolve } from 'node:path';
import type picomatch from 'picomatch';
import { CountersignError } from '../errors/index.js';
import { excerpt } from '../wire/index.js';
import { expandBraces } from './expand-braces.js';
import { wildcards } from './wildcards.js';

/** What one part of a path must be: `any` is `**`, any number of folders, also none; `isAll` is `*`, every name. */
export type Part =
  { readonly kind: 'any' } | { readonly kind: 'name'; readonly is: (name: string) => boolean; readonly isAll?: boolean };

/** A glob without braces: names below a folder that is known without looking. */
export interface Glob {
  /** Absolute. */
  readonly base: string;
  readonly parts: readonly Part[];
}

/** Characters with a meaning in a glob; a path without them is taken as it stands. */
const MAGIC = /[*?[\]{}()|\\]/;

/** What is more than `*` and `?`. */
const NEEDS_LIBRARY = /[[\]{}()|\\]/;

export function isGlob(pattern: string): boolean {
  return MAGIC.test(pattern);
}

/** The part that is exactly `name`. */
export function exactly(name: string): Part {
  return { kind: 'name', is: (other) => other === name };
}

/**
 * The globs that a pattern stands for, as a shell reads it: a slash always parts names, and `**` is special only alone between slashes.
 * The matcher library is loaded only where there is something for it to do.
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
        throw invalid(pattern, 'no ".." behind a wildcard', '..', 'Nobody can say where it leads: write the path without it.');
      }
      // An empty first name stands for the root.
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
  // By characters; a few escapes are only known where text is taken by UTF-16 units.
  return { kind: 'name', is: tryCompile(text, 'su', compile) ?? tryCompile(text, 's', compile) ?? fail(pattern) };
}

/** One name, hidden or not. `s`: a `.` inside is any character. `debug` makes what does not compile an error, where else it matches nothing. */
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
 * The same pattern where the library would read it otherwise than a shell: `"` for a quote, `|` outside of parentheses for an alternative,
 * `{` for a quantifier, `\d` for a digit.
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
    throw invalid(pattern, 'parentheses that close, without a slash inside', name, 'Write {a/b,c} for paths of several parts.');
  }
  return text;
}

function escaped(character: string): string {
  if (character === '' || character === '\\') return '[\\\\]';
  return /[A-Za-z0-9]/.test(character) ? character : `\\${character}`;
}

/** Behind the `]` that ends the class at `start`; undefined where the bracket is a character. */
function endOfClass(name: string, start: number): number | undefined {
  const [found] = /^\[[!^]?\]?(?:\[:[a-z]+:\]|\\.|[^\]\\])*\]/s.exec(name.slice(start)) ?? [];
  return found === undefined ? undefined : start + found.length;
}

function fail(pattern: string): never {
  throw invalid(pattern, 'a glob', pattern, 'Put a backslash before characters that stand for themselves.');
}

function invalid(pattern: string, expected: string, found: string, hint: string): CountersignError {
  return new CountersignError('INPUT_INVALID', `${excerpt(pattern)} cannot be understood`, {
    expected,
    found: excerpt(found),
    hint,
  });
}
