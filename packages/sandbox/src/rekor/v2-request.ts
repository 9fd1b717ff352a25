import { createHash, createPublicKey, verify, X509Certificate, type KeyObject } from 'node:crypto';
import { canonicalJson } from './canonical.js';
import { DIGEST_LENGTH, verifyDigest, type HashName } from './digest-signature.js';

/** A refusal with the message of rekor-tiles; sent as 400 `{code: 3, message, details: []}`. */
export class InvalidEntry extends Error {}

/** A checked entry for the log. */
export interface Entry {
  readonly kind: 'hashedrekord' | 'dsse';
  readonly version: '0.0.2';
  /** The canonical bytes of the log's leaf. */
  readonly body: Buffer;
}

interface KeyDetails {
  readonly number: number;
  readonly hash: HashName;
  fits(key: KeyObject): boolean;
}

const rsa = (bits: number) => (key: KeyObject) =>
  key.asymmetricKeyType === 'rsa' && key.asymmetricKeyDetails?.modulusLength === bits;
const ec = (curve: string) => (key: KeyObject) =>
  key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === curve;

/**
 * Algorithms that rekor-tiles accepts from clients (`--client-signing-algorithms`), by the names and numbers of sigstore_common.proto.
 * Here `keyDetails` must match the key. rekor-tiles 2.3 only checks that their hash is right (it logs a P-256 key as
 * `PKIX_RSA_PSS_2048_SHA256`), which would hide a client's mistake.
 */
const KEY_DETAILS: Readonly<Record<string, KeyDetails>> = {
  PKIX_ECDSA_P256_SHA_256: { number: 5, hash: 'sha256', fits: ec('prime256v1') },
  PKIX_ECDSA_P384_SHA_384: { number: 12, hash: 'sha384', fits: ec('secp384r1') },
  PKIX_ECDSA_P521_SHA_512: { number: 13, hash: 'sha512', fits: ec('secp521r1') },
  PKIX_RSA_PKCS1V15_2048_SHA256: { number: 9, hash: 'sha256', fits: rsa(2048) },
  PKIX_RSA_PKCS1V15_3072_SHA256: { number: 10, hash: 'sha256', fits: rsa(3072) },
  PKIX_RSA_PKCS1V15_4096_SHA256: { number: 11, hash: 'sha256', fits: rsa(4096) },
  PKIX_ED25519_PH: { number: 8, hash: 'sha512', fits: (key) => key.asymmetricKeyType === 'ed25519' },
};

const HASH_NAMES: Readonly<Record<HashName, string>> = { sha256: 'SHA2_256', sha384: 'SHA2_384', sha512: 'SHA2_512' };

type Fields = Readonly<Record<string, unknown>>;

/** The members of a message: camelCase or the proto's snake_case; an unknown one is an error, as in protojson. */
function message(value: unknown, ...names: readonly string[]): Fields {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new InvalidEntry('proto: syntax error: unexpected token');
  const fields: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const name = names.find((known) => known === key || snake(known) === key);
    if (name === undefined) throw new InvalidEntry(`proto: unknown field ${JSON.stringify(key)}`);
    fields[name] = member;
  }
  return fields;
}

function snake(name: string): string {
  return name === 'x509Certificate' ? 'x509_certificate' : name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Protojson accepts standard and URL-safe base64, with or without padding. */
function bytes(value: unknown, field: string): Buffer {
  if (value === undefined || value === null) return Buffer.alloc(0);
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(value)) {
    throw new InvalidEntry(`proto: invalid value for bytes field ${field}: ${JSON.stringify(value)}`);
  }
  return Buffer.from(value, 'base64');
}

interface Verifier {
  readonly key: KeyObject;
  readonly details: KeyDetails;
  /** In the form for the entry. */
  readonly canonical: Fields;
}

