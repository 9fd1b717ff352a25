import type { Document, LineCounter, Node } from 'yaml';
import { CountersignError, type Code } from '../errors/index.js';
import type { JsonValue } from './json-types.js';
import { refuseHiddenText } from './plain-text.js';
import { excerpt } from './text.js';

export interface YamlPosition {
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
}

export interface YamlDocument {
  /** Only objects without prototype, arrays and strings. An empty value is the empty string. */
  readonly value: JsonValue;
  /** Position of the value at this path, or of its nearest parent that exists. */
  position(path: readonly (string | number)[]): YamlPosition;
}

export interface YamlOptions {
  /** Largest document, in bytes of UTF-8. */
  readonly maxBytes: number;
  /** How errors name the document. */
  readonly what: string;
  /** Default POLICY_INVALID: policies are the usual YAML input. */
  readonly code?: Code;
}

/** Nested levels. */
export const MAX_DEPTH = 64;

/**
 * YAML 1.2 reduced to mappings, sequences and text (failsafe schema): every scalar is kept as text, so `1.10`
 * and `no` are not converted. Anchors, aliases, tags, directives, duplicate keys and several documents are errors.
 * JSON is valid YAML and is read the same way. Text that hides lines is refused (`refuseHiddenText`).
 * @throws CountersignError `code` as `what:line:column`
 */
export async function parseYaml(text: string, options: YamlOptions): Promise<YamlDocument> {
  const code = options.code ?? 'POLICY_INVALID';
  const size = Buffer.byteLength(text);
  if (size > options.maxBytes) {
    throw new CountersignError(code, `${options.what} is too large`, {
      expected: `at most ${options.maxBytes} bytes`,
      found: `${size} bytes`,
    });
  }
  refuseHiddenText(text, options.what, code);
  const { LineCounter, parseAllDocuments } = await import('yaml');
  const lines = new LineCounter();
  const failAt: Refusal = (offset, message, found) => {
    const { line, col } = lines.linePos(offset);
    throw new CountersignError(
      code,
      `${options.what}:${Math.max(line, 1)}:${Math.max(col, 1)}: ${message}`,
      found === undefined ? {} : { found },
    );
  };
  try {
    const documents = parseAllDocuments(text, {
      schema: 'failsafe',
      version: '1.2',
      strict: true,
      uniqueKeys: false,
      merge: false,
      logLevel: 'silent',
      prettyErrors: false,
      lineCounter: lines,
    });
    const list: readonly Document[] = 'empty' in documents ? [] : documents;
    const document = list[0];
    if (document === undefined || document.contents === null) return failAt(0, 'the document is empty');
    const problem = list.flatMap((each) => [...each.errors, ...each.warnings])[0];
    if (problem !== undefined) failAt(problem.pos[0], problem.message);
    const second = list[1];
    if (second !== undefined) failAt(second.range?.[0] ?? 0, 'a second document; a file may contain one document only');
    if (/^%/m.test(text.slice(0, document.contents.range?.[0] ?? 0))) failAt(0, 'directives are not allowed');
    const { isMap, isSeq, isScalar, isAlias } = await import('yaml');
    const plain = (node: unknown, depth: number): JsonValue => {
      const found = node as Node | null;
      if (found === null) return '';
      const start = found.range?.[0] ?? 0;
      if (depth > MAX_DEPTH) failAt(start, `more than ${MAX_DEPTH} nested levels`);
      if (isAlias(found)) return failAt(start, 'aliases are not allowed; repeat the value', excerpt(`*${found.source}`));
      if ('anchor' in found && found.anchor !== undefined)
        failAt(start, 'anchors are not allowed; repeat the value', excerpt(`&${found.anchor}`));
      if (found.tag !== undefined) failAt(start, 'tags are not allowed; every scalar is text', excerpt(found.tag));
      if (isScalar(found)) return typeof found.value === 'string' ? found.value : '';
      if (isSeq(found)) return found.items.map((item) => plain(item, depth + 1));
      if (!isMap(found)) return failAt(start, 'a value that is not a mapping, sequence or text');
      const object = Object.create(null) as Record<string, JsonValue>;
      for (const pair of found.items) {
        const key = plain(pair.key, depth + 1);
        const keyStart = (pair.key as Node | null)?.range?.[0] ?? start;
        if (typeof key !== 'string') return failAt(keyStart, 'a key that is not text');
        // Checked here and not by the library: this message names the key.
        if (key in object) failAt(keyStart, 'a key that occurs twice', excerpt(key));
        object[key] = plain(pair.value, depth + 1);
      }
      return object;
    };
    const value = plain(document.contents, 0);
    return { value, position: (path) => locate(document, lines, path) };
  } catch (thrown) {
    if (thrown instanceof CountersignError) throw thrown;
    // Deep nesting overflows the library's stack.
    throw new CountersignError(code, `${options.what} cannot be read as YAML`, { cause: thrown });
  }
}

type Refusal = (offset: number, message: string, found?: string) => never;

/** Position of the key of a mapping's member, or of a sequence's item; of the nearest parent that exists. */
function locate(document: Document, lines: LineCounter, path: readonly (string | number)[]): YamlPosition {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0] ?? 0;
  for (const step of path) {
    const items = (node as { items?: readonly unknown[] } | null)?.items;
    if (items === undefined) break;
    if (typeof step === 'number') {
      node = items[step];
      if (node === undefined) break;
      offset = (node as Node | null)?.range?.[0] ?? offset;
    } else {
      const pair = items.find((item) => (item as { key?: { value?: unknown } }).key?.value === step) as
        { readonly key: Node; readonly value: unknown } | undefined;
      if (pair === undefined) break;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    }
  }
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
