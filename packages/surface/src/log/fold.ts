/** A text without the characters that encodings put into a secret, and the position of each remaining character. */
interface Folded {
  readonly text: string;
  /** `at[i]`: the position of character `i` in the original text; `at[length]`: the length of that text. */
  readonly at: readonly number[];
}

/** `&#45;`, `&#x2d;` and the five names: how Markdown, HTML and XML escape a character. */
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/iy;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** `\n` and similar escapes of JSON and our own log, and Unicode escapes. */
const ESCAPE = /\\(?:u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\}|x([0-9a-f]{2})|[nrt])/iy;

/**
 * Removes white space, line breaks (also escaped ones), zero-width characters and backslashes, and decodes character references: a secret
 * that was wrapped, escaped or quoted is still the same secret. Both the secret and the text are folded.
 */
export function fold(original: string): Folded {
  let text = '';
  const at: number[] = [];
  for (let index = 0; index < original.length;) {
    const unit = original[index] ?? '';
    const special =
      unit === '&' ? matchAt(ENTITY, original, index) : unit === '\\' ? matchAt(ESCAPE, original, index) : undefined;
    const character = special === undefined ? unit : meaning(special);
    if (!IGNORED.test(character)) {
      for (const each of character.split('')) {
        text += each;
        at.push(index);
      }
    }
    index += special?.[0].length ?? 1;
  }
  at.push(original.length);
  return { text, at };
}

const IGNORED = /^[\s\\\u200b-\u200f\u2060\ufeff]?$/;

function meaning(match: RegExpExecArray): string {
  const [whole, ...groups] = match;
  if (whole.startsWith('&')) {
    const [decimal, hex, name] = groups;
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? '';
    return character(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal));
  }
  const code = groups.find((group) => group !== undefined);
  return code === undefined ? '' : character(Number.parseInt(code, 16));
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

function matchAt(pattern: RegExp, text: string, index: number): RegExpExecArray | undefined {
  pattern.lastIndex = index;
  return pattern.exec(text) ?? undefined;
}
