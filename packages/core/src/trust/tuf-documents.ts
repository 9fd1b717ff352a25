import { createPublicKey, ECDH, type KeyObject } from 'node:crypto';
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

/**
 * The same key has the same material, however it is written: as PEM or hex, with a compressed point or not, under the name of any scheme.
 * A key that cannot be read cannot sign, so its text is enough.
 */
function materialOf(key: JsonValue | undefined): string {
  const { keytype, keyval } = object(key);
  const text = object(keyval)['public'];
  if (typeof text !== 'string') throw new Error('a key has no public part');
  try {
    return JSON.stringify(publicKeyOf(text, keytype).export({ format: 'jwk' }));
  } catch {
    return text;
  }
}

/** A public key as tuf-js reads it: PEM, or hex of an Ed25519 key or of a point on P-256. */
function publicKeyOf(text: string, type: JsonValue | undefined): KeyObject {
  if (text.startsWith('-----BEGIN PUBLIC KEY-----')) return createPublicKey(text);
  const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
  const bytes = Buffer.from(text, 'hex');
  if (type === 'ed25519') return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: base64url(bytes) }, format: 'jwk' });
  // Without a format, the point is a Buffer.
  const point = ECDH.convertKey(bytes, 'prime256v1', undefined, undefined, 'uncompressed') as Buffer;
  const [x, y] = [base64url(point.subarray(1, 33)), base64url(point.subarray(33))];
  return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
}

function object(value: JsonValue | undefined): JsonObject {
  if (value === undefined || !isJsonObject(value)) throw new Error('it is not TUF metadata');
  return value;
}
