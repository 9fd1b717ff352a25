import { CountersignError } from '../errors/index.js';
import type { HashAlgorithm } from '../crypto/index.js';
import { parseJson, ProtoReader, type JsonValue } from '../wire/index.js';
import { bundleOfCosignFile, isCosignFile } from './cosign-forms.js';
import { readLogEntry } from './read-log-entry.js';
import type { Bundle, BundleVersion } from './types.js';

/** Largest accepted bundle, in bytes. */
export const MAX_BUNDLE_BYTES = 16 * 1024 * 1024;
/** Limits as in other verifiers: one file must not cause unlimited signature checks. */
export const MAX_LOG_ENTRIES = 32;
export const MAX_TIMESTAMPS = 32;
export const MAX_CHAIN = 10;

const CODE = 'EVIDENCE_MALFORMED';

const VERSIONS: Readonly<Record<string, BundleVersion>> = {
  'application/vnd.dev.sigstore.bundle+json;version=0.1': '0.1',
  'application/vnd.dev.sigstore.bundle+json;version=0.2': '0.2',
  'application/vnd.dev.sigstore.bundle+json;version=0.3': '0.3',
  'application/vnd.dev.sigstore.bundle.v0.3+json': '0.3',
};

const HASHES: Readonly<Record<string, HashAlgorithm>> = { SHA2_256: 'sha256', SHA2_384: 'sha384', SHA2_512: 'sha512' };

/**
 * Reads a Sigstore bundle (JSON, v0.1 to v0.3; sigstore protobuf-specs `Bundle`) strictly, or a file that cosign wrote
 * before version 3, converted to a bundle of version 0.1. Nothing in it is verified.
 * `what` names it in errors, e.g. its path.
 * @throws CountersignError EVIDENCE_MALFORMED, EVIDENCE_TOO_LARGE
 */
export function readBundle(bytes: Uint8Array, what: string): Bundle {
  if (bytes.length > MAX_BUNDLE_BYTES) {
    throw new CountersignError('EVIDENCE_TOO_LARGE', `${what} is too large for a bundle`, {
      expected: `at most ${MAX_BUNDLE_BYTES} bytes`,
      found: `${bytes.length} bytes`,
    });
  }
  const document = parseJson(bytes, { maxBytes: MAX_BUNDLE_BYTES, what, code: CODE });
  return bundleFromJson(isCosignFile(document) ? bundleOfCosignFile(document, what) : document, what);
}

/**
 * The same for a parsed document (a bundle inside another answer); its parser must have refused duplicate keys.
 * @throws CountersignError EVIDENCE_MALFORMED
 */
export function bundleFromJson(value: JsonValue, what: string): Bundle {
  const top = new ProtoReader(value, what, CODE, ['mediaType', 'verificationMaterial', 'messageSignature', 'dsseEnvelope']);
  const mediaType = top.requiredText('mediaType');
  const version = Object.hasOwn(VERSIONS, mediaType) ? VERSIONS[mediaType] : undefined;
  if (version === undefined) {
    throw new CountersignError(CODE, `${what} is not a bundle of a known version`, {
      expected: Object.keys(VERSIONS).join(', '),
      found: mediaType.slice(0, 120),
    });
  }
  const material = top.requiredMessage('verificationMaterial', [
    'certificate',
    'x509CertificateChain',
    'publicKey',
    'tlogEntries',
    'timestampVerificationData',
  ]);
  return {
    version,
    mediaType,
    material: readMaterial(material, version),
    content: readContent(top),
    logEntries: material.messages('tlogEntries', MAX_LOG_ENTRIES, LOG_ENTRY_FIELDS).map((entry) => readLogEntry(entry, version)),
    timestamps: readTimestamps(material),
    json: top.json,
  };
}

const LOG_ENTRY_FIELDS = [
  'logIndex',
  'logId',
  'kindVersion',
  'integratedTime',
  'inclusionPromise',
  'inclusionProof',
  'canonicalizedBody',
] as const;

