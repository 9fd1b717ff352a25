import { CountersignError } from '../../errors/index.js';
import {
  duration,
  durationOf,
  hex256,
  list,
  may,
  moment,
  momentOf,
  NAME_TEXT,
  named,
  need,
  object,
  plain,
  word,
  type Problem,
} from '../../policy/values/index.js';
import { decodeUtf8, parseYaml, type JsonObject } from '../../wire/index.js';

/**
 * The maximum age of keys by their role, if the list does not say otherwise. A role is a word of the list; these are known without
 * being defined.
 */
export const ROLES = {
  development: '30d',
  test: '90d',
  ci: '180d',
  release: '365d',
  root: '1095d',
} as const satisfies Readonly<Record<string, string>>;

interface ListedKeyDocument {
  readonly name: string;
  readonly key: string;
  readonly role: string;
  readonly created?: string;
  readonly sha256?: string;
  readonly certificate?: string;
  readonly retired?: string;
}

/** A list of keys as people write it (YAML or JSON). */
export interface KeyListDocument {
  readonly apiVersion: 'countersign.dev/v1beta1';
  readonly kind: 'Keys';
  readonly roles?: Readonly<Record<string, string>>;
  readonly keys: readonly ListedKeyDocument[];
}

/** A listed key, with its meaning. */
export interface ListedKey {
  readonly name: string;
  /** The reference of the key: its public half is enough. */
  readonly key: string;
  readonly role: string;
  readonly maxAge: number;
  /** Undefined: not known. */
  readonly created: Date | undefined;
  /** The expected fingerprint. */
  readonly sha256: string | undefined;
  /** A file with the certificate of the key. */
  readonly certificate: string | undefined;
  /** From then on it does not sign any more, and its age does not matter. */
  readonly retired: Date | undefined;
}

const MAX_BYTES = 1024 * 1024;

const shape = object<KeyListDocument>({
  apiVersion: need(word(['countersign.dev/v1beta1'])),
  kind: need(word(['Keys'])),
  roles: may(named(duration)),
  keys: need(
    list(
      object<ListedKeyDocument>({
        name: need(NAME_TEXT),
        key: need(plain('a reference of a key', 'keys/release.pub')),
        role: need(NAME_TEXT),
        created: may(moment),
        sha256: may(hex256),
        certificate: may(plain('a file', 'keys/release.crt')),
        retired: may(moment),
      }),
      (one) => one.name,
    ),
  ),
});

/** The JSON Schema of a list of keys. */
export function keyListSchema(): JsonObject {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Countersign list of keys', ...shape.schema };
}

/**
 * Reads a list of keys.
 * @throws CountersignError INPUT_INVALID with line and column of every problem
 */
export async function readKeyList(bytes: Uint8Array, what: string): Promise<readonly ListedKey[]> {
  const text = decodeUtf8(bytes, what, 'INPUT_INVALID');
  const { value, position } = await parseYaml(text, { maxBytes: MAX_BYTES, what, code: 'INPUT_INVALID' });
  const problems: Problem[] = [];
  const document = shape.read({ value, path: [], problems });
  const listed = document === undefined ? [] : document.keys.map((one, index) => resolved(one, index, document, problems));
  if (problems.length > 0)
    throw new CountersignError('INPUT_INVALID', linesOf(problems, what, position), {
      hint: 'docs/reference/key-list.schema.json describes a list of keys; docs/how-to/keys-rotate.md has an example.',
    });
  return listed;
}

function resolved(one: ListedKeyDocument, index: number, document: KeyListDocument, problems: Problem[]): ListedKey {
  const { name, key, role, sha256, certificate } = one;
  const maxAge = maxAgeOf(role, document.roles);
  if (maxAge === undefined)
    problems.push({
      path: ['keys', index, 'role'],
      message: `the role "${role}" has no maximum age: write it under "roles", or use ${Object.keys(ROLES).join(', ')}`,
    });
  return {
    name,
    key,
    role,
    maxAge: maxAge ?? 0,
    created: momentOf(one.created),
    sha256,
    certificate,
    retired: momentOf(one.retired),
  };
}

/** The maximum age of a role in milliseconds; undefined if neither the list nor the table has it. */
export function maxAgeOf(role: string, roles: Readonly<Record<string, string>> = {}): number | undefined {
  const known: Readonly<Record<string, string>> = ROLES;
  const written = Object.hasOwn(roles, role) ? roles[role] : Object.hasOwn(known, role) ? known[role] : undefined;
  return durationOf(written);
}

function linesOf(
  problems: readonly Problem[],
  what: string,
  position: (path: readonly (string | number)[]) => { readonly line: number; readonly column: number },
): string {
  const lines = problems.slice(0, 20).map(({ path, message }) => {
    const { line, column } = position(path);
    return `${what}:${String(line)}:${String(column)}: ${path.length === 0 ? '' : `${path.join('.')}: `}${message}`;
  });
  return lines.length === 1 ? (lines[0] ?? '') : `${what} has ${String(problems.length)} problems:\n${lines.join('\n')}`;
}
