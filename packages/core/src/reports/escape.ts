import { INVISIBLE } from '../wire/index.js';

/*
 * Every pattern here looks at each character once: the texts come from outside, can be long, and an attacker may choose the
 * characters.
 */

const codePoint = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/** One line of text with every invisible character written as an escape. */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/\s+/g, (space) => (/[\r\n]/.test(space) ? ' ' : space))
    .replace(INVISIBLE, codePoint);
}

/**
 * Text as inline code in the Markdown of GitHub and GitLab. HTML and Markdown characters become numeric entities, so a name cannot
 * form a tag, table cell, link, image, mention, code fence or automatic link (`www.`, GFM section 6.9). Newlines become spaces; the
 * text is cut after `max` characters.
 */
export function markdownCode(text: string, max = 200): string {
  return `<code>${codeEntities(visibleCut(text, max))}</code>`;
}

function codeEntities(text: string): string {
  return text.replace(
    /(?<=www)\.|[^A-Za-z0-9 ./,=+\-\u00a1-\uffff]/gi,
    (character) => `&#${String(character.codePointAt(0) ?? 0)};`,
  );
}

/** Our own text that contains names from outside: the same entities, without code. */
export function markdownText(text: string, max = 400): string {
  return textEntities(visibleCut(text, max));
}

function textEntities(text: string): string {
  return text.replace(/(?<=www)\.|[&<>"'|`\\[\]()*_~#!{}:@$^]/gi, (character) => `&#${String(character.charCodeAt(0))};`);
}

/** Text that fits into a line of Markdown. */
export interface Fitted {
  /** Escaped. */
  readonly markdown: string;
  readonly isCut: boolean;
}

/**
 * Like `markdownCode` and `markdownText`, but at most `max` characters long after escaping, without the tags. The middle is cut: the end of
 * an identity or path says as much as its start.
 */
export function fitted(text: string, max: number, as: 'code' | 'text'): Fitted {
  const escape = as === 'code' ? codeEntities : textEntities;
  const [head, tail] = text.length <= 8 * max ? [text, ''] : [text.slice(0, 4 * max), text.slice(-4 * max)];
  const characters = [...visible(tail === '' ? head : `${head}…${tail}`)];
  let keep = Math.min(characters.length, max);
  let escaped = escape(withoutMiddle(characters, keep));
  // An escaped character has at most 10 characters, so this never removes more than is needed.
  while (escaped.length > max && keep > 1) {
    keep = Math.max(1, keep - Math.ceil((escaped.length - max) / 10));
    escaped = escape(withoutMiddle(characters, keep));
  }
  return { markdown: as === 'code' ? `<code>${escaped}</code>` : escaped, isCut: tail !== '' || keep < characters.length };
}

function withoutMiddle(characters: readonly string[], keep: number): string {
  if (characters.length <= keep) return characters.join('');
  const end = Math.floor((keep - 1) / 2);
  return [...characters.slice(0, keep - 1 - end), '…', ...characters.slice(characters.length - end)].join('');
}

/** The first `most` characters as lines for `<pre>`, each at most `max` characters long after escaping. */
export function preLines(text: string, max: number, most: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const character of visibleCut(text, most)) {
    // A full stop after `www` is escaped, too.
    const entity = character === '.' ? '&#46;' : codeEntities(character);
    if (line.length + entity.length > max) {
      lines.push(line);
      line = '';
    }
    line += entity;
  }
  return line === '' ? lines : [...lines, line];
}

/** Text in XML 1.0 attributes and elements; characters that XML does not allow are written as escapes. */
export function xml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, codePoint)
    .replace(INVISIBLE, (character) => (/[\t\n\r]/.test(character) ? character : codePoint(character)))
    .replace(/[&<>"'\t\n\r]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

/** Cuts before anything is replaced, too, so that a megabyte is not escaped for two hundred characters. */
function visibleCut(text: string, max: number): string {
  // Up to four units for each shown character, because white space around a line break becomes one space.
  const head = text.length <= 4 * max ? text : `${text.slice(0, 4 * max)}…`;
  return cut(visible(head), max);
}

function cut(text: string, max: number): string {
  const characters = [...text];
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join('')}…`;
}
