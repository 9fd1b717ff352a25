import { createHash, createPublicKey, verify, X509Certificate, type KeyObject } from 'node:crypto';
import { canonicalJson } from './canonical.js';
import { verifyDigest, type HashName } from './digest-signature.js';

/** A refusal, answered as 400 `{code: 400, message}`. */
export class InvalidProposal extends Error {}

/** A proposed entry that was checked. */
export interface CanonicalEntry {
  /** The canonical bytes of the log's leaf. */
  readonly body: Buffer;
  /** The search keys of the entry: `sha256:<hex>`, the hex SHA-256 of the key's PEM, e-mail addresses and URIs of a certificate. */
  readonly indexKeys: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');

function fields(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidProposal(`${what} in body is required`);
  return value as Fields;
}

function text(value: unknown, what: string): string {
  if (typeof value !== 'string' || value === '') throw new InvalidProposal(`${what} in body is required`);
  return value;
}

function base64(value: unknown, what: string): Buffer {
  const encoded = text(value, what);
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(encoded)) {
    throw new InvalidProposal(`illegal base64 data in ${what}`);
  }
  return Buffer.from(encoded, 'base64');
}

interface Verifier {
  readonly key: KeyObject;
  /** The key or the leaf certificate, re-encoded as PEM, as the log stores it. */
  readonly pem: string;
  readonly names: readonly string[];
}

function readVerifier(pem: string): Verifier {
  try {
    if (pem.includes('-----BEGIN CERTIFICATE-----')) {
      const certificate = new X509Certificate(pem);
      const names = (certificate.subjectAltName ?? '')
        .split(', ')
        .map((name) => /^(?:email|URI):(.+)$/.exec(name)?.[1]?.toLowerCase())
        .filter((name) => name !== undefined);
      return { key: certificate.publicKey, pem: certificate.toString(), names };
    }
    const key = createPublicKey(pem);
    return { key, pem: key.export({ format: 'pem', type: 'spki' }).toString(), names: [] };
  } catch {
    throw new InvalidProposal('invalid public key or certificate');
  }
}

const verifierKeys = (verifier: Verifier): string[] => [sha256(verifier.pem), ...verifier.names];

function entry(kind: string, apiVersion: string, spec: Fields, indexKeys: readonly string[]): CanonicalEntry {
  return { body: Buffer.from(canonicalJson({ apiVersion, kind, spec }), 'utf8'), indexKeys };
}

const HASHES: Readonly<Record<string, HashName>> = { sha256: 'sha256', sha384: 'sha384', sha512: 'sha512' };

function hashedRekord(spec: Fields): CanonicalEntry {
  const hash = fields(fields(spec['data'], 'data')['hash'], 'data.hash');
  const signature = fields(spec['signature'], 'signature');
  const algorithm = HASHES[text(hash['algorithm'], 'data.hash.algorithm')];
  const value = text(hash['value'], 'data.hash.value').toLowerCase();
  if (!algorithm || !/^[0-9a-f]+$/.test(value)) throw new InvalidProposal('invalid value for hash');
  const content = base64(signature['content'], 'signature.content');
  const verifier = readVerifier(
    base64(fields(signature['publicKey'], 'signature.publicKey')['content'], 'signature.publicKey.content').toString('utf8'),
  );
  if (!verifyDigest(verifier.key, algorithm, Buffer.from(value, 'hex'), content)) {
    throw new InvalidProposal('verifying signature: invalid signature when validating ASN.1 encoded signature');
  }
  return entry(
    'hashedrekord',
    '0.0.1',
    {
      data: { hash: { algorithm, value } },
      signature: { content: content.toString('base64'), publicKey: { content: encoded(verifier.pem) } },
    },
    [`${algorithm}:${value}`, ...verifierKeys(verifier)],
  );
}

