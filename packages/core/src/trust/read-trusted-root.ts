import { createPublicKey } from 'node:crypto';
import { CountersignError } from '../errors/index.js';
import {
  KEY_DETAILS,
  parseCertificate,
  publicKeyFromObject,
  publicKeyFromSpki,
  type KeyDetails,
  type PublicKey,
} from '../crypto/index.js';
import { encodeHex, parseJson, ProtoReader, sha256Digest, type JsonValue } from '../wire/index.js';
import { checkpointOrigins, noteKeyId } from './checkpoint-origin.js';
import { readValidFor } from './valid-for.js';
import type { CertificateAuthority, TransparencyLog, TrustedRoot } from './types.js';

const CODE = 'TRUST_ROOT_INVALID';
/** Largest trusted root or signing config that is read, in bytes. */
export const MAX_TRUST_BYTES = 4 * 1024 * 1024;
const MAX_ITEMS = 128;

const MEDIA_TYPES = [
  'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  'application/vnd.dev.sigstore.trustedroot.v0.1+json',
];

/**
 * Reads a trusted_root.json (sigstore protobuf-specs `TrustedRoot`) and checks it: every key parses, every key ID matches
 * its key, every log and authority has a start of validity. Logs with an unsupported kind of key are skipped: their entries
 * then do not count. `source` is kept for reports and errors.
 * @throws CountersignError TRUST_ROOT_INVALID
 */
export function readTrustedRoot(bytes: Uint8Array, source: string): TrustedRoot {
  return trustedRootFromJson(parseJson(bytes, { maxBytes: MAX_TRUST_BYTES, what: source, code: CODE }), {
    source,
    digest: sha256Digest(bytes),
  });
}

/** The same for a document inside another one (a client trust config), whose digest is then that of the whole file. */
export function trustedRootFromJson(
  value: JsonValue | undefined,
  from: { readonly source: string; readonly digest: string },
): TrustedRoot {
  const top = new ProtoReader(value, from.source, CODE, [
    'mediaType',
    'tlogs',
    'ctlogs',
    'certificateAuthorities',
    'timestampAuthorities',
  ]);
  if (!MEDIA_TYPES.includes(top.text('mediaType'))) throw top.failure('mediaType', MEDIA_TYPES.join(' or '));
  const transparencyLogs = readLogs(top, 'tlogs', readTransparencyLogIds);
  const certificateLogs = readLogs(top, 'ctlogs', readCertificateLogIds);
  return {
    transparencyLogs: transparencyLogs.filter((log) => log !== undefined),
    certificateLogs: certificateLogs.filter((log) => log !== undefined),
    unsupportedLogs: [...transparencyLogs, ...certificateLogs].filter((log) => log === undefined).length,
    certificateAuthorities: readAuthorities(top, 'certificateAuthorities'),
    timestampAuthorities: readAuthorities(top, 'timestampAuthorities'),
    ...from,
  };
}

type LogIds = Pick<TransparencyLog, 'origin' | 'logId' | 'checkpointKeyId'>;
type ReadLogIds = (log: ProtoReader, baseUrl: string, key: PublicKey) => LogIds;

/** Undefined for a log that is not supported. */
function readLogs(top: ProtoReader, field: string, readIds: ReadLogIds): readonly (TransparencyLog | undefined)[] {
  const fields = ['baseUrl', 'hashAlgorithm', 'publicKey', 'logId', 'checkpointKeyId', 'operator'];
  return top.messages(field, MAX_ITEMS, fields).map((log) => {
    const publicKey = log.requiredMessage('publicKey', ['rawBytes', 'keyDetails', 'validFor']);
    const validFor = readValidFor(publicKey);
    const baseUrl = readUrl(log, 'baseUrl');
    const key = readKey(publicKey);
    // RFC 6962 trees and both Rekors hash with SHA-256; a log with another hash is not supported.
    if (key === undefined || log.text('hashAlgorithm') !== 'SHA2_256') return undefined;
    return { baseUrl, key, validFor, ...readIds(log, baseUrl, key) };
  });
}

