import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { KEY_DETAILS, publicKeyFromSpki, type KeyDetails, type PublicKey } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { decodeUtf8, derIs, derSequence, parseDer, parsePem } from '../wire/index.js';
import { COSIGN_LABELS, decryptCosignKey } from './cosign-key.js';

/** A private key with its public key, whose `details` is the algorithm of its signatures. */
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

const cosign: PrivateKeyFormat = {
  needsPassword: true,
  async read(content, password) {
    const decrypted = Buffer.from(await decryptCosignKey(content, password ?? ''));
    // cosign writes PKCS#8. Keys that were encrypted by other programs may be SEC1 or PKCS#1.
    const label = labelOfDer(decrypted);
    if (label === undefined || label === 'ENCRYPTED PRIVATE KEY') throw invalid('its content', 'PKCS#8', 'something else');
    return createPrivateKey({ key: decrypted, format: 'der', type: DER_TYPES[label] });
  },
};

/** DER structures without encryption, by the PEM label of each. */
const DER_TYPES = { 'PRIVATE KEY': 'pkcs8', 'EC PRIVATE KEY': 'sec1', 'RSA PRIVATE KEY': 'pkcs1' } as const;

/** By PEM label: PKCS#8 (RFC 5958), SEC1 (RFC 5915), PKCS#1 (RFC 8017), and cosign's two names for its encrypted form. */
const FORMATS: ReadonlyMap<string, PrivateKeyFormat> = new Map([
  ...Object.entries(DER_TYPES).map(([label, type]) => [label, { needsPassword: false, read: der(type) }] as const),
  ['ENCRYPTED PRIVATE KEY', { needsPassword: true, read: der('pkcs8') }] as const,
  ...COSIGN_LABELS.map((label) => [label, cosign] as const),
]);
const READABLE = [...FORMATS.keys()].join(', ');

/** What other programs write, and how to convert it. */
const CONVERSIONS: ReadonlyMap<string, string> = new Map([
  [
    'OPENSSH PRIVATE KEY',
    'Convert a copy of it: ssh-keygen -p -m PKCS8 -f COPY. OpenSSH writes keys of its own form by default.',
  ],
  ['DSA PRIVATE KEY', 'Create a P-256 key: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem.'],
]);

/**
 * Reads an unencrypted or encrypted private key: PEM text, or DER. `what` is its name in errors; its content is never printed.
 * @param password undefined if none was given; an empty one is a password
 * @param details the chosen algorithm; default: the usual one of the key
 * @throws CountersignError KEY_INVALID, KEY_UNSUPPORTED
 */
export async function readPrivateKey(
  content: string | Uint8Array,
  what: string,
  password: string | undefined,
  details?: KeyDetails,
): Promise<PrivateKey> {
  const { label, der } = onlyKey(content, what);
  const format = FORMATS.get(label);
  if (format === undefined) throw invalid(what, `a private key (${READABLE})`, label, CONVERSIONS.get(label));
  if (format.needsPassword && password === undefined) {
    throw new CountersignError('KEY_INVALID', `${what} is encrypted, and no password was given`, {
      expected: 'key-password: env://VAR or a file',
      found: 'none',
      hint: 'Give the password with key-password. Users of cosign have it in COSIGN_PASSWORD: key-password: env://COSIGN_PASSWORD.',
    });
  }
  const object = await keyObject(format, label, der, what, password);
  return { object, publicKey: publicKeyOf(object, what, details) };
}

interface KeyBlock {
  readonly label: string;
  readonly der: Uint8Array;
}

function onlyKey(content: string | Uint8Array, what: string): KeyBlock {
  const label = typeof content === 'string' ? undefined : labelOfDer(content);
  if (label !== undefined && typeof content !== 'string') return { label, der: content };
  const text = typeof content === 'string' ? content : textOf(content, what);
  if (/^Proc-Type: *4, *ENCRYPTED/m.test(text)) {
    throw new CountersignError('KEY_UNSUPPORTED', `${what} has the old encryption of OpenSSL`, {
      expected: 'encrypted PKCS#8 (ENCRYPTED PRIVATE KEY), or a key of cosign',
      found: 'Proc-Type: 4,ENCRYPTED',
      hint: 'Encrypt it again: openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD.pem -out NEW.pem. The old form makes the key from the password with one round of MD5.',
    });
  }
  // `openssl ecparam -genkey` writes the parameters of the curve before the key.
  const blocks = parsePem(text, { what, code: 'KEY_INVALID' }).filter((block) => block.label !== 'EC PARAMETERS');
  const [block] = blocks;
  if (block === undefined || blocks.length > 1) throw invalid(what, 'one private key', `${blocks.length} PEM blocks`);
  return block;
}

