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
  const shown = visibleCut(text, max);
  return `<code>${shown.replace(/(?<=www)\.|[^A-Za-z0-9 ./,=+\-\u00a1-\uffff]/gi, (character) => `&#${String(character.codePointAt(0) ?? 0)};`)}</code>`;
}

/** Our own text that contains names from outside: the same entities, without code. */
export function markdownText(text: string, max = 400): string {
  return visibleCut(text, max).replace(
    /(?<=www)\.|[&<>"'|`\\[\]()*_~#!{}:@$^]/gi,
    (character) => `&#${String(character.charCodeAt(0))};`,
  );
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