function readTransparencyLogIds(log: ProtoReader, baseUrl: string, key: PublicKey): LogIds {
  const origins = checkpointOrigins(baseUrl);
  const logId = readKeyId(log, 'logId');
  const checkpointKeyId = log.has('checkpointKeyId') ? readKeyId(log, 'checkpointKeyId') : logId;
  // The ID of a Rekor v1 log is the hash of its key, that of Rekor v2 its checkpoint key ID.
  const possible = new Map<string, string>();
  for (const origin of origins.toReversed()) possible.set(key.fingerprint, origin).set(noteKeyId(origin, key), origin);
  for (const [name, id] of [
    ['logId', logId],
    ['checkpointKeyId', checkpointKeyId],
  ] as const) {
    if (!possible.has(id)) throw log.failure(name, `the ID of the log's own key under the name ${origins[0] ?? ''}`, id);
  }
  return { origin: possible.get(checkpointKeyId) ?? '', logId, checkpointKeyId };
}

/** RFC 6962 section 3.2: the ID of a CT log is the SHA-256 of its SubjectPublicKeyInfo. */
function readCertificateLogIds(log: ProtoReader, baseUrl: string, key: PublicKey): LogIds {
  const logId = readKeyId(log, 'logId');
  if (logId !== key.fingerprint) throw log.failure('logId', `the SHA-256 of the log's own key, ${key.fingerprint}`, logId);
  return { origin: checkpointOrigins(baseUrl)[0] ?? '', logId, checkpointKeyId: logId };
}

function readKeyId(log: ProtoReader, field: string): string {
  return encodeHex(log.requiredMessage(field, ['keyId']).requiredBytes('keyId'));
}

/** Undefined for an unknown kind of key; a key that is not of its stated kind is an error. */
function readKey(publicKey: ProtoReader): PublicKey | undefined {
  const bytes = publicKey.requiredBytes('rawBytes');
  const details = publicKey.requiredText('keyDetails');
  try {
    // The deprecated form of old RSA logs: a PKCS #1 key without SubjectPublicKeyInfo.
    if (details === 'PKCS1_RSA_PKCS1V5')
      return publicKeyFromObject(createPublicKey({ key: Buffer.from(bytes), format: 'der', type: 'pkcs1' }));
    return isKeyDetails(details) ? publicKeyFromSpki(bytes, details) : undefined;
  } catch (error) {
    throw new CountersignError(CODE, `${publicKey.path} is not a key of the kind ${details}`, {
      expected: details,
      found: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
}

/** Keys that sign checkpoints and timestamps. Ed25519ph and ML-DSA keys sign artifacts only: no log uses them. */
function isKeyDetails(text: string): text is KeyDetails {
  return Object.hasOwn(KEY_DETAILS, text) && text !== 'PKIX_ED25519_PH' && text !== 'ML_DSA_65';
}

function readAuthorities(top: ProtoReader, field: string): readonly CertificateAuthority[] {
  return top.messages(field, MAX_ITEMS, ['subject', 'uri', 'certChain', 'validFor', 'operator']).map((authority) => {
    const chain = authority
      .requiredMessage('certChain', ['certificates'])
      .messages('certificates', MAX_ITEMS, ['rawBytes'])
      .map((certificate) => {
        try {
          return parseCertificate(certificate.requiredBytes('rawBytes'));
        } catch (error) {
          throw new CountersignError(CODE, `${certificate.path} cannot be read as a certificate`, { cause: error });
        }
      });
    if (chain.length === 0) throw authority.failure('certChain', 'at least one certificate', 'none');
    return { uri: authority.text('uri'), chain, validFor: readValidFor(authority) };
  });
}

function readUrl(reader: ProtoReader, field: string): string {
  const text = reader.requiredText(field);
  if (!URL.canParse(text)) throw reader.failure(field, 'a URL');
  return text;
}
