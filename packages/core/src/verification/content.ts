import { CountersignError } from '../errors/index.js';
import { hash, verifyDigestSignature, verifySignature, type PublicKey } from '../crypto/index.js';
import { preAuthEncoding, readImageText, type Bundle } from '../bundles/index.js';
import { COSIGN_SIGN_V1, IN_TOTO_PAYLOAD_TYPE, type Statement, type StatementSubject } from '../statements/index.js';
import { encodeHex, equalBytes, excerpt } from '../wire/index.js';
import { artifactDigest } from './artifact-digest.js';
import type { Checks } from './checks.js';
import { describeSubjects, type VerificationMemory } from './memory.js';
import type { ArtifactInput, Claim } from './types.js';

/** What the bundle says about the artifact, compared with the artifact; whether somebody signed it comes later. */
export interface BoundContent {
  readonly claim: Claim;
  readonly statement: Statement | undefined;
  readonly matchedSubjects: readonly StatementSubject[];
}

/**
 * Compares what the bundle claims to be about with the artifact: the digest of a message, the subjects of a statement
 * (Sigstore client specification, section 4.5; in-toto statement, section "Fields"; cosign's signatures, section "Simple Signing").
 * @param signed what a message signature is over: the artifact, or the text that names it
 */
export function bindContent(
  bundle: Bundle,
  artifact: ArtifactInput,
  signed: ArtifactInput,
  checks: Checks,
  memory: VerificationMemory,
): BoundContent {
  const { content } = bundle;
  if (content.kind === 'message') {
    requireClaimedDigest(content.digest, signed, checks);
    const claim: Claim =
      artifact.imageText === undefined
        ? { kind: 'file-message' }
        : { kind: 'image-text', reference: requireNamedImage(artifact.imageText, artifact, checks) };
    return { claim, statement: undefined, matchedSubjects: [] };
  }
  checks.require(
    'payload-type',
    content.payloadType === IN_TOTO_PAYLOAD_TYPE,
    () =>
      new CountersignError('EVIDENCE_MALFORMED', 'the envelope holds no in-toto statement', {
        expected: IN_TOTO_PAYLOAD_TYPE,
        found: content.payloadType.slice(0, 120),
      }),
  );
  const { statement, subjectsOf } = memory.statement(content);
  const matchedSubjects = subjectsOf(artifact.digests);
  checks.require('subject', matchedSubjects.length > 0, () => aboutAnother(artifact, describeSubjects(statement)));
  const { predicateType: type } = statement;
  const claim: Claim = type === COSIGN_SIGN_V1 ? { kind: 'image-signature' } : { kind: 'statement', type };
  return { claim, statement, matchedSubjects };
}

/** The refusal of an attestation whose subjects are `found`. */
export function aboutAnother(artifact: ArtifactInput, found: string): CountersignError {
  return new CountersignError('SUBJECT_MISMATCH', 'the attestation is about another artifact', {
    expected: describeDigests(artifact),
    found,
    hint: 'Either the artifact changed after it was attested, or this attestation belongs to another one.',
  });
}

/**
 * What a signature is over: the text where there is one, the artifact otherwise.
 * @throws CountersignError EVIDENCE_MALFORMED for a text beside a statement
 */
export function signedInput({ content }: Bundle, artifact: ArtifactInput): ArtifactInput {
  const text = artifact.imageText;
  if (text === undefined) return artifact;
  if (content.kind !== 'message') {
    throw new CountersignError('EVIDENCE_MALFORMED', 'the bundle signs a statement and a text at once', {
      expected: 'a plain signature over the text',
      found: content.kind,
    });
  }
  const hex = (algorithm: 'sha256' | 'sha384' | 'sha512'): string => encodeHex(hash(algorithm, text));
  return { digests: { sha256: hex('sha256'), sha384: hex('sha384'), sha512: hex('sha512') }, bytes: text };
}

/** @returns the image's reference as the text writes it */
function requireNamedImage(payload: Uint8Array, artifact: ArtifactInput, checks: Checks): string {
  const { digest, reference } = readImageText(payload, 'the signed text');
  checks.require(
    'image-text',
    digest === `sha256:${encodeHex(artifactDigest(artifact, 'sha256'))}`,
    () =>
      new CountersignError('SUBJECT_MISMATCH', 'the signature is about another image', {
        expected: describeDigests(artifact),
        found: excerpt(digest),
      }),
  );
  return reference;
}

type ClaimedDigest = Extract<Bundle['content'], { readonly kind: 'message' }>['digest'];

function requireClaimedDigest(claim: ClaimedDigest, artifact: ArtifactInput, checks: Checks): void {
  if (claim === undefined) return;
  const computed = artifactDigest(artifact, claim.algorithm);
  checks.require(
    'message-digest',
    equalBytes(computed, claim.value),
    () =>
      new CountersignError('SUBJECT_MISMATCH', 'the bundle is for another artifact', {
        expected: `${claim.algorithm}:${encodeHex(claim.value)} (what the bundle says)`,
        found: `${claim.algorithm}:${encodeHex(computed)} (what the artifact is)`,
        hint: 'Either the artifact changed after it was signed, or this bundle belongs to another one.',
      }),
  );
}

function describeDigests({ digests }: ArtifactInput): string {
  return Object.entries(digests)
    .map(([algorithm, digest]) => `${algorithm}:${String(digest)}`)
    .join(', ');
}

/**
 * Whether the key made the bundle's signature. Over a message the bytes are used where they are at hand, otherwise the
 * digest of the key's hash; pure Ed25519 signs the message itself and can't be checked by digest.
 */
export async function isSignedBy(key: PublicKey, bundle: Bundle, artifact: ArtifactInput): Promise<boolean> {
  const { content } = bundle;
  if (content.kind === 'dsse')
    return verifySignature(key, preAuthEncoding(content.payloadType, content.payload), content.signature);
  if (artifact.bytes !== undefined) return verifySignature(key, artifact.bytes, content.signature);
  if (key.hash === undefined) {
    throw new CountersignError('SUBJECT_INVALID', 'an Ed25519 signature over a file can only be checked with the file', {
      expected: 'the artifact itself (at most 1 MiB)',
      found: 'a digest',
    });
  }
  return verifyDigestSignature(key, artifactDigest(artifact, key.hash), content.signature);
}

/** Over the artifact, or the pre-authentication encoding (DSSE protocol, section "Protocol"). @throws CountersignError SIGNATURE_INVALID */
export async function requireSignature(key: PublicKey, bundle: Bundle, artifact: ArtifactInput, checks: Checks): Promise<void> {
  const good = await isSignedBy(key, bundle, artifact);
  checks.require(
    'signature',
    good,
    () =>
      new CountersignError('SIGNATURE_INVALID', 'the signature does not verify', {
        expected: `a signature by the key ${key.fingerprint} over ${bundle.content.kind === 'dsse' ? 'the envelope' : describeDigests(artifact)}`,
        found: 'a signature over something else, or by another key',
        hint: 'The artifact or the bundle changed after signing.',
      }),
  );
}
