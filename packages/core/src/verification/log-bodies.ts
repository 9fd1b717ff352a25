import { createHash } from 'node:crypto';
import { CountersignError } from '../errors/index.js';
import type { HashAlgorithm } from '../crypto/index.js';
import type { LogEntry } from '../bundles/index.js';
import {
  decodeBase64,
  decodeHex,
  decodeUtf8,
  encodeBase64,
  parseJson,
  parsePem,
  readArray,
  readObject,
  readString,
  type JsonObject,
  type JsonValue,
} from '../wire/index.js';

const CODE = 'LOG_ENTRY_INVALID';
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** The signer in the log entry: a certificate or a public key, DER. */
interface LoggedVerifier {
  readonly kind: 'certificate' | 'public-key';
  readonly der: Uint8Array;
  /** Rekor v2 only: `PublicKeyDetails` of the key. */
  readonly keyDetails: string | undefined;
}

interface LoggedDigest {
  readonly algorithm: HashAlgorithm;
  readonly value: Uint8Array;
}

/** The content of an entry's body, for every kind. */
export interface LoggedContent {
  readonly kind: string;
  readonly version: string;
  /** What `digest` was computed from: the signed message (the artifact, or an envelope's PAE), or a DSSE payload. */
  readonly over: 'message' | 'payload';
  readonly digest: LoggedDigest;
  /** Undefined for intoto 0.0.1, which has only a hash of the envelope: `envelope` is compared instead. */
  readonly signature: Uint8Array | undefined;
  readonly envelope: LoggedDigest | undefined;
  readonly verifier: LoggedVerifier;
}

type ReadSpec = (spec: JsonObject) => Omit<LoggedContent, 'kind' | 'version'>;

/** The supported kinds (Rekor v1 `pkg/types`, rekor-tiles `api/proto/rekor/v2`); others are rejected. */
const KINDS: Readonly<Record<string, ReadSpec>> = {
  'hashedrekord 0.0.1': readHashedRekord1,
  'hashedrekord 0.0.2': readHashedRekord2,
  'dsse 0.0.1': readDsse1,
  'dsse 0.0.2': readDsse2,
  'intoto 0.0.1': readIntoto1,
  'intoto 0.0.2': readIntoto2,
};

/**
 * Reads the body of a log entry.
 * @throws CountersignError LOG_ENTRY_INVALID for an unknown kind or a malformed body
 */
export function readLoggedContent(entry: LogEntry): LoggedContent {
  const body = readObject(
    parseJson(entry.canonicalizedBody, { maxBytes: MAX_BODY_BYTES, what: 'the log entry', code: CODE }),
    'the log entry',
    CODE,
  );
  const kind = readString(body['kind'], 'kind of the log entry', CODE);
  const version = readString(body['apiVersion'], 'apiVersion of the log entry', CODE);
  const name = `${kind} ${version}`;
  const readSpec = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (readSpec === undefined) {
    throw new CountersignError(CODE, 'the kind of the log entry is not supported', {
      expected: Object.keys(KINDS).join(', '),
      found: name.slice(0, 80),
    });
  }
  return { kind, version, ...readSpec(readObject(body['spec'], 'spec of the log entry', CODE)) };
}

function readHashedRekord1(spec: JsonObject): ReturnType<ReadSpec> {
  const signature = member(spec, 'signature');
  return {
    over: 'message',
    digest: hexDigest(member(member(spec, 'data'), 'hash')),
    signature: base64(signature, 'content'),
    envelope: undefined,
    verifier: pemVerifier(base64(member(signature, 'publicKey'), 'content')),
  };
}

function readHashedRekord2(spec: JsonObject): ReturnType<ReadSpec> {
  const record = member(spec, 'hashedRekordV002');
  const signature = member(record, 'signature');
  return {
    over: 'message',
    digest: base64Digest(member(record, 'data')),
    signature: base64(signature, 'content'),
    envelope: undefined,
    verifier: derVerifier(member(signature, 'verifier')),
  };
}

function readDsse1(spec: JsonObject): ReturnType<ReadSpec> {
  const signature = only(spec, 'signatures');
  return {
    over: 'payload',
    digest: hexDigest(member(spec, 'payloadHash')),
    signature: base64(signature, 'signature'),
    envelope: undefined,
    verifier: pemVerifier(base64(signature, 'verifier')),
  };
}

function readDsse2(spec: JsonObject): ReturnType<ReadSpec> {
  const envelope = member(spec, 'dsseV002');
  const signature = only(envelope, 'signatures');
  return {
    over: 'payload',
    digest: base64Digest(member(envelope, 'payloadHash')),
    signature: base64(signature, 'content'),
    envelope: undefined,
    verifier: derVerifier(member(signature, 'verifier')),
  };
}

function readIntoto1(spec: JsonObject): ReturnType<ReadSpec> {
  const content = member(spec, 'content');
  return {
    over: 'payload',
    digest: hexDigest(member(content, 'payloadHash')),
    signature: undefined,
    envelope: hexDigest(member(content, 'hash')),
    verifier: pemVerifier(base64(spec, 'publicKey')),
  };
}

