import { X509Certificate } from 'node:crypto';
import { publicKeyFromObject, publicKeyFromSpki, type KeyDetails, type PublicKey } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { concatBytes, decodeHex, encodeDer, encodeDerOid, encodeDerSequence, excerpt } from '../wire/index.js';
import type { Pkcs11Object } from './pkcs11-listing.js';
import { listed, type Pkcs11Token } from './pkcs11-token.js';
import type { Pkcs11Uri } from './pkcs11-uri.js';

/**
 * The one object of a kind that a reference names: `id` and `object` must both match if both are given (RFC 7512 section 2.3).
 * @throws CountersignError KEY_INVALID if none or several match
 */
export function pkcs11Object(
  { name, id, texts }: Pkcs11Uri,
  objects: readonly Pkcs11Object[],
  kinds: readonly Pkcs11Object['kind'][],
  hint: string,
): Pkcs11Object {
  const label = texts.get('object');
  const ofKind = objects.filter(({ kind }) => kinds.includes(kind));
  const fitting = ofKind.filter((one) => (id === undefined || one.id === id) && (label === undefined || one.label === label));
  const [found] = fitting;
  // A public key and a certificate with one ID are the same key.
  const keys = new Set(fitting.map((one) => `${one.id ?? ''} ${one.id === undefined ? (one.label ?? '') : ''}`));
  const isTwice = kinds.length === 1 ? fitting.length > 1 : keys.size > 1;
  if (found !== undefined && !isTwice) return found;
  throw new CountersignError('KEY_INVALID', found ? 'several keys match the reference' : 'no key matches the reference', {
    expected: `one key for ${name}`,
    found: listed((found ? fitting : ofKind).map(describe), 'no key is visible in the token'),
    hint: found ? 'Add id (id=%01) or object (its label) to the reference.' : hint,
  });
}

const describe = ({ id, label, what, kind }: Pkcs11Object): string =>
  `${kind} ${what}: ${id === undefined ? 'no id' : `id=${uriOf(id)}`}, ${label === undefined ? 'no label' : `object=${excerpt(label)}`}`;

const uriOf = (hex: string): string => hex.replaceAll(/../g, '%$&');

/**
 * The public key beside a private key (or of a reference), from the public object, or from the certificate if there is no such object.
 * @throws CountersignError KEY_INVALID, KEY_UNSUPPORTED, and those of pkcs11-tool
 */
export async function pkcs11PublicKey(
  token: Pkcs11Token,
  objects: readonly Pkcs11Object[],
  { id, label }: Pick<Pkcs11Object, 'id' | 'label'>,
  options: { readonly type?: Pkcs11Uri['type']; readonly pin?: string | undefined; readonly details?: KeyDetails | undefined },
): Promise<PublicKey> {
  const belongs = (one: Pkcs11Object): boolean => one.id === id && (id !== undefined || one.label === label);
  const wanted = options.type === 'cert' ? (['cert'] as const) : (['public', 'cert'] as const);
  for (const kind of wanted) {
    const fitting = objects.filter((one) => one.kind === kind && belongs(one));
    if (fitting.length === 0) continue;
    const keys = await Promise.all(fitting.map((one) => readKey(token, one, options)));
    const [key, ...others] = keys;
    if (key !== undefined && others.every(({ fingerprint }) => fingerprint === key.fingerprint)) return key;
    throw new CountersignError('KEY_INVALID', 'several public keys have the id of the private key', {
      expected: 'one public key for each id',
      found: listed(fitting.map(describe), ''),
      hint: 'Give each key pair an id of its own: pkcs11-tool --set-id.',
    });
  }
  throw new CountersignError('KEY_INVALID', 'the token has neither the public key nor a certificate of this key', {
    expected: `a public key object or a certificate with the id of the private key (${id ?? 'none'})`,
    found: listed(objects.filter(({ kind }) => kind !== 'private').map(describe), 'neither public keys nor certificates'),
    hint: 'Store it in the token: pkcs11-tool --write-object public.der --type pubkey --id ID, or a certificate.',
  });
}

