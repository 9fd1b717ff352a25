import { fold } from './fold.js';
import { formsOf, type Form } from './secret-forms.js';

/** The secrets of a run, which must never be printed. */
export interface Secrets {
  /** @returns whether it is masked from now on: not if it is too short, or one of our own words */
  add(value: string): boolean;
  /** The text with every secret replaced by `***`: whole or in part, encoded, escaped, or broken over lines. */
  mask(text: string): string;
}

/** Shorter values are not secrets, and would mask half of every line. */
const SHORTEST = 6;
/** Words that are needed to read our decision are never masked. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  'allowed',
  'denied',
  'undecided',
  'decision',
  'countersign',
  'warning',
  'keyless',
]);
/** This many successive characters of a secret count as a leak. */
const RUN = 16;
/** This many characters at the beginning or end of a readable form count as a leak. */
const END = 24;

export function createSecrets(): Secrets {
  const known = new Set<string>();
  const whole = new Set<string>();
  const runs = new Set<string>();
  const ends = new Map<string, Set<string>>();

  const learn = ({ text, kind }: Form): void => {
    const folded = fold(text).text;
    if (folded.length < SHORTEST) return;
    whole.add(folded);
    if (kind === 'opaque') for (let at = 0; at + RUN <= folded.length; at += 1) runs.add(folded.slice(at, at + RUN));
    else if (folded.length > END) {
      for (const end of [folded.slice(0, END), folded.slice(-END)]) ends.set(end, (ends.get(end) ?? new Set()).add(folded));
    }
  };

  return {
    add(value) {
      let taken = false;
      // The marker lines of PEM are not secret; public keys have them, too.
      const bare = value.replace(/-----(?:BEGIN|END) [A-Z0-9 ]+-----/g, '');
      for (const line of [bare, ...bare.split(/\r?\n/)]) {
        const text = line.trim();
        if (text.length < SHORTEST || OWN_WORDS.has(text.toLowerCase())) continue;
        taken = true;
        if (known.has(text)) continue;
        known.add(text);
        for (const form of formsOf(text)) learn(form);
      }
      return taken;
    },
    mask(text) {
      if (known.size === 0) return text;
      const { text: folded, at } = fold(text);
      const hidden = new Uint8Array(folded.length);
      const hide = (from: number, to: number): void => void hidden.fill(1, from, to);
      for (const value of whole)
        for (let found = folded.indexOf(value); found !== -1; found = folded.indexOf(value, found + 1))
          hide(found, found + value.length);
      if (runs.size > 0)
        for (let start = 0; start + RUN <= folded.length; start += 1)
          if (runs.has(folded.slice(start, start + RUN))) hide(start, start + RUN);
      for (const [end, values] of ends)
        for (let found = folded.indexOf(end); found !== -1; found = folded.indexOf(end, found + 1))
          for (const value of values) hide(...extended(folded, found, end, value));
      return replaced(text, hidden, at);
    },
  };
}

/** Extends a match as far as the text equals the value, forwards from its beginning or backwards from its end. */
function extended(text: string, found: number, end: string, value: string): [number, number] {
  let [from, to] = [found, found + end.length];
  if (value.startsWith(end)) while (to < text.length && to - from < value.length && text[to] === value[to - from]) to += 1;
  if (value.endsWith(end))
    while (from > 0 && to - from < value.length && text[from - 1] === value[value.length - (to - from) - 1]) from -= 1;
  return [from, to];
}

/** @param at the position of each folded character in the text, and the length of the text */
function replaced(text: string, hidden: Uint8Array, at: readonly number[]): string {
  if (!hidden.includes(1)) return text;
  let result = '';
  let shownTo = 0;
  for (let start = hidden.indexOf(1); start !== -1;) {
    let stop = start;
    while (hidden[stop] === 1) stop += 1;
    result += `${text.slice(shownTo, at[start])}***`;
    shownTo = at[stop] ?? text.length;
    // White space after a secret belongs to the text.
    const tail = /(?<!\s)\s+$/.exec(text.slice(at[stop - 1], shownTo))?.[0] ?? '';
    if (tail.length < shownTo - (at[stop - 1] ?? 0)) shownTo -= tail.length;
    start = hidden.indexOf(1, stop);
  }
  return result + text.slice(shownTo);
}
