import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { decodeUtf8, encodeHex } from '../wire/index.js';

/** Attributes of the path, all of which must match (RFC 7512 section 2.3), except `id`, `slot-id` and `type`, which are no texts. */
const TEXTS = [
  'token',
  'manufacturer',
  'model',
  'serial',
  'object',
  'slot-manufacturer',
  'slot-description',
  'library-manufacturer',
  'library-description',
  'library-version',
] as const;
const QUERY = ['module-path', 'module-name', 'pin-source', 'pin-value'] as const;
const TYPES = ['private', 'public', 'cert'] as const;

export type Pkcs11Text = (typeof TEXTS)[number];

/** A key in a PKCS #11 token. */
export interface Pkcs11Uri {
  /** The path of the URI as written: it names the key in reports. */
  readonly name: string;
  readonly texts: ReadonlyMap<Pkcs11Text, string>;
  /** CKA_ID in lower-case hex. */
  readonly id: string | undefined;
  readonly slot: number | undefined;
  /** `cert`: the public key is that of the certificate. */
  readonly type: (typeof TYPES)[number] | undefined;
  readonly modulePath: string | undefined;
  readonly moduleName: string | undefined;
  /** Where the PIN is: `env://VAR` or the path of a file. */
  readonly pinSource: string | undefined;
}

const EXAMPLE =
  'For example: pkcs11:token=release;object=signing-key?module-path=/usr/lib/softhsm/libsofthsm2.so, with the PIN in key-password: env://HSM_PIN.';

/**
 * Reads a PKCS #11 URI (RFC 7512). Unknown attributes are refused: an attribute that is not understood could select another key. A PIN in
 * the URI is refused, and masked.
 * @throws CountersignError INPUT_INVALID
 */
export function parsePkcs11Uri(run: Pick<Run, 'log'>, reference: string): Pkcs11Uri {
  const [path = '', query = '', ...more] = reference.replace(/^pkcs11:/, '').split('?');
  const asked = attributes([query, ...more].join('?'), '&');
  const pin = asked.get('pin-value');
  if (pin !== undefined) {
    run.log.secret(pin);
    run.log.secret(decoded(pin));
    throw invalid(
      'contains the PIN',
      'no pin-value',
      'pin-value',
      'Replace the PIN, and pass it as key-password: env://HSM_PIN.',
    );
  }
  const named = attributes(path, ';');
  for (const name of named.keys()) if (![...TEXTS, 'id', 'slot-id', 'type'].includes(name)) throw unknown(name);
  for (const name of asked.keys()) if (!(QUERY as readonly string[]).includes(name)) throw unknown(name);
  return {
    name: `pkcs11:${path}`,
    texts: new Map(TEXTS.flatMap((name) => pairOf(name, named.get(name)))),
    id: mapped(named.get('id'), (id) => encodeHex(bytesOf(id))),
    slot: mapped(named.get('slot-id'), slotOf),
    type: mapped(named.get('type'), typeOf),
    modulePath: mapped(asked.get('module-path'), decoded),
    moduleName: mapped(asked.get('module-name'), decoded),
    pinSource: mapped(asked.get('pin-source'), pinSourceOf),
  };
}

const mapped = <T>(value: string | undefined, read: (value: string) => T): T | undefined =>
  value === undefined ? undefined : read(value);

const pairOf = (name: Pkcs11Text, value: string | undefined): [Pkcs11Text, string][] =>
  value === undefined ? [] : [[name, decoded(value)]];

function attributes(text: string, separator: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (text === '') return found;
  for (const part of text.split(separator)) {
    const [, name = '', value = ''] = /^([a-z][a-z0-9-]*)=(.+)$/s.exec(part) ?? [];
    if (name === '') throw invalid('is not a PKCS #11 URI', `NAME=VALUE between "${separator}"`, 'something else');
    if (found.has(name)) throw invalid('is not a PKCS #11 URI', `${name} once`, `${name} twice`);
    if (!/^(?:[A-Za-z0-9._~:[\]@!$'()*+,=&/?|-]|%[0-9A-Fa-f]{2})+$/.test(value)) {
      throw invalid(
        'is not a PKCS #11 URI',
        `${name} in percent-encoding`,
        'other characters',
        'Write a space as %20, and a percent sign as %25.',
      );
    }
    found.set(name, value);
  }
  return found;
}

function bytesOf(text: string): Uint8Array {
  const parts = text.split(/(%[0-9A-Fa-f]{2})/);
  return Uint8Array.from(
    Buffer.concat(parts.map((part) => (part.startsWith('%') ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part, 'latin1')))),
  );
}

function decoded(text: string): string {
  const value = decodeUtf8(bytesOf(text), 'a value in the PKCS #11 URI', 'INPUT_INVALID');
  // They could change a list that is printed, and no token needs them.
  if (/\p{Cc}/u.test(value)) throw invalid('is not a PKCS #11 URI', 'values without control characters', 'a control character');
  return value;
}

function slotOf(text: string): number {
  const slot = /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  if (slot === undefined) throw invalid('is not a PKCS #11 URI', 'a decimal slot-id', 'another value');
  return slot;
}

function typeOf(text: string): (typeof TYPES)[number] {
  const type = TYPES.find((one) => one === text);
  if (type === undefined) throw invalid('names no key', `type=${TYPES.join(' or type=')}`, 'another type');
  return type;
}

/** RFC 7512 section 2.4: a `file:` URI; programs (`|…`) are refused. */
function pinSourceOf(text: string): string {
  const source = decoded(text);
  if (source.startsWith('env://')) return source;
  const path = source.replace(/^file:(?:\/\/(?=\/))?/, '');
  if (path.startsWith('/')) return path;
  throw invalid('has a pin-source that cannot be used', 'env://VAR, or file: with an absolute path', 'another place');
}

function unknown(name: string): CountersignError {
  return invalid('has an unknown attribute', [...TEXTS, 'id', 'slot-id', 'type', ...QUERY].join(', '), name);
}

/** The URI itself is not quoted: it may contain a PIN. */
function invalid(what: string, expected: string, found: string, hint = EXAMPLE): CountersignError {
  return new CountersignError('INPUT_INVALID', `the reference of a key in an HSM ${what}`, { expected, found, hint });
}
