import { CountersignError } from '../errors/index.js';
import {
  decodeBase64,
  decodeHex,
  decodeUtf8,
  encodeBase64,
  isJsonObject,
  parseJson,
  parsePem,
  readInteger,
  readObject,
  readString,
  type JsonObject,
  type JsonValue,
} from '../wire/index.js';

const CODE = 'EVIDENCE_MALFORMED';
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_PEM_BYTES = 1024 * 1024;
const V01 = 'application/vnd.dev.sigstore.bundle+json;version=0.1';

/** The parts of a signature that cosign stored separately before it wrote bundles; all are untrusted text. */
export interface CosignParts {
  /** PEM of the certificate, or of the public key; undefined for a key that is not named. */
  readonly signer: string | undefined;
  /** PEM of the certificates above it. */
  readonly chain?: string;
  /** `{SignedEntryTimestamp, Payload}`: the log entry with its signed entry timestamp (SET). */
  readonly logEntry: JsonValue | undefined;
  /** Base64 of RFC 3161 responses. */
  readonly timestamps: readonly string[];
  readonly content: { readonly messageSignature: JsonObject } | { readonly dsseEnvelope: JsonObject };
}

/**
 * Converts the parts to a bundle of version 0.1, whose log evidence is the SET too. Only the format changes: the verifier
 * checks whether they belong together.
 *
 * @throws CountersignError EVIDENCE_MALFORMED
 */
export function bundleOfCosignParts({ signer, chain, logEntry, timestamps, content }: CosignParts, what: string): JsonObject {
  return {
    mediaType: V01,
    verificationMaterial: {
      ...material(signer, chain ?? '', what),
      tlogEntries: logEntry === undefined || logEntry === null ? [] : [transparencyLogEntry(logEntry, what)],
      timestampVerificationData: { rfc3161Timestamps: timestamps.map((signedTimestamp) => ({ signedTimestamp })) },
    },
    ...content,
  };
}

/** Whether a document is a file written by `cosign sign-blob --bundle` (and `attest-blob`) before version 3. */
export function isCosignFile(value: JsonValue): value is JsonObject {
  return isJsonObject(value) && Object.hasOwn(value, 'base64Signature') && !Object.hasOwn(value, 'mediaType');
}

/** Reads a file written by `cosign sign-blob --bundle`: `{base64Signature, cert, rekorBundle}`. @throws CountersignError EVIDENCE_MALFORMED */
export function bundleOfCosignFile(file: JsonObject, what: string): JsonObject {
  const unknown = Object.keys(file).find((name) => !['base64Signature', 'cert', 'rekorBundle'].includes(name));
  if (unknown !== undefined) {
    throw new CountersignError(CODE, `${what} has an unknown field`, {
      expected: 'base64Signature, cert, rekorBundle',
      found: unknown.slice(0, 80),
    });
  }
  const signature = decodeBase64(readString(file['base64Signature'], `${what}: base64Signature`, CODE), what, CODE);
  const cert = file['cert'];
  const parts = {
    signer: cert === undefined || cert === '' ? undefined : decodeUtf8(base64(cert, `${what}: cert`), what, CODE),
    logEntry: file['rekorBundle'],
    timestamps: [],
  };
  // For an attestation, the "signature" is the whole envelope.
  const text = Buffer.from(signature);
  const content =
    text[0] === 0x7b && text.includes('"payloadType"')
      ? { dsseEnvelope: readObject(parseJson(signature, { maxBytes: MAX_BYTES, what, code: CODE }), what, CODE) }
      : { messageSignature: { signature: encodeBase64(signature) } };
  return bundleOfCosignParts({ ...parts, content }, what);
}

function base64(value: JsonValue, what: string): Uint8Array {
  return decodeBase64(readString(value, what, CODE), what, CODE);
}

function material(signer: string | undefined, chain: string, what: string): JsonObject {
  if (signer === undefined) return { publicKey: { hint: '' } };
  const blocks = [signer, chain].flatMap((pem) =>
    pem.trim() === '' ? [] : parsePem(pem, { labels: ['CERTIFICATE', 'PUBLIC KEY'], maxBytes: MAX_PEM_BYTES, what, code: CODE }),
  );
  // Only the key named by the policy is used; this one is ignored.
  if (blocks.every(({ label }) => label === 'PUBLIC KEY')) return { publicKey: { hint: '' } };
  return {
    x509CertificateChain: {
      certificates: blocks.filter(({ label }) => label === 'CERTIFICATE').map(({ der }) => ({ rawBytes: encodeBase64(der) })),
    },
  };
}

function transparencyLogEntry(value: JsonValue, what: string): JsonObject {
  const entry = readObject(value, `${what}: log entry`, CODE);
  const payload = readObject(entry['Payload'], `${what}: Payload`, CODE);
  const canonicalizedBody = readString(payload['body'], `${what}: body`, CODE);
  const body = readObject(
    parseJson(decodeBase64(canonicalizedBody, `${what}: body`, CODE), { maxBytes: MAX_BYTES, what, code: CODE }),
    `${what}: body`,
    CODE,
  );
  return {
    logIndex: String(readInteger(payload['logIndex'], `${what}: logIndex`, CODE)),
    logId: { keyId: encodeBase64(decodeHex(readString(payload['logID'], `${what}: logID`, CODE), `${what}: logID`, CODE)) },
    kindVersion: {
      kind: readString(body['kind'], `${what}: kind`, CODE),
      version: readString(body['apiVersion'], `${what}: apiVersion`, CODE),
    },
    integratedTime: String(readInteger(payload['integratedTime'], `${what}: integratedTime`, CODE)),
    inclusionPromise: {
      signedEntryTimestamp: readString(entry['SignedEntryTimestamp'], `${what}: SignedEntryTimestamp`, CODE),
    },
    canonicalizedBody,
  };
}
