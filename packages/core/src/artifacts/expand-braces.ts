import { CountersignError } from '../errors/index.js';
import { excerpt } from '../wire/index.js';

/** Maximum number of patterns from one pattern with braces. */
const MAX_PATTERNS = 1000;

/**
 * Expands the braces of a pattern, as a shell does: `{a,b/c}` (also nested), `{1..10}`, `{08..12}`, `{a..f}`, each also with a
 * step (`{1..9..2}`). Braces without a comma or a range, and after a backslash, are ordinary characters.
 * @throws CountersignError INPUT_INVALID for more than 1000 patterns
 */
export function expandBraces(pattern: string): readonly string[] {
  return expand(pattern, pattern);
}

function expand(text: string, whole: string): readonly string[] {
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '{') {
      const group = readGroup(text, at, whole);
      if (group === undefined) continue;
      const head = text.slice(0, at);
      const tails = expand(text.slice(group.end), whole);
      const middles = group.alternatives.flatMap((one) => expand(one, whole));
      if (middles.length * tails.length > MAX_PATTERNS) throw tooMany(whole);
      return middles.flatMap((middle) => tails.map((tail) => head + middle + tail));
    }
  }
  return [text];
}

interface Group {
  readonly alternatives: readonly string[];
  /** Index after the closing brace. */
  readonly end: number;
}

/** Undefined if the brace at `start` is an ordinary character. */
function readGroup(text: string, start: number, whole: string): Group | undefined {
  const alternatives: string[] = [];
  let depth = 0;
  let from = start + 1;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === '{') depth += 1;
    else if (character === ',' && depth === 1) {
      alternatives.push(text.slice(from, at));
      from = at + 1;
    } else if (character === '}') {
      depth -= 1;
      if (depth > 0) continue;
      const last = text.slice(from, at);
      if (alternatives.length > 0) return { alternatives: [...alternatives, last], end: at + 1 };
      const range = readRange(last, whole);
      return range === undefined ? undefined : { alternatives: range, end: at + 1 };
    }
  }
  return undefined;
}

const NUMBERS = /^(-?\d{1,15})\.\.(-?\d{1,15})(?:\.\.-?(\d{1,15}))?$/;
const LETTERS = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.-?(\d{1,15}))?$/;

function readRange(text: string, whole: string): readonly string[] | undefined {
  const [, first, last, step] = NUMBERS.exec(text) ?? [];
  if (first !== undefined && last !== undefined) {
    const isPadded = [first, last].some((one) => /^-?0\d/.test(one));
    const width = isPadded ? Math.max(first.length, last.length) : 0;
    return count(Number(first), Number(last), Number(step), whole).map((value) =>
      value < 0 ? `-${String(-value).padStart(width - 1, '0')}` : String(value).padStart(width, '0'),
    );
  }
  const [, from, to, by] = LETTERS.exec(text) ?? [];
  if (from === undefined || to === undefined) return undefined;
  return count(from.charCodeAt(0), to.charCodeAt(0), Number(by), whole).map((value) => String.fromCharCode(value));
}

function count(first: number, last: number, step: number, whole: string): readonly number[] {
  const by = step >= 1 ? step : 1;
  const length = Math.floor(Math.abs(last - first) / by) + 1;
  if (length > MAX_PATTERNS) throw tooMany(whole);
  return Array.from({ length }, (_, index) => first + (last < first ? -1 : 1) * index * by);
}

function tooMany(pattern: string): CountersignError {
  return new CountersignError('INPUT_INVALID', `${excerpt(pattern)} expands to too many patterns`, {
    expected: `at most ${MAX_PATTERNS}`,
    found: 'more',
    hint: 'Write * or ? instead of braces.',
  });
}
