import { constants, createHash, generateKeyPairSync, privateEncrypt, sign, type KeyObject } from 'node:crypto';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { digestInfo, HASH_BYTES, type HashAlgorithm } from '../../crypto/index.js';
import { failed, refuse, unknownMember, withData, wrongRequest } from './fake-vault-answers.js';
import type { FakeAnswer, FakeKey, FakeRoute } from './fake-vault-types.js';

const PAIRS: Readonly<Record<string, () => FakeKey['versions'][number]>> = {
  'ecdsa-p256': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'ecdsa-p384': () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'ecdsa-p521': () => generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  'rsa-2048': () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  'rsa-3072': () => generateKeyPairSync('rsa', { modulusLength: 3072 }),
  'rsa-4096': () => generateKeyPairSync('rsa', { modulusLength: 4096 }),
  ed25519: () => generateKeyPairSync('ed25519'),
};
const NAMES: Readonly<Record<string, string>> = { 'ecdsa-p256': 'P-256', 'ecdsa-p384': 'P-384', 'ecdsa-p521': 'P-521' };
const CURVES: Readonly<Record<string, typeof p256>> = { 'ecdsa-p256': p256, 'ecdsa-p384': p384, 'ecdsa-p521': p521 };
const HASHES: Readonly<Record<string, HashAlgorithm>> = { 'sha2-256': 'sha256', 'sha2-384': 'sha384', 'sha2-512': 'sha512' };

export function fakeKey(type: string, versions = 1, more: Partial<FakeKey> = {}): FakeKey {
  return {
    type,
    versions: Array.from({ length: versions }, (_, index) => pair(type, index)),
    minDecryption: 1,
    minEncryption: 0,
    ...more,
  };
}

/** RSA keys take long to make: those of one type and version are the same in all keys of a test file. */
const RSA = new Map<string, FakeKey['versions'][number]>();

function pair(type: string, index: number): FakeKey['versions'][number] {
  const make = PAIRS[type];
  if (make === undefined) throw new Error(`unknown key type ${type}`);
  if (!type.startsWith('rsa')) return make();
  const name = `${type} ${index}`;
  const known = RSA.get(name) ?? make();
  RSA.set(name, known);
  return known;
}

/** As OpenBao writes it: PEM; for Ed25519 the 32 bytes in base64. */
function publicText(key: FakeKey, { publicKey }: FakeKey['versions'][number]): string {
  if (key.derived === true) return '';
  if (key.type !== 'ed25519') return publicKey.export({ type: 'spki', format: 'pem' }).toString();
  return Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64');
}

function description(name: string, key: FakeKey): FakeAnswer {
  const signs = PAIRS[key.type] !== undefined;
  const versions = key.versions.map((one, index) => [index + 1, one] as const).filter(([number]) => number >= key.minDecryption);
  return withData({
    allow_plaintext_backup: false,
    auto_rotate_period: 0,
    deletion_allowed: false,
    derived: key.derived === true,
    exportable: false,
    imported_key: false,
    keys: Object.fromEntries(
      versions.map(([number, one]) => [
        number,
        signs
          ? {
              certificate_chain: '',
              creation_time: '2026-11-27T06:17:23.034457877Z',
              name: NAMES[key.type] ?? key.type,
              public_key: publicText(key, one),
            }
          : 1795760244,
      ]),
    ),
    latest_version: key.versions.length,
    min_available_version: 0,
    min_decryption_version: key.minDecryption,
    min_encryption_version: key.minEncryption,
    name,
    soft_deleted: key.deleted === true,
    supports_decryption: key.type.startsWith('rsa'),
    supports_derivation: key.type === 'ed25519',
    supports_encryption: key.type.startsWith('rsa'),
    supports_signing: signs,
    type: key.type,
  });
}

export const transitRoutes: FakeRoute = ({ method, path, body }, { keys }) => {
  const [, mount = '', action, name = '', last] = /^(.+)\/(keys|sign)\/([\w.-]+)(?:\/([\w-]+))?$/.exec(path) ?? [];
  if (action === undefined || ![...keys.keys(), 'transit/'].some((one) => one.startsWith(`${mount}/`))) return undefined;
  const key = keys.get(`${mount}/${name}`);
  if (action === 'sign') return method === 'POST' ? signature(key, last, body) : refuse(405, 'unsupported operation');
  if (method === 'GET' && last === undefined) return key === undefined ? refuse(404) : description(name, key);
  if (method !== 'POST') return refuse(405, 'unsupported operation');
  if (last === 'rotate') {
    if (key === undefined) return refuse(400, 'key not found');
    key.versions.push(pair(key.type, key.versions.length));
    return description(name, key);
  }
  const { type, exportable, allow_plaintext_backup: backup, derived } = body;
  const unknown = unknownMember(body, ['type', 'exportable', 'allow_plaintext_backup', 'derived']);
  if (unknown !== undefined) return wrongRequest(unknown);
  if (exportable !== false || backup !== false || derived !== false)
    return wrongRequest('a key that can be exported or is derived');
  if (typeof type !== 'string' || PAIRS[type] === undefined) return refuse(400, `unknown key type ${String(type)}`);
  // The real server answers with the existing key.
  const made = key ?? fakeKey(type);
  keys.set(`${mount}/${name}`, made);
  return description(name, made);
};