function readMaterial(material: ProtoReader, version: BundleVersion): Bundle['material'] {
  const kinds = ['certificate', 'x509CertificateChain', 'publicKey'].filter((name) => material.has(name));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    throw material.failure(
      'certificate',
      'the only one of certificate, x509CertificateChain and publicKey',
      kinds.join(' and ') || 'none of them',
    );
  }
  // `certificate` is new in 0.3, which forbids a chain: intermediates come from the trusted root.
  const misplaced = version === '0.3' ? 'x509CertificateChain' : 'certificate';
  if (kind === misplaced) throw material.failure(kind, `absent in a bundle of version ${version}`, 'present');
  if (kind === 'publicKey') return { kind: 'public-key', hint: material.requiredMessage(kind, ['hint']).text('hint') };
  if (kind === 'certificate')
    return { kind: 'certificate', chain: [material.requiredMessage(kind, ['rawBytes']).requiredBytes('rawBytes')] };
  const chain = material
    .requiredMessage(kind, ['certificates'])
    .messages('certificates', MAX_CHAIN, ['rawBytes'])
    .map((certificate) => certificate.requiredBytes('rawBytes'));
  if (chain.length === 0) throw material.failure(kind, 'at least one certificate', 'an empty chain');
  return { kind: 'certificate', chain };
}

function readContent(top: ProtoReader): Bundle['content'] {
  if (top.has('messageSignature') === top.has('dsseEnvelope')) {
    throw top.failure(
      'messageSignature',
      'the only one of messageSignature and dsseEnvelope',
      top.has('dsseEnvelope') ? 'both' : 'neither',
    );
  }
  const message = top.message('messageSignature', ['messageDigest', 'signature']);
  if (message !== undefined) {
    return { kind: 'message', digest: readMessageDigest(message), signature: message.requiredBytes('signature') };
  }
  const envelope = top.requiredMessage('dsseEnvelope', ['payload', 'payloadType', 'signatures']);
  const signatures = envelope.messages('signatures', MAX_LOG_ENTRIES, ['sig', 'keyid']);
  const [signature] = signatures;
  if (signature === undefined || signatures.length !== 1)
    throw envelope.failure('signatures', 'exactly one signature', `${signatures.length}`);
  return {
    kind: 'dsse',
    payloadType: envelope.requiredText('payloadType'),
    payload: envelope.requiredBytes('payload'),
    signature: signature.requiredBytes('sig'),
    keyid: signature.text('keyid'),
  };
}

const DIGEST_LENGTH: Readonly<Record<HashAlgorithm, number>> = { sha256: 32, sha384: 48, sha512: 64 };

function readMessageDigest(message: ProtoReader): { readonly algorithm: HashAlgorithm; readonly value: Uint8Array } | undefined {
  const digest = message.message('messageDigest', ['algorithm', 'digest']);
  if (digest === undefined) return undefined;
  const name = digest.requiredText('algorithm');
  const algorithm = Object.hasOwn(HASHES, name) ? HASHES[name] : undefined;
  if (algorithm === undefined) throw digest.failure('algorithm', Object.keys(HASHES).join(', '));
  const value = digest.requiredBytes('digest');
  if (value.length !== DIGEST_LENGTH[algorithm])
    throw digest.failure('digest', `${DIGEST_LENGTH[algorithm]} bytes`, `${value.length} bytes`);
  return { algorithm, value };
}

function readTimestamps(material: ProtoReader): readonly Uint8Array[] {
  const data = material.message('timestampVerificationData', ['rfc3161Timestamps']);
  if (data === undefined) return [];
  return data
    .messages('rfc3161Timestamps', MAX_TIMESTAMPS, ['signedTimestamp'])
    .map((timestamp) => timestamp.requiredBytes('signedTimestamp'));
}
