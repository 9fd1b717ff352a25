import { nearest } from '../../errors/index.js';
import type { JsonObject, JsonValue } from '../../wire/index.js';

export type FieldPath = readonly (string | number)[];

/** One problem of a policy: its position, and a message that says what is expected. */
export interface Problem {
  readonly path: FieldPath;
  readonly message: string;
  /** A feature of the language that this version refuses, not a mistake. */
  readonly unsupported?: boolean;
}

/** A value of the document with its path. Problems are collected, so that all are reported at once. */
export interface Place {
  readonly value: JsonValue;
  readonly path: FieldPath;
  readonly problems: Problem[];
}

/** Reads a value, and describes the accepted values as JSON Schema: so reader and published schema are always the same. */
export interface Shape<T> {
  /** The value; undefined where it was refused, and the reason reported. */
  read(place: Place): T | undefined;
  readonly schema: JsonObject;
}

export interface Field<T> {
  readonly shape: Shape<T>;
  readonly required: boolean;
}

export const need = <T>(shape: Shape<T>): Field<T> => ({ shape, required: true });
export const may = <T>(shape: Shape<T>): Field<T> => ({ shape, required: false });

/** Reports a problem of a place, or of one of its members. */
export function report(place: Place, message: string, member?: string | number): undefined {
  place.problems.push({ path: member === undefined ? place.path : [...place.path, member], message });
  return undefined;
}

const inside = (place: Place, member: string | number, value: JsonValue): Place => ({
  value,
  path: [...place.path, member],
  problems: place.problems,
});

/** Reports a part of the policy language that is not in this version. */
export function reportLater(place: Place, what: string, member?: string): undefined {
  const path = member === undefined ? place.path : [...place.path, member];
  place.problems.push({ path, message: `${what} is not in this version`, unsupported: true });
  return undefined;
}

/** Describes a value, for messages. */
function kindOf(value: JsonValue): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string')
    return value === '' ? 'an empty string' : `"${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`;
  return String(value);
}

