import { publicKeyFromPem, publicKeyFromSpki, type KeyDetails, type PublicKey } from '../../crypto/index.js';
import { CountersignError } from '../../errors/index.js';
import type { Run } from '../../run/index.js';
import { concatBytes, decodeBase64, decodeHex, readInteger, readObject, type JsonObject } from '../../wire/index.js';
import { NO_KEY_SERVICES, type KeyServices } from '../key-login.js';
import { parseTransitReference, type TransitReference } from './reference.js';
import { invalidAnswer, NO_MESSAGE } from './request.js';
import { readMount } from './server.js';
import { vaultSession, type VaultSession } from './session.js';

/** Where a key of the engine Transit is. */
interface TransitPlace {
  readonly session: VaultSession;
  readonly reference: TransitReference;
  /** The path of the engine, escaped. */
  readonly mount: string;
}

/** One version of a key of the engine Transit. */
interface TransitKey extends TransitPlace {
  readonly version: number;
  readonly publicKey: PublicKey;
}

/** Types of keys that sign (API of Transit, "Create key"); others encrypt, or make MACs. */
const TYPES = ['ecdsa-p256', 'ecdsa-p384', 'ecdsa-p521', 'rsa-2048', 'rsa-3072', 'rsa-4096', 'ed25519'];

/** What a key at Transit is read for. */
interface ReadOptions {
  readonly services?: KeyServices | undefined;
  readonly details?: KeyDetails | undefined;
  /** Whether the version must be one that may sign now. */
  readonly toSign: boolean;
}

/**
 * Reads a key: the version that the reference names, else the newest one, with the public key of exactly this version.
 * @throws CountersignError INPUT_*, KEY_INVALID (no such key or version), KEY_UNSUPPORTED (its type does not sign), SERVICE_*, TOKEN_*
 */
export async function readTransitKey(run: Run, text: string, options: ReadOptions): Promise<TransitKey> {
  const { place, answer } = await lookUp(run, text, options.services);
  if (answer.status === 404) throw noKey(place, answer.words);
  return { ...place, ...readVersion(place.session, place.reference, answer.data, options) };
}

/**
 * Where a key is at Transit, and whether it exists there.
 * @throws as `readTransitKey`
 */
export async function findTransitKey(
  run: Run,
  text: string,
  services: KeyServices | undefined,
): Promise<TransitPlace & { readonly exists: boolean }> {
  const { place, answer } = await lookUp(run, text, services);
  // With a message, the engine or the namespace does not exist.
  if (answer.status === 404 && answer.words !== NO_MESSAGE) throw noKey(place, answer.words);
  return { ...place, exists: answer.status !== 404 };
}

async function lookUp(run: Run, text: string, services: KeyServices = NO_KEY_SERVICES) {
  const reference = parseTransitReference(text);
  const session = vaultSession(run, reference.scheme, services);
  const mount = readMount(run.env['TRANSIT_SECRET_ENGINE_PATH'] || 'transit', 'TRANSIT_SECRET_ENGINE_PATH');
  const answer = await session.ask({
    method: 'GET',
    path: `${mount}/keys/${reference.name}`,
    expected: `the key ${reference.name}`,
    refused: `The token needs the capability "read" for ${mount}/keys/${reference.name}.`,
    reads: [404],
  });
  const place: TransitPlace = { session, reference, mount };
  return { place, answer };
}

function noKey({ session, reference, mount }: TransitPlace, words: string): CountersignError {
  return new CountersignError('KEY_INVALID', `${reference.label}: there is no such key`, {
    expected: `a key of the engine ${mount} of ${session.server.role} ${new URL(session.server.address).host}`,
    found: `HTTP 404: ${words}`,
    hint: 'Check the name of the key, TRANSIT_SECRET_ENGINE_PATH and the namespace.',
  });
}

function readVersion(
  session: VaultSession,
  reference: TransitReference,
  data: JsonObject | undefined,
  { details, toSign }: ReadOptions,
): Pick<TransitKey, 'version' | 'publicKey'> {
  const { label } = reference;
  const { type, derived, soft_deleted: deleted, latest_version: latest, min_encryption_version: least = 0 } = data ?? {};
  if (typeof type !== 'string') throw invalidAnswer(session.server, 'the type of the key', 'none');
  if (!TYPES.includes(type)) throw unsupported(label, /^[\w-]{1,40}$/.test(type) ? type : 'another type');
  // The public key of such a key follows from a context, which a reference does not have.
  if (derived !== false && derived !== undefined) throw unsupported(label, `${type}, derived`);
  if (deleted === true) {
    throw new CountersignError('KEY_INVALID', `${label} is deleted`, {
      expected: 'a key that can be used',
      found: 'soft_deleted: true',
      hint: 'Restore the key, or name another one.',
    });
  }
  const code = 'SERVICE_ANSWER_INVALID';
  const newest = readInteger(latest, 'latest_version', code);
  const leastToSign = readInteger(least, 'min_encryption_version', code);
  const version = reference.version ?? newest;
  const entry = readObject(data?.['keys'], 'keys', code)[String(version)];
  const versions = Object.keys(readObject(data?.['keys'], 'keys', code)).filter((name) => /^\d{1,9}$/.test(name));
  if (entry === undefined) {
    throw noVersion(label, version, `versions ${versions.join(', ') || 'none'}`, 'min_decryption_version');
  }
  if (toSign && version < leastToSign) {
    throw noVersion(label, version, `version ${leastToSign} and newer may sign`, 'min_encryption_version');
  }
  const { public_key: text } = readObject(entry, `version ${version}`, code);
  if (typeof text !== 'string' || text === '') throw invalidAnswer(session.server, 'the public key of the version', 'none');
  const what = `${label}, version ${version}`;
  const publicKey = type === 'ed25519' ? fromRawEd25519(text, what, details) : publicKeyFromPem(text, what, details);
  return { version, publicKey };
}

/** SubjectPublicKeyInfo of Ed25519 before the 32 bytes of the key (RFC 8410 section 4): Transit gives the bytes alone, in base64. */
const ED25519_PREFIX = '302a300506032b6570032100';

function fromRawEd25519(text: string, what: string, details: KeyDetails | undefined): PublicKey {
  const raw = decodeBase64(text, what, 'SERVICE_ANSWER_INVALID');
  return publicKeyFromSpki(concatBytes(decodeHex(ED25519_PREFIX, 'the algorithm'), raw), details);
}

function unsupported(label: string, found: string): CountersignError {
  return new CountersignError('KEY_UNSUPPORTED', `${label} is of a type that cannot sign here`, {
    expected: `${TYPES.join(', ')}; not derived`,
    found,
    hint: 'Create a key that signs: vault write -f transit/keys/NAME type=ecdsa-p256',
  });
}

function noVersion(label: string, version: number, found: string, setting: string): CountersignError {
  return new CountersignError('KEY_INVALID', `version ${version} of ${label} cannot be used`, {
    expected: 'a version that the server allows',
    found,
    hint: `Name another version, or change ${setting} of the key.`,
  });
}
