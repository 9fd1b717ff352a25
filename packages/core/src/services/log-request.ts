import { hash, isUnlogged, KEY_DETAILS, type HashAlgorithm, type KeyDetails } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import type { JsonObject } from '../wire/index.js';

/** One signature to be recorded, with all data that a log needs to verify it. */
export interface LogRequest {
  readonly content:
    | { readonly kind: 'message'; /** Of the artifact, under the key's hash. */ readonly digest: Uint8Array }
    | {
        readonly kind: 'dsse';
        readonly payloadType: string;
        readonly payload: Uint8Array;
        /** Pre-authentication encoding: the signed bytes. */
        readonly pae: Uint8Array;
      };
  readonly signature: Uint8Array;
  /** DER of the certificate or of the SubjectPublicKeyInfo. */
  readonly verifier: { readonly kind: 'certificate' | 'public-key'; readonly der: Uint8Array };
  readonly key: { readonly details: KeyDetails; readonly hash: HashAlgorithm | undefined };
}

/** The log's entry for a request. */
export interface LoggedEntry {
  /** A `TransparencyLogEntry` in protobuf JSON. */
  readonly entry: JsonObject;
  /** Whether the log had it before: its answer was lost, or the same signature was made and sent earlier. */
  readonly existed: boolean;
}

export interface LogClient {
  add(request: LogRequest, retry: boolean): Promise<LoggedEntry>;
}

/**
 * Checks that the logs can record signatures of a key, as suites/keys and suites/rekor-v1 saw it: Ed25519 only in `dsse` entries of version
 * 1, which need no digest (rekor-tiles 2.2 takes such entries too, 2.3 no longer); Ed25519ph in every `hashedrekord`; ML-DSA nowhere; and RSA
 * only with PKCS #1 v1.5, because logs load every RSA key with it.
 * Version 1 verifies envelopes with no other hash than SHA-256, and refuses others without saying why.
 * @throws CountersignError KEY_UNSUPPORTED
 */
export function assertLoggable(key: LogRequest['key'], kind: LogRequest['content']['kind'], versions: readonly number[]): void {
  if (isUnlogged(key.details) && versions.length > 0) throw notLoggable(key);
  if (KEY_DETAILS[key.details].scheme === 'rsa-pss' && versions.length > 0) throw pssNotLoggable(key);
  if (key.hash === undefined && versions.length > 0 && (kind === 'message' || versions.includes(2))) throw notLoggable(key);
  if (kind === 'dsse' && versions.includes(1) && key.hash !== undefined && key.hash !== 'sha256') throw notInVersion1(key);
}

function notInVersion1(key: LogRequest['key']): CountersignError {
  return new CountersignError('KEY_UNSUPPORTED', 'Rekor v1 cannot record attestations and image signatures of this key', {
    expected: 'a key that signs with SHA-256 (P-256, RSA), or Ed25519: Rekor v1 verifies envelopes with no other hash',
    found: key.details,
    hint: 'Use a P-256 key, or a signing config with Rekor v2.',
  });
}

/**
 * The digest in a `hashedrekord`: of the artifact, or of the pre-authentication encoding.
 * @throws CountersignError KEY_UNSUPPORTED for pure Ed25519 and ML-DSA, which have no digest
 */
export function loggedDigest({ content, key }: LogRequest): { readonly algorithm: HashAlgorithm; readonly digest: Uint8Array } {
  if (key.hash === undefined) throw notLoggable(key);
  return { algorithm: key.hash, digest: content.kind === 'message' ? content.digest : hash(key.hash, content.pae) };
}

function pssNotLoggable(key: LogRequest['key']): CountersignError {
  return new CountersignError('KEY_UNSUPPORTED', 'transparency logs record RSA signatures with PKCS #1 v1.5 only', {
    expected: 'PKCS #1 v1.5',
    found: key.details,
    hint: 'Omit signing-algorithm, or sign with transparency-log: off and a timestamp authority.',
  });
}

function notLoggable(key: LogRequest['key']): CountersignError {
  return new CountersignError(
    'KEY_UNSUPPORTED',
    `signatures by keys of the kind ${key.details} cannot be recorded in this transparency log`,
    {
      expected: 'a key that signs a digest (EC, RSA or Ed25519ph)',
      found: key.details,
      hint:
        key.details === 'PKIX_ED25519'
          ? 'This key can sign digests with signing-algorithm: ed25519-ph. Or use another key, or transparency-log: off with a timestamp authority.'
          : 'Use a P-256 key, or transparency-log: off with a timestamp authority.',
    },
  );
}
