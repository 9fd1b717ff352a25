import { CountersignError, type Code } from '../errors/index.js';

/**
 * Characters that make two readers of one text see different lines or a different order: carriage returns without a line feed
 * (a line break in YAML 1.2 section 5.4, but not in every library), other line breaks, control characters
 * except TAB, byte order marks that are not the first character, and bidirectional controls ("Trojan Source").
 */
const HIDDEN = /\r(?!\n)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]|(?<!^)\ufeff|\p{Bidi_Control}/u;

const NAMES: Readonly<Record<string, string>> = {
  '\r': 'carriage return without line feed',
  '\u0085': 'next line',
  '\u2028': 'line separator',
  '\u2029': 'paragraph separator',
  '\ufeff': 'byte order mark',
};

/**
 * Refuses text that can look different from its content, and reports the position of the first such character. Such characters
 * are allowed as escapes inside quotes, where they are visible.
 * @param what how the error names the text
 * @throws CountersignError `code` as `what:line:column`
 */
export function refuseHiddenText(text: string, what: string, code: Code): void {
  const hit = HIDDEN.exec(text);
  if (hit === null) return;
  const [character] = hit;
  const before = text.slice(0, hit.index);
  const line = before.split('\n').length;
  const column = hit.index - before.lastIndexOf('\n');
  const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const name = NAMES[character] ?? (/\p{Bidi_Control}/u.test(character) ? 'bidirectional control' : 'control character');
  throw new CountersignError(code, `${what}:${line}:${column}: a character that can hide text`, {
    expected: 'text with lines that end in LF or CRLF, without control characters',
    found: `U+${point} (${name})`,
    hint: 'Remove it: the text after it may not be what you see. Inside double quotes it can be written as an escape.',
  });
}
