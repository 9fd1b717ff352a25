import { scrypt, type KeyObject, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import {
  decodeBase64,
  encodeBase64,
  encodePem,
  encodeUtf8,
  parseJson,
  readInteger,
  readObject,
  readString,
  type JsonObject,
  type JsonValue,
} from '../wire/index.js';

/** PEM labels of cosign's encrypted keys (cosign/pkg/cosign/keys.go): the first is written, older versions wrote the second. */
export const COSIGN_LABELS = ['ENCRYPTED SIGSTORE PRIVATE KEY', 'ENCRYPTED COSIGN PRIVATE KEY'] as const;

/** Work factors that cosign accepts (go-securesystemslib/encrypted): others cost too little, or memory without limit. */
const SCRYPT = { N: [32_768, 65_536, 131_072], r: 8, p: 1 } as const;
const WRITTEN_N = 65_536;
const SALT_BYTES = 32;
const NONCE_BYTES = 24;
const KEY_BYTES = 32;
/** Poly1305 tag before the ciphertext. */
const TAG_BYTES = 16;
/** A PKCS#8 key of RSA 4096 has 2.4 KiB, one of ML-DSA-65 4.1 KiB. */
const MAX_JSON_BYTES = 48 * 1024;

const WHAT = 'the encrypted key';
const scryptKey: (password: string, salt: Uint8Array, length: number, options: ScryptOptions) => Promise<Buffer> =
  promisify(scrypt);

/** The parts of an encrypted key, checked. */
interface Encrypted {
  readonly N: number;
  readonly salt: Uint8Array;
  readonly nonce: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/**
 * Decrypts the content of a PEM block with a label of COSIGN_LABELS. An empty password is a password.
 * @returns the private key, DER: PKCS#8 where cosign wrote it
 * @throws CountersignError KEY_UNSUPPORTED for other parameters than cosign's, KEY_INVALID for a malformed file or a wrong password
 */
export async function decryptCosignKey(content: Uint8Array, password: string): Promise<Uint8Array> {
  const { N, salt, nonce, ciphertext } = readEncrypted(content);
  const { xsalsa20poly1305 } = await import('@noble/ciphers/salsa.js');
  return xsalsa20poly1305(await derive(password, salt, N), nonce).decrypt(ciphertext);
}

/**
 * A private key in cosign's encrypted form, as `cosign generate-key-pair` and `import-key-pair` write it: `cosign sign-blob --key` and this
 * project read it.
 * @returns PEM text
 */
export async function encryptCosignKey(run: Pick<Run, 'random'>, key: KeyObject, password: string): Promise<string> {
  const { xsalsa20poly1305 } = await import('@noble/ciphers/salsa.js');
  const salt = run.random(SALT_BYTES);
  const nonce = run.random(NONCE_BYTES);
  const pkcs8 = Uint8Array.from(key.export({ type: 'pkcs8', format: 'der' }));
  const ciphertext = xsalsa20poly1305(await derive(password, salt, WRITTEN_N), nonce).encrypt(pkcs8);
  pkcs8.fill(0);
  const document = {
    kdf: { name: 'scrypt', params: { N: WRITTEN_N, r: SCRYPT.r, p: SCRYPT.p }, salt: encodeBase64(salt) },
    cipher: { name: 'nacl/secretbox', nonce: encodeBase64(nonce) },
    ciphertext: encodeBase64(ciphertext),
  };
  return encodePem(COSIGN_LABELS[0], encodeUtf8(JSON.stringify(document)));
}

/** Node's default memory limit is too small, and exactly 128·N·r, too. */
const derive = (password: string, salt: Uint8Array, N: number): Promise<Buffer> =>
  scryptKey(password, salt, KEY_BYTES, { N, r: SCRYPT.r, p: SCRYPT.p, maxmem: 256 * N * SCRYPT.r });

/** Messages show no values: what is unexpected here may be a key in the wrong place. */
function readEncrypted(content: Uint8Array): Encrypted {
  const document = object(parseJson(content, { maxBytes: MAX_JSON_BYTES, maxDepth: 4, what: WHAT, code: 'KEY_INVALID' }), WHAT);
  const kdf = object(document['kdf'], 'kdf');
  const cipher = object(document['cipher'], 'cipher');
  const params = object(kdf['params'], 'kdf.params');
  named(kdf, 'scrypt');
  named(cipher, 'nacl/secretbox');
  const [N, r, p] = (['N', 'r', 'p'] as const).map((name) => readInteger(params[name], name, 'KEY_INVALID'));
  if (N === undefined || !SCRYPT.N.some((one) => one === N) || r !== SCRYPT.r || p !== SCRYPT.p) {
    throw new CountersignError('KEY_UNSUPPORTED', `${WHAT} has a work factor that cosign does not use`, {
      expected: `scrypt with N ${SCRYPT.N.join(', ')}, r ${String(SCRYPT.r)}, p ${String(SCRYPT.p)}`,
      found: `N ${String(N)}, r ${String(r)}, p ${String(p)}`,
      hint: 'Encrypt the key again with cosign import-key-pair: other factors protect too little, or need memory without limit.',
    });
  }
  const salt = bytes(kdf, 'salt');
  const nonce = bytes(cipher, 'nonce');
  const ciphertext = bytes(document, 'ciphertext');
  if (nonce.length !== NONCE_BYTES || salt.length !== SALT_BYTES || ciphertext.length <= TAG_BYTES)
    throw new CountersignError('KEY_INVALID', `${WHAT} has a salt, a nonce or a ciphertext of the wrong length`);
  return { N, salt, nonce, ciphertext };
}

const object = (value: JsonValue | undefined, what: string): JsonObject => readObject(value, what, 'KEY_INVALID');
const bytes = (from: JsonObject, name: string): Uint8Array =>
  decodeBase64(readString(from[name], name, 'KEY_INVALID'), name, 'KEY_INVALID');

function named(part: JsonObject, expected: string): void {
  if (part['name'] === expected) return;
  throw new CountersignError('KEY_UNSUPPORTED', `${WHAT} uses an algorithm that cosign does not use`, {
    expected,
    found: 'another name',
  });
}