function readIntoto2(spec: JsonObject): ReturnType<ReadSpec> {
  const content = member(spec, 'content');
  const signature = only(member(content, 'envelope'), 'signatures');
  // Rekor stores the base64 text of the envelope as bytes, so JSON encodes it a second time.
  const sig = decodeUtf8(base64(signature, 'sig'), 'sig of the log entry', CODE);
  return {
    over: 'payload',
    digest: hexDigest(member(content, 'payloadHash')),
    signature: decodeBase64(sig, 'sig of the log entry', CODE),
    envelope: undefined,
    verifier: pemVerifier(base64(signature, 'publicKey')),
  };
}

/**
 * Hashes of the JSON forms of an envelope that clients sent for intoto 0.0.1 (Go's `dsse.Envelope`, with and without an empty
 * `keyid`): the log entry contains only a hash of this JSON.
 */
export function envelopeHashes(
  envelope: {
    readonly payloadType: string;
    readonly payload: Uint8Array;
    readonly signature: Uint8Array;
    readonly keyid: string;
  },
  algorithm: HashAlgorithm,
): readonly Uint8Array[] {
  const sig = encodeBase64(envelope.signature);
  const signatures = [{ keyid: envelope.keyid, sig }, ...(envelope.keyid === '' ? [{ sig }] : [])];
  return signatures.map((signature) =>
    createHash(algorithm)
      .update(
        JSON.stringify({ payloadType: envelope.payloadType, payload: encodeBase64(envelope.payload), signatures: [signature] }),
      )
      .digest(),
  );
}

function member(object: JsonObject, name: string): JsonObject {
  return readObject(own(object, name), `${name} of the log entry`, CODE);
}

function only(object: JsonObject, name: string): JsonObject {
  const items = readArray(own(object, name), `${name} of the log entry`, CODE);
  if (items.length !== 1) {
    throw new CountersignError(CODE, `${name} of the log entry must have exactly one item`, {
      expected: '1',
      found: `${items.length}`,
    });
  }
  return readObject(items[0], `${name} of the log entry`, CODE);
}

function base64(object: JsonObject, name: string): Uint8Array {
  return decodeBase64(readString(own(object, name), `${name} of the log entry`, CODE), `${name} of the log entry`, CODE);
}

function own(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

const HASHES: Readonly<Record<string, HashAlgorithm>> = {
  sha256: 'sha256',
  sha384: 'sha384',
  sha512: 'sha512',
  SHA2_256: 'sha256',
  SHA2_384: 'sha384',
  SHA2_512: 'sha512',
};

function algorithmOf(digest: JsonObject): HashAlgorithm {
  const name = readString(own(digest, 'algorithm'), 'hash algorithm of the log entry', CODE);
  const algorithm = Object.hasOwn(HASHES, name) ? HASHES[name] : undefined;
  if (algorithm === undefined) {
    throw new CountersignError(CODE, 'the hash algorithm of the log entry is not supported', {
      expected: 'SHA-256, SHA-384 or SHA-512',
      found: name,
    });
  }
  return algorithm;
}

function hexDigest(digest: JsonObject): LoggedDigest {
  const value = readString(own(digest, 'value'), 'digest of the log entry', CODE);
  return { algorithm: algorithmOf(digest), value: decodeHex(value, 'digest of the log entry', CODE) };
}

function base64Digest(digest: JsonObject): LoggedDigest {
  return { algorithm: algorithmOf(digest), value: base64(digest, 'digest') };
}

function pemVerifier(pem: Uint8Array): LoggedVerifier {
  const [block] = parsePem(decodeUtf8(pem, 'verifier of the log entry', CODE), { what: 'verifier of the log entry', code: CODE });
  if (block?.label === 'CERTIFICATE') return { kind: 'certificate', der: block.der, keyDetails: undefined };
  if (block?.label === 'PUBLIC KEY') return { kind: 'public-key', der: block.der, keyDetails: undefined };
  throw new CountersignError(CODE, 'the log entry contains no certificate or public key', {
    expected: 'PEM of a certificate or public key',
    found: block?.label ?? 'nothing',
  });
}

function derVerifier(verifier: JsonObject): LoggedVerifier {
  const keyDetails = readString(own(verifier, 'keyDetails'), 'keyDetails of the log entry', CODE);
  const certificate = own(verifier, 'x509Certificate') !== undefined;
  if (certificate === (own(verifier, 'publicKey') !== undefined)) {
    throw new CountersignError(CODE, 'the log entry must contain either a certificate or a public key', {
      expected: 'exactly one of them',
    });
  }
  return certificate
    ? { kind: 'certificate', der: base64(member(verifier, 'x509Certificate'), 'rawBytes'), keyDetails }
    : { kind: 'public-key', der: base64(member(verifier, 'publicKey'), 'rawBytes'), keyDetails };
}
