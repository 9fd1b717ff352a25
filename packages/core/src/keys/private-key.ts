import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { publicKeyFromSpki, type PublicKey } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { parsePem, type PemBlock } from '../wire/index.js';

/** A private key with its public key. */
export interface PrivateKey {
  readonly object: KeyObject;
  readonly publicKey: PublicKey;
}

/** Parses the content of a PEM block. `read` throws any error if the key is malformed or the password is wrong. */
interface PrivateKeyFormat {
  readonly needsPassword: boolean;
  readonly read: (der: Buffer, password: string | undefined) => KeyObject | Promise<KeyObject>;
}

const der =
  (type: 'pkcs8' | 'sec1' | 'pkcs1'): PrivateKeyFormat['read'] =>
  (key, passphrase) =>
    createPrivateKey({ key, format: 'der', type, ...(passphrase === undefined ? {} : { passphrase }) });

/** By PEM label: PKCS#8 (RFC 5958), SEC1 (RFC 5915), PKCS#1 (RFC 8017). */
const FORMATS: ReadonlyMap<string, PrivateKeyFormat> = new Map([
  ['PRIVATE KEY', { needsPassword: false, read: der('pkcs8') }],
  ['EC PRIVATE KEY', { needsPassword: false, read: der('sec1') }],
  ['RSA PRIVATE KEY', { needsPassword: false, read: der('pkcs1') }],
  ['ENCRYPTED PRIVATE KEY', { needsPassword: true, read: der('pkcs8') }],
]);
const READABLE = [...FORMATS.keys()].join(', ');

/**
 * Reads an unencrypted or encrypted private key from PEM text. `what` is its name in errors; its content is never printed.
 * @throws CountersignError KEY_INVALID, KEY_UNSUPPORTED
 */
export async function readPrivateKey(pem: string, what: string, password: string | undefined): Promise<PrivateKey> {
  // `openssl ecparam -genkey` writes the parameters of the curve before the key.
  const blocks = parsePem(pem, { what, code: 'KEY_INVALID' }).filter((block) => block.label !== 'EC PARAMETERS');
  const [block] = blocks;
  if (block === undefined || blocks.length > 1) throw invalid(what, 'one private key', `${blocks.length} PEM blocks`);
  const { label } = block;
  if (label === 'ENCRYPTED SIGSTORE PRIVATE KEY' || label === 'ENCRYPTED COSIGN PRIVATE KEY') {
    throw new CountersignError('KEY_UNSUPPORTED', `${what} is encrypted by cosign, which is not supported yet`, {
      expected: READABLE,
      found: label,
      hint: 'Use a PKCS#8 key: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes256 -out key.pem.',
    });
  }
  const format = FORMATS.get(label);
  if (format === undefined) throw invalid(what, `a private key (${READABLE})`, label);
  if (format.needsPassword && password === undefined) {
    throw new CountersignError('KEY_INVALID', `${what} is encrypted, and no password was given`, {
      expected: 'key-password: env://VAR or a file',
      found: 'none',
      hint: 'Give the password with key-password.',
    });
  }
  const object = await keyObject(format, block, what, password);
  return { object, publicKey: publicKeyOf(object, what) };
}

/** The public key of a private key. @throws CountersignError KEY_UNSUPPORTED if its type is not in Sigstore's algorithm registry */
export function publicKeyOf(object: KeyObject, what: string): PublicKey {
  let cause: unknown;
  try {
    const publicKey = publicKeyFromSpki(createPublicKey(object).export({ type: 'spki', format: 'der' }));
    // Node cannot sign a digest with PSS, so such a key could sign small files only.
    if (!publicKey.details.startsWith('PKIX_RSA_PSS_')) return publicKey;
  } catch (thrown) {
    cause = thrown;
  }
  throw new CountersignError('KEY_UNSUPPORTED', `${what} has a type that is not supported for signing`, {
    expected: 'EC P-256, P-384 or P-521, RSA (PKCS#1 v1.5) of 2048, 3072 or 4096 bits, or Ed25519',
    found: describe(object),
    hint: 'Create a P-256 key: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem.',
    cause,
  });
}

async function keyObject(
  format: PrivateKeyFormat,
  { label, der: content }: PemBlock,
  what: string,
  password: string | undefined,
): Promise<KeyObject> {
  try {
    return await format.read(Buffer.from(content), format.needsPassword ? password : undefined);
  } catch {
    // The error of the library is not kept, because it may contain parts of the key.
    throw format.needsPassword
      ? new CountersignError('KEY_INVALID', `${what} cannot be decrypted with the given password`, {
          expected: 'the password of the key',
          found: 'another password, or a damaged file',
          hint: 'Correct what key-password names; spaces and line breaks around a password count, except one line break at the end of a file.',
        })
      : invalid(what, `a well-formed ${label}`, 'a malformed one');
  }
}

function describe(object: KeyObject): string {
  const { modulusLength, namedCurve } = object.asymmetricKeyDetails ?? {};
  return [
    object.asymmetricKeyType ?? 'an unknown key',
    modulusLength === undefined ? undefined : `${modulusLength} bits`,
    namedCurve,
  ]
    .filter((part) => part !== undefined)
    .join(' ');
}

function invalid(what: string, expected: string, found: string): CountersignError {
  return new CountersignError('KEY_INVALID', `${what} contains no usable private key`, {
    expected,
    found,
    hint: 'Give a file with one private key in PEM form (PKCS#8 or SEC1). Signing needs the private key, verification the public key.',
  });
}
