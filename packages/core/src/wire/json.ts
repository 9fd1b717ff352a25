import { CountersignError, type Code } from '../errors/index.js';
import type { JsonObject, JsonValue } from './json-types.js';
import { decodeUtf8, excerpt } from './text.js';

export interface JsonOptions {
  /** Largest document, in bytes of UTF-8. */
  readonly maxBytes: number;
  /** Largest nesting depth of objects and arrays; default 128. */
  readonly maxDepth?: number;
  /** Largest number of values in the document; default 1 000 000. A short text can describe values that fill the memory. */
  readonly maxValues?: number;
  /** How errors name the document, e.g. a path. */
  readonly what: string;
  /** Code of every error; by default EVIDENCE_MALFORMED, and EVIDENCE_TOO_LARGE for size and number of values. */
  readonly code?: Code;
}

/**
 * Strict JSON (RFC 8259, with the limits of I-JSON, RFC 7493): UTF-8 only, no byte order mark, no duplicate member names
 * (two readers must not see different documents), no lone surrogates, no numbers beyond a double, capped size, depth and number of values.
 * Objects have no prototype, so a member called `__proto__` or `constructor` is a member like any other.
 * @throws CountersignError naming line and column
 */
export function parseJson(input: Uint8Array | string, options: JsonOptions): JsonValue {
  const size = typeof input === 'string' ? Buffer.byteLength(input) : input.byteLength;
  if (size > options.maxBytes) {
    throw new CountersignError(options.code ?? 'EVIDENCE_TOO_LARGE', `${options.what} is too large`, {
      expected: `at most ${options.maxBytes} bytes`,
      found: `${size} bytes`,
    });
  }
  const text = typeof input === 'string' ? input : decodeUtf8(input, options.what, options.code);
  return new Scanner(text, options).document();
}

/** Default limits: nested levels, and number of values. */
export const MAX_DEPTH = 128;
export const MAX_VALUES = 1_000_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** A control character, a double quote or a backslash. */
const ESCAPED_OR_CONTROL = /[^ -[\]-\uffff]/;
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/;
/** Longer than any number in real documents. */
const MAX_NUMBER_LENGTH = 1024;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Creates objects without inherited members. They need far less memory in V8 than `Object.create(null)`, which matters for many small ones. */
const Bare = function () {} as unknown as new () => Record<string, JsonValue>;
Bare.prototype = Object.freeze(Object.create(null));

class Scanner {
  readonly #text: string;
  readonly #options: JsonOptions;
  readonly #maxDepth: number;
  #valuesLeft: number;
  #at = 0;

  constructor(text: string, options: JsonOptions) {
    this.#text = text;
    this.#options = options;
    this.#maxDepth = options.maxDepth ?? MAX_DEPTH;
    this.#valuesLeft = options.maxValues ?? MAX_VALUES;
  }