function textOf(bytes: Uint8Array, what: string): string {
  try {
    return decodeUtf8(bytes, what, 'KEY_INVALID');
  } catch {
    // The error of the decoder may quote bytes of a key.
    throw invalid(what, 'PEM text, or DER', 'other bytes');
  }
}

/** The PEM label that belongs to DER bytes, from the types of the first members; undefined if they are no private key. */
function labelOfDer(bytes: Uint8Array): keyof typeof DER_TYPES | 'ENCRYPTED PRIVATE KEY' | undefined {
  if (bytes[0] !== 0x30) return undefined;
  try {
    const [first, second] = derSequence(parseDer(bytes, 'the key', 'KEY_INVALID'), 2);
    if (derIs(first, 'sequence') && derIs(second, 'octetString')) return 'ENCRYPTED PRIVATE KEY';
    if (!derIs(first, 'integer')) return undefined;
    if (derIs(second, 'sequence')) return 'PRIVATE KEY';
    if (derIs(second, 'octetString')) return 'EC PRIVATE KEY';
    return derIs(second, 'integer') ? 'RSA PRIVATE KEY' : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The public key of a private key.
 * @param details the chosen algorithm; default: the usual one of the key
 * @throws CountersignError KEY_UNSUPPORTED if its type is not in Sigstore's algorithm registry, or cannot sign with `details`
 */
export function publicKeyOf(object: KeyObject, what: string, details?: KeyDetails): PublicKey {
  const spki = createPublicKey(object).export({ type: 'spki', format: 'der' });
  let usual: PublicKey;
  try {
    usual = publicKeyFromSpki(spki);
  } catch (cause) {
    throw new CountersignError('KEY_UNSUPPORTED', `${what} has a type that is not supported for signing`, {
      expected: 'EC P-256, P-384 or P-521, RSA of 2048, 3072 or 4096 bits, Ed25519, or ML-DSA-65',
      found: describe(object),
      // A hint of the cause is about this Node, which does not know the kind of key.
      hint:
        (cause instanceof CountersignError ? cause.hint : undefined) ??
        'Create a P-256 key: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem.',
      cause,
    });
  }
  if (details === undefined) return usual;
  // Deprecated pairs of curve and hash are read, and never written.
  if (KEY_DETAILS[details].deprecated === true) throw cannotSignWith(what, details, usual);
  try {
    return publicKeyFromSpki(spki, details);
  } catch {
    throw cannotSignWith(what, details, usual);
  }
}

function cannotSignWith(what: string, details: KeyDetails, usual: PublicKey): CountersignError {
  return new CountersignError('KEY_UNSUPPORTED', `${what} cannot sign with the chosen algorithm`, {
    expected: `a key for ${details}`,
    found: `a key for ${usual.details}`,
    hint: 'Omit signing-algorithm for this key, or name one of its type; with several keys, write KEY=NAME lines.',
  });
}

async function keyObject(
  format: PrivateKeyFormat,
  label: string,
  content: Uint8Array,
  what: string,
  password: string | undefined,
): Promise<KeyObject> {
  try {
    return await format.read(Buffer.from(content), format.needsPassword ? password : undefined);
  } catch (thrown) {
    // Only errors that contain nothing of the file are kept: those of libraries may contain parts of the key.
    if (thrown instanceof CountersignError && thrown.code === 'KEY_UNSUPPORTED') throw thrown;
    const malformed = thrown instanceof CountersignError || !format.needsPassword;
    throw malformed
      ? invalid(what, `a well-formed ${label}`, 'a malformed one')
      : new CountersignError('KEY_INVALID', `${what} cannot be decrypted with the given password`, {
          expected: 'the password of the key',
          found: 'another password, or a damaged file',
          hint: 'Correct what key-password names; spaces and line breaks around a password count, except one line break at the end of a file.',
        });
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

function invalid(what: string, expected: string, found: string, hint?: string): CountersignError {
  return new CountersignError('KEY_INVALID', `${what} contains no usable private key`, {
    expected,
    found,
    hint:
      hint ??
      'Give a file with one private key: PEM or DER (PKCS#8, SEC1 or PKCS#1), or an encrypted key of cosign. Signing needs the private key, verification the public key.',
  });
}