const MEMBERS = ['input', 'prehashed', 'key_version', 'marshaling_algorithm', 'signature_algorithm', 'salt_length'];

function signature(key: FakeKey | undefined, hash: string | undefined, body: Readonly<Record<string, unknown>>): FakeAnswer {
  if (key === undefined) return refuse(400, 'signing key not found');
  if (PAIRS[key.type] === undefined) return refuse(400, `key type ${key.type} does not support signing`);
  const unknown = unknownMember(body, MEMBERS);
  if (unknown !== undefined) return wrongRequest(unknown);
  const { input, key_version: version, prehashed } = body;
  if (key.derived === true) return failed("error deriving key: missing 'context' for key derivation");
  if (typeof version !== 'number') return wrongRequest('no version: the newest would sign');
  if (version > key.versions.length) return failed('requested version for signing is higher than the latest key version');
  if (version < Math.max(key.minEncryption, key.minDecryption))
    return failed('requested version for signing is less than the minimum encryption key version');
  const one = key.versions[version - 1];
  if (one === undefined || typeof input !== 'string') return wrongRequest('no input');
  const bytes = Buffer.from(input, 'base64');
  const algorithm = HASHES[hash ?? ''];
  if (key.type === 'ed25519') {
    if (hash !== undefined || prehashed !== false) return wrongRequest('a digest for Ed25519');
    return signed(version, sign(null, bytes, one.privateKey));
  }
  if (algorithm === undefined || prehashed !== true) return wrongRequest('no hash, or a message');
  if (bytes.length !== HASH_BYTES[algorithm]) return wrongRequest('a digest of the wrong length');
  const curve = CURVES[key.type];
  if (curve !== undefined) {
    if (body['marshaling_algorithm'] !== 'asn1') return wrongRequest('another form of signature');
    const d = Buffer.from(one.privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
    return signed(version, curve.sign(bytes, d, { prehash: false, lowS: false, format: 'der' }));
  }
  return rsaSignature(version, one.privateKey, algorithm, bytes, body);
}

function rsaSignature(
  version: number,
  privateKey: KeyObject,
  algorithm: HashAlgorithm,
  digest: Uint8Array,
  body: Readonly<Record<string, unknown>>,
): FakeAnswer {
  if (body['signature_algorithm'] === 'pkcs1v15') {
    return signed(
      version,
      privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, digestInfo(digest, algorithm)),
    );
  }
  if (body['signature_algorithm'] !== 'pss') return wrongRequest('no padding: the server would choose PSS');
  const encoded = pssEncoded(digest, algorithm, body['salt_length'] === 'hash' ? HASH_BYTES[algorithm] : 20, privateKey);
  return signed(version, privateEncrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, encoded));
}

/** EMSA-PSS-ENCODE (RFC 8017 section 9.1.1) for a modulus of whole bytes; Node signs no digests. */
function pssEncoded(
  digest: Uint8Array,
  algorithm: HashAlgorithm,
  saltLength: number,
  { asymmetricKeyDetails }: KeyObject,
): Buffer {
  const length = (asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const of = (...parts: Uint8Array[]): Buffer => {
    const hash = createHash(algorithm);
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  const salt = Buffer.alloc(saltLength, 7);
  const seal = of(new Uint8Array(8), digest, salt);
  const block = Buffer.concat([Buffer.alloc(length - saltLength - seal.length - 2), Buffer.of(1), salt]);
  for (let at = 0, counter = 0; at < block.length; at += seal.length, counter += 1) {
    const mask = of(seal, Buffer.of(0, 0, 0, counter));
    for (let index = 0; index < seal.length && at + index < block.length; index += 1) {
      block[at + index] = (block[at + index] ?? 0) ^ (mask[index] ?? 0);
    }
  }
  block[0] = (block[0] ?? 0) & 0x7f;
  return Buffer.concat([block, seal, Buffer.of(0xbc)]);
}

const signed = (version: number, bytes: Uint8Array): FakeAnswer =>
  withData({ key_version: version, signature: `vault:v${version}:${Buffer.from(bytes).toString('base64')}` });
