import { CountersignError } from '../errors/index.js';
import { algorithmsOf, type PublicKey } from '../crypto/index.js';
import type { Bundle } from '../bundles/index.js';
import type { TrustedRoot } from '../trust/index.js';
import { decodeHex, encodeBase64 } from '../wire/index.js';
import { requireSameArtifact } from './artifact-digest.js';
import { findIssuers, verifyChain } from './certificate-chain.js';
import { Checks } from './checks.js';
import { forAnotherArtifact, bindContent, isSignedBy, requireSignature, signedInput } from './content.js';
import { bindLogEntries, proveLogEntries } from './log-entries.js';
import { verifyScts } from './sct.js';
import { readSigningCertificate, type SigningCertificate } from './signing-certificate.js';
import { VerificationMemory, type Proof } from './memory.js';
import { requireCounts, requireThresholds } from './thresholds.js';
import { verifyTimestamps } from './timestamps.js';
import { requireExpectation, requireExpectedSigner } from './expected-signer.js';
import type { ExpectingInput, VerificationInput } from './input.js';
import { OTHER_INSTANCE } from './other-instance.js';
import { CODE_SIGNING } from './key-purposes.js';
import type { ArtifactInput, VerifiedBundle, VerifiedFacts, VerifiedSigner, VerifiedTime } from './types.js';

/**
 * Verifies one bundle against one artifact, one trusted root and the expected signer.
 * (Sigstore client specification, section 4; the identity as in 4.3.)
 * @throws CountersignError as `verifyBundleWithoutIdentityUnsafe`, and IDENTITY_MISMATCH, ISSUER_MISMATCH, INPUT_MISSING without
 *   an expected signer
 */
export function verifyBundle(input: ExpectingInput): Promise<VerifiedBundle> {
  return verifyExpected(input, new Checks());
}

/** `verifyBundle` with its checks as an argument; only tests disable one. */
export async function verifyExpected({ expected, ...input }: ExpectingInput, checks: Checks): Promise<VerifiedBundle> {
  requireExpectation(expected);
  const facts = await verifyWith({ ...input, keys: expected.kind === 'key' ? expected.keys : [] }, checks);
  requireExpectedSigner(facts.signer, expected, checks);
  return { ...facts, bundle: input.bundle, expected };
}

/**
 * Verifies one bundle against one artifact and one trusted root, and returns the verified facts. **A signature by any signer passes**:
 * the signer is not compared with an expected signer. Only for callers that check the signer themselves, as the gate does with its
 * policy; all others use `verifyBundle`. (sigstore-go calls this `WithoutIdentitiesUnsafe`.) All evidence in the bundle must be
 * valid, except that of logs and timestamp authorities that are not in the trusted root: it is skipped and not counted. No network.
 * (Sigstore client specification, section 4; thresholds count distinct authorities.)
 * @throws CountersignError EVIDENCE_MALFORMED, SIGNATURE_INVALID, CERTIFICATE_*, SCT_INVALID, TIMESTAMP_*, LOG_*, KEY_MISMATCH,
 *   SUBJECT_MISMATCH, SUBJECT_INVALID, THRESHOLD_NOT_MET, INPUT_INVALID for thresholds that are not counts
 */
export function verifyBundleWithoutIdentityUnsafe(input: VerificationInput): Promise<VerifiedFacts> {
  return verifyWith(input, new Checks());
}

/** The same with its checks as an argument; only tests disable one. */
export async function verifyWith(input: VerificationInput, checks: Checks): Promise<VerifiedFacts> {
  requireCounts(input.thresholds);
  const { bundle, artifact, memory = new VerificationMemory() } = input;
  const signed = signedInput(bundle, artifact);
  requireSameArtifact(artifact, checks);
  requireNoDuplicates(bundle, checks);
  const rejected = memory.rejected(bundle, input);
  if (rejected !== undefined)
    throw rejected.isAbout(artifact.digests) ? rejected.error : forAnotherArtifact(artifact, rejected.described);
  const bound = bindContent(bundle, artifact, signed, checks, memory);
  return {
    ...(await proofOf(input, signed, memory, checks)),
    ...bound,
    // The text of an image signature contains only the SHA-256 digest; other digests are not covered by the signature.
    artifact: bound.claim.kind === 'image-text' ? sha256Of(artifact) : artifact.digests,
    root: input.root === undefined ? undefined : { source: input.root.source, digest: input.root.digest },
  };
}

