import { CountersignError } from '../errors/index.js';
import { hash, verifyDigestSignature, verifyMessageSignature, type PublicKey } from '../crypto/index.js';
import { preAuthEncoding, readImageText, type Bundle } from '../bundles/index.js';
import { COSIGN_SIGN_V1, IN_TOTO_PAYLOAD_TYPE } from '../statements/index.js';
import { encodeHex, equalBytes, excerpt } from '../wire/index.js';
import { artifactDigest } from './artifact-digest.js';
import type { Checks } from './checks.js';
import { describeSubjects, type VerificationMemory } from './memory.js';
import type { ArtifactInput, Claim, VerifiedFacts } from './types.js';

/** What the bundle says about the artifact, after the comparison with the artifact. The signature is verified later. */
type BoundContent = Pick<VerifiedFacts, 'claim' | 'statement' | 'matchedSubjects'>;

/**
 * Compares the content of the bundle with the artifact: the digest of a message signature, the subjects of a statement
 * (Sigstore client specification, section 4.5; in-toto statement, section "Fields"; cosign's signatures, section "Simple Signing").
 * @param signed what a message signature is over: the artifact, or the text of an image signature
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
      new CountersignError('EVIDENCE_MALFORMED', 'the envelope does not contain an in-toto statement', {
        expected: IN_TOTO_PAYLOAD_TYPE,
        found: content.payloadType.slice(0, 120),
      }),
  );
  const { statement, subjectsOf } = memory.statement(content);
  const matchedSubjects = subjectsOf(artifact.digests);
  checks.require('subject', matchedSubjects.length > 0, () => forAnotherArtifact(artifact, describeSubjects(statement)));
  const { predicateType: type } = statement;
  const claim: Claim = type === COSIGN_SIGN_V1 ? { kind: 'image-signature' } : { kind: 'statement', type };
  return { claim, statement, matchedSubjects };
}

/** The error for an attestation whose subjects (`found`) do not include the artifact. */
export function forAnotherArtifact(artifact: ArtifactInput, found: string): CountersignError {
  return new CountersignError('SUBJECT_MISMATCH', 'the attestation is for another artifact', {
    expected: describeDigests(artifact),
    found,
    hint: 'The artifact changed after it was attested, or the attestation belongs to another artifact.',
  });
}

/**
 * What a signature is over: the text of an image signature if there is one, otherwise the artifact.
 * @throws CountersignError EVIDENCE_MALFORMED for a text and a statement together
 */
export function signedInput({ content }: Bundle, artifact: ArtifactInput): ArtifactInput {
  const text = artifact.imageText;
  if (text === undefined) return artifact;
  if (content.kind !== 'message') {
    throw new CountersignError('EVIDENCE_MALFORMED', 'the bundle contains a statement, and a signed text was given with it', {
      expected: 'a plain signature over the text',
      found: content.kind,
    });
  }
  const hex = (algorithm: 'sha256' | 'sha384' | 'sha512'): string => encodeHex(hash(algorithm, text));
  return { digests: { sha256: hex('sha256'), sha384: hex('sha384'), sha512: hex('sha512') }, bytes: text };
}

/** @returns the image reference in the text */
function requireNamedImage(payload: Uint8Array, artifact: ArtifactInput, checks: Checks): string {
  const { digest, reference } = readImageText(payload, 'the signed text');
  checks.require(
    'image-text',
    digest === `sha256:${encodeHex(artifactDigest(artifact, 'sha256'))}`,
    () =>
      new CountersignError('SUBJECT_MISMATCH', 'the signature is for another image', {
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
        expected: `${claim.algorithm}:${encodeHex(claim.value)} (in the bundle)`,
        found: `${claim.algorithm}:${encodeHex(computed)} (computed)`,
        hint: 'The artifact changed after it was signed, or the bundle belongs to another artifact.',
      }),
  );
}

function describeDigests({ digests }: ArtifactInput): string {
  return Object.entries(digests)
    .map(([algorithm, digest]) => `${algorithm}:${String(digest)}`)
    .join(', ');
}

/**
 * Whether the bundle's signature verifies with the key. For a message signature the bytes are used if they are in memory, otherwise
 * the digest under the key's hash. Pure Ed25519 and ML-DSA sign the message itself and cannot be verified with a digest.
 */
export async function isSignedBy(key: PublicKey, bundle: Bundle, artifact: ArtifactInput): Promise<boolean> {
  const { content } = bundle;
  if (content.kind === 'dsse')
    return verifyMessageSignature(key, preAuthEncoding(content.payloadType, content.payload), content.signature);
  if (artifact.bytes !== undefined) return verifyMessageSignature(key, artifact.bytes, content.signature);
  if (key.hash === undefined) {
    throw new CountersignError('SUBJECT_INVALID', `a ${key.details} signature over a file cannot be verified with a digest`, {
      expected: 'the artifact itself',
      found: 'a digest',
    });
  }
  return verifyDigestSignature(key, artifactDigest(artifact, key.hash), content.signature);
}

/** The signature over the artifact, or over the pre-authentication encoding (DSSE protocol, section "Protocol"). @throws CountersignError SIGNATURE_INVALID */
export async function requireSignature(key: PublicKey, bundle: Bundle, artifact: ArtifactInput, checks: Checks): Promise<void> {
  const good = await isSignedBy(key, bundle, artifact);
  checks.require(
    'signature',
    good,
    () =>
      new CountersignError('SIGNATURE_INVALID', 'the signature does not verify', {
        expected: `a signature by the key ${key.fingerprint} over ${bundle.content.kind === 'dsse' ? 'the envelope' : describeDigests(artifact)}`,
        found: 'a signature over other bytes, or by another key',
        hint: 'Another key signed, or the artifact or the bundle changed after it was signed.',
      }),
  );
}