function pae(type: string, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `, 'utf8'), payload]);
}

const encoded = (pem: string): string => Buffer.from(pem, 'utf8').toString('base64');

/** Checks a signature over a whole message. Like Rekor 1.5, with SHA-256 for every key that signs a digest: P-384 with SHA-384 is refused. */
function verifies(key: KeyObject, message: Buffer, signature: Buffer): boolean {
  try {
    return verify(key.asymmetricKeyType === 'ed25519' ? null : 'sha256', message, key, signature);
  } catch {
    return false;
  }
}

/** The digests of an in-toto statement's subjects, as search keys of its entry. */
function subjectKeys(payload: Buffer): string[] {
  try {
    const subjects = (JSON.parse(payload.toString('utf8')) as { subject?: { digest?: Record<string, string> }[] }).subject ?? [];
    return subjects.flatMap(({ digest }) => Object.entries(digest ?? {}).map(([name, value]) => `${name}:${value}`));
  } catch {
    return [];
  }
}

function dsse(spec: Fields): CanonicalEntry {
  const proposed = fields(spec['proposedContent'], 'proposedContent');
  const envelopeText = text(proposed['envelope'], 'proposedContent.envelope');
  const verifiers = list(proposed['verifiers']).map((one) =>
    readVerifier(base64(one, 'proposedContent.verifiers').toString('utf8')),
  );
  const envelope = fields(parseJson(envelopeText), 'envelope');
  const payload = base64(envelope['payload'], 'envelope.payload');
  const message = pae(text(envelope['payloadType'], 'envelope.payloadType'), payload);
  const signatures = list(envelope['signatures']).map((one) => {
    const signature = base64(fields(one, 'signature')['sig'], 'signature.sig');
    const verifier = verifiers.find(({ key }) => verifies(key, message, signature));
    if (!verifier) throw new InvalidProposal('could not verify envelope: no verifier matches the signature');
    return { signature: signature.toString('base64'), verifier: encoded(verifier.pem) };
  });
  if (signatures.length === 0) throw new InvalidProposal('no signatures found in envelope');
  const envelopeHash = { algorithm: 'sha256', value: sha256(envelopeText) };
  const payloadHash = { algorithm: 'sha256', value: sha256(payload) };
  return entry('dsse', '0.0.1', { envelopeHash, payloadHash, signatures }, [
    `sha256:${envelopeHash.value}`,
    `sha256:${payloadHash.value}`,
    ...subjectKeys(payload),
    ...verifiers.flatMap(verifierKeys),
  ]);
}

/** The older format: payload and signatures are base64-encoded twice; the payload is not stored. */
function intoto(spec: Fields): CanonicalEntry {
  const content = fields(spec['content'], 'content');
  const envelope = fields(content['envelope'], 'content.envelope');
  const payloadType = text(envelope['payloadType'], 'content.envelope.payloadType');
  const payload = base64(base64(envelope['payload'], 'content.envelope.payload').toString('utf8'), 'content.envelope.payload');
  const message = pae(payloadType, payload);
  const verifiers: Verifier[] = [];
  const signatures = list(envelope['signatures']).map((one) => {
    const signature = fields(one, 'signature');
    const sig = base64(signature['sig'], 'signature.sig');
    const verifier = readVerifier(base64(signature['publicKey'], 'signature.publicKey').toString('utf8'));
    if (!verifies(verifier.key, message, base64(sig.toString('utf8'), 'signature.sig'))) {
      throw new InvalidProposal('could not verify envelope');
    }
    verifiers.push(verifier);
    return { keyid: signature['keyid'], publicKey: encoded(verifier.pem), sig: sig.toString('base64') };
  });
  if (signatures.length === 0) throw new InvalidProposal('no signatures found in envelope');
  const payloadHash = { algorithm: 'sha256', value: sha256(payload) };
  const hash = fields(content['hash'], 'content.hash');
  return entry('intoto', '0.0.2', { content: { envelope: { payloadType, signatures }, hash, payloadHash } }, [
    `sha256:${String(hash['value'])}`,
    `sha256:${payloadHash.value}`,
    ...subjectKeys(payload),
    ...verifiers.flatMap(verifierKeys),
  ]);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw new InvalidProposal('the envelope is not JSON');
  }
}

/**
 * Reads and checks a proposed entry of Rekor v1: `hashedrekord` 0.0.1, `dsse` 0.0.1, `intoto` 0.0.2.
 *
 * @throws InvalidProposal
 */
export function readProposal(value: unknown): CanonicalEntry {
  const proposal = fields(value, 'entry');
  const spec = fields(proposal['spec'], 'spec');
  switch (`${String(proposal['kind'])} ${String(proposal['apiVersion'])}`) {
    case 'hashedrekord 0.0.1':
      return hashedRekord(spec);
    case 'dsse 0.0.1':
      return dsse(spec);
    case 'intoto 0.0.2':
      return intoto(spec);
    default:
      throw new InvalidProposal(
        `entry kind '${String(proposal['kind'])}' does not support version '${String(proposal['apiVersion'])}'`,
      );
  }
}

/** The search key in the index for the PEM of a key or certificate. */
export function publicKeyIndexKey(pem: string): string {
  return sha256(readVerifier(pem).pem);
}