const sha256Of = ({ digests: { sha256 } }: ArtifactInput): ArtifactInput['digests'] => (sha256 === undefined ? {} : { sha256 });

function proofOf(input: VerificationInput, signed: ArtifactInput, memory: VerificationMemory, checks: Checks): Promise<Proof> {
  const { content } = input.bundle;
  // Without the artifact, because the cached result is used for other artifacts too.
  if (content.kind === 'dsse') return memory.proof(input.bundle, content, input, () => prove(input, { digests: {} }, checks));
  memory.proofs += 1;
  return prove(input, signed, checks);
}

/** Verifies signature, certificate, log entries and timestamps. @param signed what the signature is over; without digests for an envelope */
async function prove(
  { bundle, root = NO_ROOT, keys, now, thresholds }: Omit<VerificationInput, 'artifact'>,
  signed: ArtifactInput,
  checks: Checks,
): Promise<Proof> {
  const signer =
    bundle.material.kind === 'certificate'
      ? readSigningCertificate(bundle.material.chain, checks)
      : await chooseKey(bundle, keys, signed);
  const logs = proveLogEntries(bundle, root.transparencyLogs, checks);
  const timestamps = verifyTimestamps(bundle, root.timestampAuthorities, checks);
  const times = [...logs.proven.flatMap(logTime), ...timestamps.times].toSorted((a, b) => a.time.getTime() - b.time.getTime());
  const moments = times.map(({ time }) => time);
  const scts =
    'certificate' in signer
      ? verifyCertificate(signer, moments, logs.unknown.length + timestamps.unknown, root, checks)
      : undefined;
  // A certificate names no algorithm of its key, apart from the curve.
  const key = 'certificate' in signer ? await chooseKey(bundle, algorithmsOf(signer.certificate.publicKey), signed) : signer;
  await requireSignature(key, bundle, signed, checks);
  const expected = { key, certificate: 'certificate' in signer ? signer.certificate.raw : undefined };
  const present = moments.length > 0 ? moments : [now];
  const logEntries = bindLogEntries(logs, { bundle, artifact: signed, signer: expected }, present, checks);
  requireThresholds(thresholds, { logs, timestamps, scts }, checks);
  return { signer: describeSigner(signer), times, logEntries };
}

const NO_ROOT: TrustedRoot = {
  certificateAuthorities: [],
  timestampAuthorities: [],
  transparencyLogs: [],
  certificateLogs: [],
  unsupportedLogs: 0,
  digest: '',
  source: 'none',
};

function requireNoDuplicates({ logEntries, timestamps }: Bundle, checks: Checks): void {
  const entries = logEntries.map(({ logId, canonicalizedBody }) => `${logId} ${encodeBase64(canonicalizedBody)}`);
  const stamps = timestamps.map((timestamp) => encodeBase64(timestamp));
  checks.require(
    'no-duplicates',
    new Set(entries).size === entries.length && new Set(stamps).size === stamps.length,
    () =>
      new CountersignError('EVIDENCE_MALFORMED', 'the bundle repeats a log entry or a timestamp', {
        expected: 'different log entries and timestamps',
        found: 'one that occurs twice',
      }),
  );
}

function logTime({
  log,
  time,
}: {
  readonly log: { readonly origin: string };
  readonly time: Date | undefined;
}): readonly VerifiedTime[] {
  return time === undefined ? [] : [{ kind: 'transparency-log', time, authority: log.origin }];
}

/**
 * A Fulcio certificate is valid for minutes, so a verified time is required, whatever the thresholds are.
 * @param unknownEvidence number of log entries and timestamps that were skipped, for the message
 * @returns number of distinct CT logs with a verified SCT
 */
