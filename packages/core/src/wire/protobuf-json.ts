import { CountersignError, type Code } from '../errors/index.js';
import { isJsonObject, readTime } from './json-readers.js';
import type { JsonObject, JsonValue } from './json-types.js';
import { decodeBase64 } from './text.js';

const INT64 = /^-?(0|[1-9][0-9]{0,18})$/;

/**
 * Reads one message in protobuf's JSON mapping (proto3, "JSON Mapping"), strictly: lowerCamelCase names only, unknown
 * fields refused, standard base64 only. There an absent field, `null` and the default value are the same, so `int64`
 * returns 0n, `messages` an empty list and `text` an empty string for an absent field; the `required…` forms refuse it.
 * Every failure carries `code` and the field's path.
 */
export class ProtoReader {
  readonly path: string;
  readonly json: JsonObject;
  readonly #code: Code;

  constructor(value: JsonValue | undefined, path: string, code: Code, fields: readonly string[]) {
    this.path = path;
    this.#code = code;
    if (!isJsonObject(value)) {
      throw new CountersignError(code, `${path} must be an object`, { expected: 'an object', found: describe(value) });
    }
    this.json = value;
    const unknown = Object.keys(this.json).find((name) => !fields.includes(name));
    if (unknown !== undefined) {
      throw new CountersignError(code, `${path} has an unknown field ${JSON.stringify(unknown.slice(0, 64))}`, {
        expected: fields.join(', '),
        found: unknown.slice(0, 64),
      });
    }
  }

  has(name: string): boolean {
    return this.#value(name) !== undefined;
  }

  /** The error for a field of this message. */
  failure(name: string, expected: string, found?: string): CountersignError {
    return new CountersignError(this.#code, `${this.path}.${name} must be ${expected}`, {
      expected,
      found: found ?? describe(this.#value(name)),
    });
  }

  text(name: string): string {
    const value = this.#value(name) ?? '';
    if (typeof value !== 'string') throw this.failure(name, 'text');
    return value;
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value === '') throw this.failure(name, 'non-empty text');
    return value;
  }

  /** Undefined when absent or empty. */
  bytes(name: string): Uint8Array | undefined {
    const value = this.#value(name);
    if (value === undefined || value === '') return undefined;
    if (typeof value !== 'string') throw this.failure(name, 'base64 text');
    return decodeBase64(value, `${this.path}.${name}`, this.#code);
  }

  requiredBytes(name: string): Uint8Array {
    const value = this.bytes(name);
    if (value === undefined) throw this.failure(name, 'non-empty base64');
    return value;
  }

  /** Non-negative; written as a decimal string, or as a number that a double represents exactly. */
  int64(name: string): bigint {
    const value = this.#value(name) ?? '0';
    const exact = typeof value === 'string' ? INT64.test(value) : Number.isSafeInteger(value);
    if (!exact) throw this.failure(name, 'an integer');
    const number = BigInt(value as string | number);
    if (number < 0n || number > 0x7fff_ffff_ffff_ffffn) throw this.failure(name, 'a non-negative 64-bit integer', String(number));
    return number;
  }

  /** An RFC 3339 timestamp; undefined when absent. */
  time(name: string): Date | undefined {
    const value = this.#value(name);
    return value === undefined ? undefined : readTime(value, `${this.path}.${name}`, this.#code);
  }

  /** Undefined when absent. */
  message(name: string, fields: readonly string[]): ProtoReader | undefined {
    const value = this.#value(name);
    return value === undefined ? undefined : new ProtoReader(value, `${this.path}.${name}`, this.#code, fields);
  }

  requiredMessage(name: string, fields: readonly string[]): ProtoReader {
    const message = this.message(name, fields);
    if (message === undefined) throw this.failure(name, 'present', 'nothing');
    return message;
  }

  messages(name: string, max: number, fields: readonly string[]): readonly ProtoReader[] {
    return this.#list(name, max).map(
      (value, index) => new ProtoReader(value, `${this.path}.${name}[${index}]`, this.#code, fields),
    );
  }

  bytesList(name: string, max: number): readonly Uint8Array[] {
    return this.#list(name, max).map((value, index) => {
      if (typeof value !== 'string') throw this.failure(name, 'a list of base64 text');
      return decodeBase64(value, `${this.path}.${name}[${index}]`, this.#code);
    });
  }

  #list(name: string, max: number): readonly JsonValue[] {
    const value = this.#value(name) ?? [];
    if (!Array.isArray(value)) throw this.failure(name, 'a list');
    if (value.length > max) throw this.failure(name, `at most ${max} items`, `${value.length}`);
    return value as readonly JsonValue[];
  }

  #value(name: string): JsonValue | undefined {
    return Object.hasOwn(this.json, name) ? (this.json[name] ?? undefined) : undefined;
  }
}

function describe(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  return JSON.stringify(value).slice(0, 80);
}