async function readKey(
  token: Pkcs11Token,
  one: Pkcs11Object,
  { pin, details }: { readonly pin?: string | undefined; readonly details?: KeyDetails | undefined },
): Promise<PublicKey> {
  const spki = one.kind === 'public' ? spkiOf(one) : undefined;
  if (spki !== undefined) return publicKeyFromSpki(spki, details);
  const name = one.id === undefined ? ['--label', one.label ?? ''] : ['--id', one.id];
  const type = one.kind === 'cert' ? 'cert' : 'pubkey';
  const { stdout } = await token.call(['--read-object', '--type', type, ...name], { pin });
  if (one.kind === 'public') return publicKeyFromSpki(stdout, details);
  try {
    return publicKeyFromObject(new X509Certificate(stdout).publicKey, details);
  } catch (cause) {
    if (cause instanceof CountersignError) throw cause;
    throw new CountersignError('KEY_INVALID', 'the certificate in the token cannot be read', {
      expected: 'an X.509 certificate in DER form',
      found: describe(one),
      cause,
    });
  }
}

const EC_KEY = '1.2.840.10045.2.1';
const ED25519 = '1.3.101.112';
/** CKA_EC_PARAMS of Ed25519: the name as text (PKCS #11 2.40), or the object identifier (3.0). */
const ED25519_PARAMS = ['130c656477617264733235353139', '06032b6570'];

/**
 * SubjectPublicKeyInfo (RFC 5480, RFC 8410) of what pkcs11-tool lists of an EC key: pkcs11-tool itself cannot write that of P-384 and Ed25519
 * keys in some versions. Undefined for other keys, which it can write.
 */
function spkiOf({ fields }: Pkcs11Object): Uint8Array | undefined {
  const [params, listedPoint] = ['EC_PARAMS', 'EC_POINT'].map((name) =>
    /^[0-9a-f]+/i.exec(fields.get(name) ?? '')?.[0].toLowerCase(),
  );
  if (params === undefined || listedPoint === undefined) return undefined;
  const isEdwards = ED25519_PARAMS.includes(params);
  const point = pointOf(decodeHex(listedPoint, 'EC_POINT', 'KEY_INVALID'), isEdwards);
  const algorithm = isEdwards
    ? encodeDerSequence(encodeDerOid(ED25519))
    : encodeDerSequence(encodeDerOid(EC_KEY), decodeHex(params, 'EC_PARAMS', 'KEY_INVALID'));
  return encodeDerSequence(algorithm, encodeDer(0x03, concatBytes(Uint8Array.of(0), point)));
}

/** CKA_EC_POINT is an OCTET STRING with the point; some tokens store the point itself, or a BIT STRING for Ed25519. */
function pointOf(bytes: Uint8Array, isEdwards: boolean): Uint8Array {
  const raw = isEdwards
    ? bytes.length === 32
    : bytes[0] === 0x04 && bytes.length % 2 === 1 && [65, 97, 133].includes(bytes.length);
  if (raw) return bytes;
  const header = [0x81, 0x82].includes(bytes[1] ?? 0) ? 2 + ((bytes[1] ?? 0) & 0x7f) : 2;
  const content = bytes.subarray(header);
  const whole = encodeDer(bytes[0] ?? 0, content);
  const isWhole = Buffer.compare(whole, bytes) === 0;
  if (isWhole && bytes[0] === 0x04) return content;
  if (isWhole && bytes[0] === 0x03 && content[0] === 0) return content.subarray(1);
  throw new CountersignError('KEY_INVALID', 'the point of the public key in the token is malformed', {
    expected: 'an OCTET STRING with an uncompressed point',
    found: `${String(bytes.length)} bytes that are something else`,
  });
}
