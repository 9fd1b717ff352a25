import { INVISIBLE } from '../wire/index.js';

/*
 * Every pattern here looks at a character, or at a run of them once: names and answers of others can be long, and whoever made
 * them chooses the characters.
 */

const codePoint = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/** One line of text with everything invisible spelled out. */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/\s+/g, (space) => (/[\r\n]/.test(space) ? ' ' : space))
    .replace(INVISIBLE, codePoint);
}

/**
 * Text as inline code in Markdown, GitHub's and GitLab's: HTML and Markdown characters become numeric entities, so a name can
 * form no tag, table cell, link, image, mention or code fence, and no address by itself (`www.`, GFM section 6.9). Newlines become spaces; more than `max` characters are cut.
 */
export function markdownCode(text: string, max = 200): string {
  const shown = visibleCut(text, max);
  return `<code>${shown.replace(/(?<=www)\.|[^A-Za-z0-9 ./,=+\-\u00a1-\uffff]/gi, (character) => `&#${String(character.codePointAt(0) ?? 0)};`)}</code>`;
}

/** Prose of ours in which names of others occur: the same entities, no code. */
export function markdownText(text: string, max = 400): string {
  return visibleCut(text, max).replace(
    /(?<=www)\.|[&<>"'|`\\[\]()*_~#!{}:@$^]/gi,
    (character) => `&#${String(character.charCodeAt(0))};`,
  );
}

/** Text in XML 1.0 attributes and elements; characters that XML cannot hold are spelled out. */
export function xml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, codePoint)
    .replace(INVISIBLE, (character) => (/[\t\n\r]/.test(character) ? character : codePoint(character)))
    .replace(/[&<>"'\t\n\r]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

/** Cut before anything is replaced, too: a megabyte is not escaped for two hundred characters. */
function visibleCut(text: string, max: number): string {
  // Four units for each character that is shown: white space around a line break becomes one.
  const head = text.length <= 4 * max ? text : `${text.slice(0, 4 * max)}…`;
  return cut(visible(head), max);
}

function cut(text: string, max: number): string {
  const characters = [...text];
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join('')}…`;
}
