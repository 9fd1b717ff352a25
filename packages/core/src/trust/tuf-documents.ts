import { asCountersignError } from '../errors/index.js';
import { parseJson, isJsonObject, type JsonObject, type JsonValue } from '../wire/index.js';

/**
 * What tuf-js accepts and must not be accepted: a document that two readers could understand in two ways (a member twice), and a role
 * that lists one key under several key IDs, so that its owner alone reaches a threshold.
 * @throws Error
 */
export function checkTufDocument(bytes: Uint8Array, maxBytes: number): void {
  const document = object(parsed(bytes, maxBytes));
  const signed = object(document['signed']);
  if (signed['keys'] !== undefined) checkRoles(object(signed['keys']), Object.entries(object(signed['roles'])));
  if (signed['delegations'] === undefined) return;
  const { keys, roles, succinct_roles: succinct } = object(signed['delegations']);
  const named = Array.isArray(roles) ? roles : [];
  checkRoles(object(keys), [
    ...named.map((role) => ['delegated role', role] as const),
    ...(succinct ? [['bins', succinct] as const] : []),
  ]);
}

function parsed(bytes: Uint8Array, maxBytes: number): JsonValue {
  try {
    return parseJson(bytes, { maxBytes, what: 'line', code: 'TRUST_ROOT_INVALID' });
  } catch (error) {
    const { message, found } = asCountersignError(error);
    throw new Error(found === undefined ? message : `${message}: ${found}`);
  }
}

function checkRoles(keys: JsonObject, roles: readonly (readonly [string, JsonValue | undefined])[]): void {
  for (const [name, role] of roles) {
    const { keyids, threshold } = object(role);
    if (!Array.isArray(keyids) || !Number.isSafeInteger(threshold))
      throw new Error(`the role ${name} has no key IDs or no threshold`);
    // A key ID without a key cannot sign.
    const listed = keyids.filter((id) => typeof id === 'string' && Object.hasOwn(keys, id));
    const materials = listed.map((id) => materialOf(keys[String(id)]));
    if (new Set(materials).size !== materials.length) throw new Error(`the role ${name} lists one key under two key IDs`);
  }
}

/** Letter case and white space of an encoding do not make another key; nor does the name of its scheme. */
function materialOf(key: JsonValue | undefined): string {
  const text = object(object(key)['keyval'])['public'];
  if (typeof text !== 'string') throw new Error('a key has no public part');
  const isPem = text.includes('-----BEGIN');
  return isPem ? text.replaceAll(/-----[^-]*-----|\s/g, '') : text.toLowerCase();
}

function object(value: JsonValue | undefined): JsonObject {
  if (value === undefined || !isJsonObject(value)) throw new Error('it is not TUF metadata');
  return value;
}
