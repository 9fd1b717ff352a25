import { CountersignError } from '../errors/index.js';
import { hash, type HashAlgorithm, type PublicKey } from '../crypto/index.js';
import { preAuthEncoding, type Bundle, type LogEntry } from '../bundles/index.js';
import { encodeHex, equalBytes, excerpt } from '../wire/index.js';
import { artifactDigest } from './artifact-digest.js';
import type { Checks } from './checks.js';
import { envelopeHashes, readLoggedContent, type LoggedContent } from './log-bodies.js';
import type { ArtifactInput } from './types.js';

/** The signer that the entry must contain. For a signature with a certificate the entry must contain the certificate, not only its key. */
export interface LoggedSigner {
  readonly certificate: Uint8Array | undefined;
  readonly key: PublicKey;
}

/**
 * Checks that the entry is about this signature: kind, digest, signature, and key or certificate (Sigstore client specification,
 * section 4.4; Rekor v2, section 6.1.4, item 2). Without the last check an attacker could log the same signature under another
 * certificate for the same key, and so hide the use of a stolen identity from log monitors.
 */
export function verifyEntryContent(
  entry: LogEntry,
  bundle: Bundle,
  artifact: ArtifactInput,
  signer: LoggedSigner,
  checks: Checks,
): void {
  const { content } = bundle;
  const logged = readLoggedContent(entry);
  checks.require(
    'entry-kind',
    logged.kind === entry.kind && logged.version === entry.version && fitsContent(logged, content.kind),
    () =>
      new CountersignError('LOG_ENTRY_INVALID', 'the log entry is not of the expected kind', {
        expected: `${entry.kind} ${entry.version}, for ${content.kind === 'dsse' ? 'an attestation' : 'a signature'}`,
        found: `${logged.kind} ${logged.version}`,
      }),
  );
  const digest = digestOf(logged, bundle, artifact, logged.digest.algorithm);
  checks.require(
    'entry-digest',
    equalBytes(digest, logged.digest.value),
    () =>
      new CountersignError('LOG_CONTENT_MISMATCH', 'the log entry is for another digest', {
        expected: `${logged.digest.algorithm}:${encodeHex(digest)}`,
        found: `${logged.digest.algorithm}:${encodeHex(logged.digest.value)}`,
      }),
  );
  checks.require(
    'entry-signature',
    isSameSignature(logged, content),
    () =>
      new CountersignError('LOG_CONTENT_MISMATCH', 'the log entry is for another signature', {
        expected: "the bundle's signature",
        found: 'another signature',
      }),
  );
  checks.require(
    'entry-key',
    isSameSigner(logged, signer),
    () =>
      new CountersignError('LOG_KEY_MISMATCH', 'the log entry contains another signer than the bundle', {
        expected:
          signer.certificate === undefined
            ? `the key ${signer.key.fingerprint} as ${signer.key.details}`
            : `the bundle's certificate, with a key of the kind ${signer.key.details}`,
        found: describeVerifier(logged, signer),
        hint: 'The real signer may be hidden from log monitors in this way.',
      }),
  );
}

/** Rekor v1 has separate kinds for attestations; Rekor v2 logs the hash of the pre-authentication encoding as a hashedrekord. */
function fitsContent({ kind, version }: LoggedContent, content: Bundle['content']['kind']): boolean {
  if (content === 'message') return kind === 'hashedrekord';
  return kind !== 'hashedrekord' || version === '0.0.2';
}

function digestOf({ over }: LoggedContent, { content }: Bundle, artifact: ArtifactInput, algorithm: HashAlgorithm): Uint8Array {
  if (content.kind === 'message') return artifactDigest(artifact, algorithm);
  return hash(algorithm, over === 'payload' ? content.payload : preAuthEncoding(content.payloadType, content.payload));
}

function isSameSignature(logged: LoggedContent, content: Bundle['content']): boolean {
  if (logged.signature !== undefined) return equalBytes(logged.signature, content.signature);
  const { envelope } = logged;
  if (envelope === undefined || content.kind !== 'dsse') return false;
  return envelopeHashes(content, envelope.algorithm).some((digest) => equalBytes(digest, envelope.value));
}

function describeVerifier({ verifier }: LoggedContent, { key }: LoggedSigner): string {
  if (verifier.keyDetails !== undefined && verifier.keyDetails !== key.details)
    return `the algorithm ${excerpt(verifier.keyDetails)}`;
  return `another ${verifier.kind === 'certificate' ? 'certificate' : 'key'}`;
}

function isSameSigner({ verifier }: LoggedContent, { certificate, key }: LoggedSigner): boolean {
  if (verifier.keyDetails !== undefined && verifier.keyDetails !== key.details) return false;
  return certificate === undefined
    ? verifier.kind === 'public-key' && equalBytes(verifier.der, key.spki)
    : verifier.kind === 'certificate' && equalBytes(verifier.der, certificate);
}