function readVerifier(value: unknown, refuse: () => InvalidEntry): Verifier {
  const fields = message(value, 'publicKey', 'x509Certificate', 'keyDetails');
  const certificate = bytes(message(fields['x509Certificate'], 'rawBytes')['rawBytes'], 'rawBytes');
  const publicKey = bytes(message(fields['publicKey'], 'rawBytes')['rawBytes'], 'rawBytes');
  const keyDetails = fields['keyDetails'];
  const found = Object.entries(KEY_DETAILS).find(([name, { number }]) => name === keyDetails || number === keyDetails);
  if (!found) {
    const known = keyDetails === undefined || /^PKIX_|^PKCS1_|^LMOTS?_|^ML_DSA/.test(String(keyDetails));
    throw known ? refuse() : new InvalidEntry(`proto: invalid value for enum field keyDetails: ${JSON.stringify(keyDetails)}`);
  }
  const [name, details] = found;
  try {
    const source = certificate.length > 0 ? { x509Certificate: certificate } : { publicKey };
    const key =
      certificate.length > 0
        ? derCertificate(certificate).publicKey
        : createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
    if (!details.fits(key)) throw refuse();
    const [[kind, raw]] = Object.entries(source) as [[string, Buffer]];
    return { key, details, canonical: { keyDetails: name, [kind]: { rawBytes: raw.toString('base64') } } };
  } catch {
    throw refuse();
  }
}

/** Node also reads PEM, but the log accepts only DER. */
function derCertificate(der: Buffer): X509Certificate {
  const certificate = new X509Certificate(der);
  if (!certificate.raw.equals(der)) throw new TypeError('not one DER certificate');
  return certificate;
}

function hashedRekord(value: unknown): Entry {
  const refuse = (): InvalidEntry => new InvalidEntry('invalid hashedrekord request');
  const request = message(value, 'digest', 'signature');
  const signature = message(request['signature'], 'content', 'verifier');
  const digest = bytes(request['digest'], 'digest');
  const content = bytes(signature['content'], 'content');
  const verifier = readVerifier(signature['verifier'], refuse);
  const { hash } = verifier.details;
  if (digest.length !== DIGEST_LENGTH[hash] || !verifyDigest(verifier.key, hash, digest, content)) throw refuse();
  return entry('hashedrekord', {
    hashedRekordV002: {
      data: { algorithm: HASH_NAMES[hash], digest: digest.toString('base64') },
      signature: { content: content.toString('base64'), verifier: verifier.canonical },
    },
  });
}

/** The type that rekor-tiles removed in 2.3; a sandbox can accept it like the older server (option `rekorAcceptsDsse`). */
function dsse(value: unknown): Entry {
  const refuse = (): InvalidEntry => new InvalidEntry('invalid dsse request');
  const request = message(value, 'envelope', 'verifiers');
  const envelope = message(request['envelope'], 'payload', 'payloadType', 'signatures');
  const payload = bytes(envelope['payload'], 'payload');
  const type = Buffer.from(String(envelope['payloadType'] ?? ''), 'utf8');
  const pae = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${payload.length} `), payload]);
  const verifiers = list(request['verifiers']).map((one) => readVerifier(one, refuse));
  const signatures = list(envelope['signatures']).map((one) => {
    const sig = bytes(message(one, 'sig', 'keyid')['sig'], 'sig');
    const verifier = verifiers.find(({ key, details }) => {
      const digest = createHash(details.hash).update(pae).digest();
      return key.asymmetricKeyType === 'ed25519' ? verify(null, pae, key, sig) : verifyDigest(key, details.hash, digest, sig);
    });
    if (!verifier) throw refuse();
    return { content: sig.toString('base64'), verifier: verifier.canonical };
  });
  if (signatures.length === 0) throw refuse();
  const digest = createHash('sha256').update(payload).digest('base64');
  return entry('dsse', { dsseV002: { payloadHash: { algorithm: 'SHA2_256', digest }, signatures } });
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function entry(kind: Entry['kind'], spec: Fields): Entry {
  return { kind, version: '0.0.2', body: Buffer.from(canonicalJson({ apiVersion: '0.0.2', kind, spec }), 'utf8') };
}

/**
 * Reads and checks a CreateEntryRequest of Rekor v2: the signature must verify with the given key over the given digest,
 * and the key must have the type in `keyDetails`.
 *
 * @throws InvalidEntry
 */
export function readEntry(value: unknown, acceptDsse: boolean): Entry {
  const request = message(value, 'hashedRekordRequestV002', 'dsseRequestV002');
  if (request['hashedRekordRequestV002'] !== undefined) return hashedRekord(request['hashedRekordRequestV002']);
  if (acceptDsse && request['dsseRequestV002'] !== undefined) return dsse(request['dsseRequestV002']);
  throw new InvalidEntry('invalid type, must be hashedrekord');
}
