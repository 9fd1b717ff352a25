/** Characters that steer how text is displayed and not what it says; shown as their code points so that nothing is disguised. */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

const codePoint = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/** One line of text with everything invisible spelled out. */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/\s*\r?\n\s*/g, ' ')
    .replace(INVISIBLE, codePoint);
}

/**
 * Text as inline code in Markdown, GitHub's and GitLab's: HTML and Markdown characters become numeric entities, so a name can
 * form no tag, table cell, link, image, mention or code fence. Newlines become spaces; more than `max` characters are cut.
 */
export function markdownCode(text: string, max = 200): string {
  const shown = cut(visible(text), max);
  return `<code>${shown.replace(/[^A-Za-z0-9 ./,=+\-\u00a1-\uffff]/g, (character) => `&#${String(character.codePointAt(0) ?? 0)};`)}</code>`;
}

/** Prose of ours in which names of others occur: the same entities, no code. */
export function markdownText(text: string, max = 400): string {
  return cut(visible(text), max).replace(/[&<>"'|`\\[\]()*_~#!{}:@$^]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

/** Text in XML 1.0 attributes and elements; characters that XML cannot hold are spelled out. */
export function xml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, codePoint)
    .replace(/[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, codePoint)
    .replace(/[&<>"'\t\n\r]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

function cut(text: string, max: number): string {
  const characters = [...text];
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join('')}…`;
}