function verifyCertificate(
  { certificate }: SigningCertificate,
  times: readonly Date[],
  unknownEvidence: number,
  root: TrustedRoot,
  checks: Checks,
): number {
  const issuers = findIssuers(certificate, root.certificateAuthorities);
  checks.require(
    'leaf-time',
    times.length > 0,
    () =>
      new CountersignError(
        'TIMESTAMP_MISSING',
        'the bundle has no verified time, so the certificate may have expired before it was used',
        {
          expected: 'a signed entry timestamp or an RFC 3161 timestamp of an authority in the trusted root',
          found:
            unknownEvidence === 0
              ? 'none'
              : `only log entries or timestamps of authorities that are not in the trusted root (${unknownEvidence})`,
          hint:
            unknownEvidence === 0
              ? 'Sign again with a timestamp authority: log entries of Rekor v2 have no signed time.'
              : OTHER_INSTANCE,
        },
      ),
  );
  const { notBefore, notAfter } = certificate;
  for (const time of times) {
    checks.require(
      'leaf-validity',
      time >= notBefore && time <= notAfter,
      () =>
        new CountersignError('CERTIFICATE_EXPIRED', 'the certificate was not valid when this was signed', {
          expected: `a time from ${notBefore.toISOString()} until ${notAfter.toISOString()}`,
          found: time.toISOString(),
        }),
    );
  }
  const authority = verifyChain({ leaf: certificate, times, usage: CODE_SIGNING }, issuers, checks);
  const [issuer] = authority.chain;
  return issuer === undefined ? 0 : verifyScts(certificate, issuer, root, checks).length;
}

/** The key that the bundle's hint names (cosign: base64 of the key's SHA-256); if it names none of the given keys, each is tried. */
const hintOf = ({ material }: Bundle): string => (material.kind === 'public-key' ? material.hint : '');

/**
 * The keys that the hint of the bundle names, otherwise all: it only selects. One key can be given with several algorithms, and has the same
 * hint with each.
 */
export function keysToTry(bundle: Bundle, keys: readonly PublicKey[]): readonly PublicKey[] {
  const hint = hintOf(bundle);
  const hinted = keys.filter(({ fingerprint }) => hintNames(hint, fingerprint));
  return hinted.length > 0 ? hinted : keys;
}

/** Whether the hint of a bundle names a key. It proves nothing. @param fingerprint hex SHA-256 of the key */
export function hintNames(hint: string, fingerprint: string): boolean {
  return hint === fingerprint || hint === encodeBase64(decodeHex(fingerprint, 'fingerprint'));
}

/**
 * Whether the signature can be checked with what is known of the artifact. A key that signs whole messages, or needs another digest, did not
 * sign it, as far as can be told: another key may have.
 */
function canBeChecked({ hash }: PublicKey, { content }: Bundle, { bytes, digests }: ArtifactInput): boolean {
  return content.kind === 'dsse' || bytes !== undefined || (hash !== undefined && digests[hash] !== undefined);
}

async function chooseKey(bundle: Bundle, keys: readonly PublicKey[], signed: ArtifactInput): Promise<PublicKey> {
  const [first, ...others] = keys;
  if (first === undefined) {
    throw new CountersignError('KEY_MISMATCH', 'the bundle was signed with a key, and no public key was given to verify it', {
      expected: 'a public key',
      found: 'none',
      hint: 'Give the public key of the signer with "key" (in a policy file: a signer with "key"), or a bundle with the expected identity.',
    });
  }
  if (others.length === 0) return first;
  const candidates = keysToTry(bundle, keys);
  const [only, ...more] = candidates;
  if (only !== undefined && more.length === 0) return only;
  for (const key of candidates) if (canBeChecked(key, bundle, signed) && (await isSignedBy(key, bundle, signed))) return key;
  // One key with several algorithms: what is wrong is said by the check of the signature.
  if (only !== undefined && more.every(({ fingerprint }) => fingerprint === only.fingerprint)) return only;
  const hint = hintOf(bundle);
  throw new CountersignError('KEY_MISMATCH', 'no given key verifies the signature', {
    expected: keys.map(({ fingerprint }) => fingerprint).join(', '),
    found: `a key with the hint ${JSON.stringify(hint.slice(0, 100))}`,
    hint: 'The artifact changed after it was signed, or it was signed with another key.',
  });
}

function describeSigner(signer: SigningCertificate | PublicKey): VerifiedSigner {
  return 'certificate' in signer ? { kind: 'certificate', ...signer } : { kind: 'key', key: signer };
}
