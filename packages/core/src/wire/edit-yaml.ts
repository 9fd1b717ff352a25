import type { Document, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import { CountersignError } from '../errors/index.js';
import type { JsonObject, JsonValue } from './json-types.js';
import { parseYaml, type YamlOptions } from './yaml.js';

/** One change of a document. */
export type YamlEdit =
  /** Sets a member of a mapping, or an item of a list; a new member follows the member `after`, otherwise it is the last. The parent exists. */
  | { readonly kind: 'put'; readonly path: YamlPath; readonly value: JsonValue; readonly after?: string }
  /** Adds an item at the end of a list that exists. */
  | { readonly kind: 'push'; readonly path: YamlPath; readonly value: JsonValue };

export type YamlPath = readonly (string | number)[];

/**
 * Changes a document of YAML or JSON and leaves everything else as it is, byte for byte: comments, order, spaces. Not by the writer of
 * the YAML library, which keeps comments but moves them and writes lists in its own way: a person must be able to review the change.
 * The result is parsed, and compared with the change of the plain value.
 * @throws CountersignError `code` if the text cannot be read, INTERNAL if the change is not what was asked for
 */
export async function editYaml(text: string, edits: readonly YamlEdit[], options: YamlOptions): Promise<string> {
  const before = await parseYaml(text, options);
  const yaml = await import('yaml');
  const isJson = /^\s*\{/.test(text) && readsAsJson(text);
  let edited = text;
  let wanted = before.value;
  for (const edit of edits) {
    const document = yaml.parseDocument(edited, { schema: 'failsafe', version: '1.2' });
    edited = apply(edited, document, edit, isJson);
    wanted = applied(wanted, edit, edit.path);
  }
  const after = await parseYaml(edited, options);
  if (JSON.stringify(sorted(after.value)) !== JSON.stringify(sorted(asText(wanted))))
    throw new CountersignError('INTERNAL', `${options.what} cannot be changed here without changing something else`, {
      hint: 'Make the change by hand.',
    });
  return edited;
}

function readsAsJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function apply(text: string, document: Document, edit: YamlEdit, isJson: boolean): string {
  const at = (path: YamlPath): Node => document.getIn(path, true) as Node;
  const write = (value: JsonValue): string => flow(value, isJson);
  if (edit.kind === 'push') return addTo(text, at(edit.path) as YAMLSeq, undefined, write(edit.value), undefined);
  const last = edit.path.at(-1);
  const parent = at(edit.path.slice(0, -1)) as YAMLMap | YAMLSeq;
  const key = String(last);
  const existing =
    typeof last === 'number' ? parent.items[last] : (parent as YAMLMap).items.find((pair) => keyOf(pair) === key)?.value;
  if (existing !== undefined) {
    const [start] = rangeOf(existing as Node);
    // What follows a block, a line break or the next member, is not the block's.
    return `${text.slice(0, start)}${write(edit.value)}${text.slice(lastEnd(existing as Node))}`;
  }
  return addTo(text, parent, edit.after, write(edit.value), isJson ? JSON.stringify(key) : scalar(key));
}

const keyOf = (pair: Pair): string => String((pair.key as { readonly value?: unknown } | null)?.value);

function rangeOf(node: Node): readonly [number, number] {
  const [start, end] = node.range ?? [0, 0];
  return [start, end];
}

/** Adds a member (with a key) or an item. */
function addTo(
  text: string,
  collection: YAMLMap | YAMLSeq,
  after: string | undefined,
  value: string,
  key: string | undefined,
): string {
  const items = collection.items as readonly unknown[];
  const named = items.findIndex((item) => after !== undefined && keyOf(item as Pair) === after);
  const previous = items[named === -1 ? items.length - 1 : named];
  const written = key === undefined ? value : `${key}: ${value}`;
  if (collection.flow === true) {
    const end = previous === undefined ? undefined : endOfContent(previous);
    const [start] = rangeOf(collection as Node);
    return end === undefined
      ? `${text.slice(0, start + 1)}${written}${text.slice(start + 1)}`
      : `${text.slice(0, end)}, ${written}${text.slice(end)}`;
  }
  // Items of a block begin in the same column; the new one stands on its own line after the last line of the previous one.
  const first = items[0];
  const column = columnOf(text, first === undefined ? 0 : startOf(text, first, key === undefined));
  const line = endOfLine(text, previous === undefined ? 0 : endOfContent(previous));
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return `${text.slice(0, line)}${newline}${' '.repeat(column)}${key === undefined ? '- ' : ''}${written}${text.slice(line)}`;
}

function startOf(text: string, item: unknown, inList: boolean): number {
  const pair = item as Pair;
  const node = (inList ? item : pair.key) as Node;
  const [start] = rangeOf(node);
  // The dash of an item is before its content, on the same line or on the one before.
  return inList ? text.lastIndexOf('-', start - 1) : start;
}

function endOfContent(item: unknown): number {
  const { key, value } = item as Partial<Pair>;
  if (key === undefined) return lastEnd(item as Node);
  const node = value as Node | null;
  return node?.range ? lastEnd(node) : lastEnd(key as Node);
}

/** The end of the last content of a node: a block collection ends after its line break, and after comments that follow it. */
function lastEnd(node: Node): number {
  const { items, flow: isFlow } = node as { readonly items?: readonly unknown[]; readonly flow?: boolean };
  const last = isFlow === true ? undefined : items?.at(-1);
  return last === undefined ? rangeOf(node)[1] : endOfContent(last);
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  const end = at === -1 ? text.length : at;
  return text[end - 1] === '\r' ? end - 1 : end;
}

const columnOf = (text: string, at: number): number => at - (text.lastIndexOf('\n', at - 1) + 1);

/** A value on one line. */
function flow(value: JsonValue, isJson: boolean): string {
  if (isJson) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map((one) => flow(one, false)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return scalar(String(value));
  const members = Object.entries(value as JsonObject).filter(([, one]) => one !== undefined);
  return `{${members.map(([key, one]) => `${scalar(key)}: ${flow(one ?? '', false)}`).join(', ')}}`;
}

/** Texts that every reader of YAML takes for this text, in a flow too. Everything else is quoted as in JSON. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9_./@+-]*(?::[0-9]{2}:[0-9]{2}Z)?$/;

const scalar = (text: string): string => (PLAIN.test(text) ? text : JSON.stringify(text));

/** The same change of the plain value. */
function applied(value: JsonValue, edit: YamlEdit, path: YamlPath): JsonValue {
  const [step, ...rest] = path;
  if (step === undefined) return edit.kind === 'push' ? [...(value as readonly JsonValue[]), edit.value] : edit.value;
  if (typeof step === 'number')
    return (value as readonly JsonValue[]).map((one, index) => (index === step ? applied(one, edit, rest) : one));
  const object = value as JsonObject;
  return { ...object, [step]: applied(object[step] ?? '', edit, rest) };
}

/** As the failsafe schema reads it. */
function asText(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(asText);
  if (typeof value !== 'object' || value === null) return value === null ? '' : String(value);
  return Object.fromEntries(Object.entries(value as JsonObject).map(([key, one]) => [key, asText(one ?? '')]));
}

/** Members in one order, because a document without prototype keeps the order of the text. */
function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value as JsonObject).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return members.map(([key, one]) => [key, sorted(one ?? '')]);
}