function isMapping(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A non-empty string; `check` returns it, or the reason for a refusal as an Error. */
export function text(schema: JsonObject, what: string, check?: (value: string) => string | Error): Shape<string> {
  return {
    schema: { type: 'string', minLength: 1, ...schema },
    read(place) {
      if (typeof place.value !== 'string' || place.value === '') {
        const quote = typeof place.value === 'number' || typeof place.value === 'boolean' ? '; write it in quotes' : '';
        return report(place, `expected ${what}, found ${kindOf(place.value)}${quote}`);
      }
      const result = check === undefined ? place.value : check(place.value);
      return result instanceof Error ? report(place, result.message) : result;
    },
  };
}

/** One of a closed list of words; `later` are words that are not in this version. */
export function word<const W extends string>(words: readonly W[], later: readonly string[] = []): Shape<W> {
  const known = words.map((one) => `"${one}"`).join(', ');
  return {
    schema: { enum: words },
    read(place) {
      const found = words.find((one) => one === place.value);
      if (found !== undefined) return found;
      if (later.some((one) => one === place.value)) return reportLater(place, kindOf(place.value));
      const meant = typeof place.value === 'string' ? nearest(place.value, words) : undefined;
      return report(
        place,
        `expected one of ${known}, found ${kindOf(place.value)}${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
      );
    },
  };
}

/** `true` or `false`, as a truth value or as text: scalars of policies are read as texts. */
export const yesOrNo: Shape<'true' | 'false'> = {
  schema: { anyOf: [{ type: 'boolean' }, { enum: ['true', 'false'] }] },
  read(place) {
    const said = typeof place.value === 'boolean' ? String(place.value) : place.value;
    return said === 'true' || said === 'false' ? said : report(place, `expected true or false, found ${kindOf(place.value)}`);
  },
};

/** A whole number in `[min, max]`; policies are read with scalars as strings, so digits in a string count. */
export function count(min: number, max: number): Shape<number> {
  return {
    schema: {
      anyOf: [
        { type: 'integer', minimum: min, maximum: max },
        { type: 'string', pattern: '^(0|[1-9][0-9]{0,8})$' },
      ],
    },
    read(place) {
      const digits = typeof place.value === 'number' ? String(place.value) : place.value;
      const value = typeof digits === 'string' && /^(0|[1-9][0-9]{0,8})$/.test(digits) ? Number(digits) : undefined;
      if (value === undefined || value < min || value > max) {
        return report(place, `expected a whole number from ${String(min)} to ${String(max)}, found ${kindOf(place.value)}`);
      }
      return value;
    },
  };
}

/** A list with at least one item; `distinct` gives the name under which an item may occur only once. */
export function list<T>(item: Shape<T>, distinct?: (value: T) => string): Shape<readonly T[]> {
  return {
    schema: { type: 'array', minItems: 1, ...(distinct === undefined ? {} : { uniqueItems: true }), items: item.schema },
    read(place) {
      if (!Array.isArray(place.value)) return report(place, `expected a list, found ${kindOf(place.value)}`);
      const values = place.value as readonly JsonValue[];
      if (values.length === 0) return report(place, 'the list is empty; add an item or remove the key');
      const read: T[] = [];
      const seen = new Set<string>();
      values.forEach((value, index) => {
        const one = item.read(inside(place, index, value));
        if (one === undefined) return;
        const name = distinct?.(one);
        if (name !== undefined && seen.has(name)) report(place, `"${name}" is listed twice`, index);
        if (name !== undefined) seen.add(name);
        read.push(one);
      });
      return read.length === values.length ? read : undefined;
    },
  };
}

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;

/** A mapping from free names to values of one shape, at least one. */
export function named<T>(item: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return {
    schema: { type: 'object', minProperties: 1, propertyNames: { pattern: NAME.source }, additionalProperties: item.schema },
    read(place) {
      if (!isMapping(place.value)) return report(place, `expected a mapping of names, found ${kindOf(place.value)}`);
      const read: [string, T][] = [];
      const entries = Object.entries(place.value);
      if (entries.length === 0) return report(place, 'the mapping is empty; add a member or remove the key');
      for (const [name, value] of entries) {
        if (!NAME.test(name)) report(place, `"${name}" is not a name: letters, digits, ".", "_" and "-"`, name);
        const one = item.read(inside(place, name, value ?? null));
        if (one !== undefined) read.push([name, one]);
      }
      return Object.fromEntries(read);
    },
  };
}

/**
 * A mapping with known keys only. `later` lists keys of the policy language that are not in this version: they are refused, so that
 * a requirement is never skipped because it is not implemented.
 */
export function object<T extends object>(
  fields: { readonly [K in keyof T]-?: Field<Exclude<T[K], undefined>> },
  options: {
    readonly later?: readonly string[];
    readonly exactlyOne?: readonly (keyof T & string)[];
    readonly schema?: JsonObject;
  } = {},
): Shape<T> {
  const table = fields as Readonly<Record<string, Field<unknown>>>;
  const known = Object.keys(table);
  const properties = Object.fromEntries(known.map((key) => [key, table[key]?.shape.schema]));
  const required = known.filter((key) => table[key]?.required === true);
  const oneOf = options.exactlyOne?.map((key) => ({ required: [key] }));
  return {
    schema: {
      type: 'object',
      additionalProperties: false,
      ...(required.length > 0 ? { required } : {}),
      properties,
      ...(oneOf === undefined ? {} : { oneOf }),
      ...options.schema,
    },
    read(place) {
      if (!isMapping(place.value)) return report(place, `expected a mapping with ${listed(known)}, found ${kindOf(place.value)}`);
      const read: Record<string, unknown> = {};
      const before = place.problems.length;
      for (const [key, value] of Object.entries(place.value)) {
        const field = Object.hasOwn(table, key) ? table[key] : undefined;
        if (field === undefined) refuse(place, key, known, options.later ?? []);
        else read[key] = field.shape.read(inside(place, key, value ?? null));
      }
      for (const key of required) {
        if (!Object.hasOwn(place.value, key)) report(place, `"${key}" is missing`);
      }
      const given = options.exactlyOne?.filter((key) => Object.hasOwn(place.value as JsonObject, key));
      if (given !== undefined && given.length !== 1 && place.problems.length === before) {
        report(
          place,
          `exactly one of ${listed(options.exactlyOne ?? [])} is expected, found ${given.length === 0 ? 'none' : listed(given)}`,
        );
      }
      return place.problems.length === before ? (read as T) : undefined;
    },
  };
}

function refuse(place: Place, key: string, known: readonly string[], later: readonly string[]): void {
  if (later.includes(key)) return reportLater(place, `"${key}"`, key);
  const meant = nearest(key, known);
  report(
    place,
    `unknown key "${key}"${meant === undefined ? `; known here: ${listed(known)}` : `; did you mean "${meant}"?`}`,
    key,
  );
}

const listed = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

/** Either of two shapes, told apart by whether the value is a mapping. */
export function plainOr<A, B>(plain: Shape<A>, mapping: Shape<B>): Shape<A | B> {
  return {
    schema: { anyOf: [plain.schema, mapping.schema] },
    read: (place) => (isMapping(place.value) ? mapping.read(place) : plain.read(place)),
  };
}

/** The same shape with a further check. */
export function refine<T>(shape: Shape<T>, check: (value: T, place: Place) => T | undefined): Shape<T> {
  return {
    schema: shape.schema,
    read(place) {
      const value = shape.read(place);
      return value === undefined ? undefined : check(value, place);
    },
  };
}