  document(): JsonValue {
    this.#space();
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) this.#fail('the end of the document');
    return value;
  }

  #value(depth: number): JsonValue {
    if (this.#valuesLeft === 0) {
      throw new CountersignError(this.#options.code ?? 'EVIDENCE_TOO_LARGE', `${this.#options.what} contains too many values`, {
        expected: `at most ${this.#options.maxValues ?? MAX_VALUES} values`,
        found: 'more',
      });
    }
    this.#valuesLeft -= 1;
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(depth + 1);
      case '[':
        return this.#array(depth + 1);
      case '"':
        return this.#string();
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  #object(depth: number): JsonObject {
    this.#enter(depth);
    const object = new Bare();
    if (this.#skip('}')) return object;
    for (;;) {
      const start = this.#at;
      if (this.#text[this.#at] !== '"') this.#fail('a member name in double quotes');
      const name = this.#string();
      if (name in object) this.#fail('member names that occur once', `${excerpt(name)} again`, start);
      this.#space();
      if (this.#text[this.#at] !== ':') this.#fail('":"');
      this.#at += 1;
      this.#space();
      object[name] = this.#value(depth);
      this.#space();
      if (this.#skip('}')) return object;
      if (!this.#skip(',')) this.#fail('"," or "}"');
    }
  }

  #array(depth: number): JsonValue[] {
    this.#enter(depth);
    const array: JsonValue[] = [];
    if (this.#skip(']')) return array;
    for (;;) {
      array.push(this.#value(depth));
      this.#space();
      if (this.#skip(']')) return array;
      if (!this.#skip(',')) this.#fail('"," or "]"');
    }
  }

  #enter(depth: number): void {
    if (depth > this.#maxDepth) this.#fail(`at most ${this.#maxDepth} nested levels`, 'a deeper one');
    this.#at += 1;
    this.#space();
  }

  #string(): string {
    const text = this.#text;
    const open = this.#at;
    let start = open + 1;
    // Most strings are long and have no escapes (base64): two searches are much faster than reading each character.
    const end = text.indexOf('"', start);
    const plain = text.slice(start, Math.max(end, start));
    const isPlain = end !== -1 && !ESCAPED_OR_CONTROL.test(plain);
    let result = '';
    for (this.#at = isPlain ? end : start; ; this.#at += 1) {
      const unit = text.charCodeAt(this.#at);
      if (unit === QUOTE) break;
      if (unit === BACKSLASH) {
        result += text.slice(start, this.#at) + this.#escape();
        start = this.#at + 1;
      } else if (!(unit >= 0x20)) {
        this.#fail('a closing double quote', Number.isNaN(unit) ? 'the end of the document' : 'a control character');
      }
    }
    result += text.slice(start, this.#at);
    this.#at += 1;
    if (!result.isWellFormed()) this.#fail('Unicode text', 'half of a surrogate pair', open);
    return result;
  }

  /** Reads the escape at the cursor and leaves the cursor on its last character. */
  #escape(): string {
    const letter = this.#text[this.#at + 1] ?? '';
    if (letter === 'u') {
      const digits = this.#text.slice(this.#at + 2, this.#at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#fail('four hex digits after \\u', excerpt(digits));
      this.#at += 5;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const character = ESCAPES[letter];
    if (character === undefined) this.#fail('an escape of JSON', excerpt(`\\${letter}`));
    this.#at += 1;
    return character;
  }

  #number(): number {
    // On a longer text the pattern would keep every digit on a stack.
    const text = this.#text.slice(this.#at, this.#at + MAX_NUMBER_LENGTH + 1);
    const match = NUMBER.exec(text);
    if (match === null) this.#fail('a value');
    if (match[0].length > MAX_NUMBER_LENGTH) this.#fail(`a number of at most ${MAX_NUMBER_LENGTH} characters`, excerpt(match[0]));
    const value = Number(match[0]);
    if (!Number.isFinite(value)) this.#fail('a number in the range of a double', excerpt(match[0]));
    this.#at += match[0].length;
    return value;
  }

  #word<T extends JsonValue>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) this.#fail('a value');
    this.#at += word.length;
    return value;
  }

  /** Consumes `character` and the white space after it, if it is next. */
  #skip(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    // White space before the next name or value; after a closing bracket the caller skips its own.
    if (character === ',') this.#space();
    return true;
  }

  #space(): void {
    for (;;) {
      const unit = this.#text.charCodeAt(this.#at);
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return;
      this.#at += 1;
    }
  }

  #fail(expected: string, found?: string, at = this.#at): never {
    const before = this.#text.slice(0, at);
    const line = before.split('\n').length;
    const column = at - before.lastIndexOf('\n');
    const next = this.#text.codePointAt(at);
    const here = next === undefined ? 'the end of the document' : excerpt(String.fromCodePoint(next));
    throw new CountersignError(
      this.#options.code ?? 'EVIDENCE_MALFORMED',
      `${this.#options.what}:${line}:${column}: not valid JSON`,
      {
        expected,
        found: found ?? here,
      },
    );
  }
}
