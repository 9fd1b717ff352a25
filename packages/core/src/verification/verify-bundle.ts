import { CountersignError } from '../errors/index.js';
import type { PublicKey } from '../crypto/index.js';
import type { Bundle } from '../bundles/index.js';
import type { TrustedRoot } from '../trust/index.js';
import { decodeHex, encodeBase64 } from '../wire/index.js';
import { requireSameArtifact } from './artifact-digest.js';
import { findIssuers, verifyChain } from './certificate-chain.js';
import { Checks } from './checks.js';
import { aboutAnother, bindContent, isSignedBy, requireSignature, signedInput } from './content.js';
import { bindLogEntries, proveLogEntries } from './log-entries.js';
import { verifyScts } from './sct.js';
import { readSigningCertificate, type SigningCertificate } from './signing-certificate.js';
import { VerificationMemory, type Proof } from './memory.js';
import { requireCounts, requireThresholds } from './thresholds.js';
import { verifyTimestamps } from './timestamps.js';
import { requireExpectation, requireExpectedSigner } from './expected-signer.js';
import type {
  ArtifactInput,
  ExpectingInput,
  UnjudgedBundle,
  VerificationInput,
  VerifiedBundle,
  VerifiedSigner,
  VerifiedTime,
} from './types.js';

const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';

/**
 * Verifies one bundle against one artifact, one trusted root and the one who is expected to have signed it.
 * (Sigstore client specification, section 4; the identity as in 4.3.)
 * @throws CountersignError as `verifyBundleWithoutIdentityUnsafe`, and IDENTITY_MISMATCH, ISSUER_MISMATCH, INPUT_MISSING when
 *   nobody is expected
 */
export function verifyBundle(input: ExpectingInput): Promise<VerifiedBundle> {
  return verifyExpected(input, new Checks());
}

/** `verifyBundle` with its checks handed in; only tests hand in others. */
export async function verifyExpected({ expected, ...input }: ExpectingInput, checks: Checks): Promise<VerifiedBundle> {
  requireExpectation(expected);
  const unjudged = await verifyWith({ ...input, keys: expected.kind === 'key' ? expected.keys : [] }, checks);
  requireExpectedSigner(unjudged.signer, expected, checks);
  return { ...unjudged, expected };
}

/**
 * Verifies one bundle against one artifact and one trusted root, and says what is certain then. **Anybody can pass**: it compares
 * the signer with nobody. Only for those who judge the signer themselves, as the gate does by its policy; all others take
 * `verifyBundle`. (sigstore-go calls the same `WithoutIdentitiesUnsafe`.) Everything a bundle brings must be good, except evidence of logs and timestamp
 * authorities that the root doesn't know, which is skipped and not counted. No network.
 * (Sigstore client specification, section 4; numbers of distinct authorities as in `thresholds`.)
 * @throws CountersignError EVIDENCE_MALFORMED, SIGNATURE_INVALID, CERTIFICATE_*, SCT_INVALID, TIMESTAMP_*, LOG_*, KEY_MISMATCH,
 *   SUBJECT_MISMATCH, SUBJECT_INVALID, THRESHOLD_NOT_MET, INPUT_INVALID for thresholds that are no counts
 */
export function verifyBundleWithoutIdentityUnsafe(input: VerificationInput): Promise<UnjudgedBundle> {
  return verifyWith(input, new Checks());
}

/** The same with its checks handed in; only tests hand in others. */
export async function verifyWith(input: VerificationInput, checks: Checks): Promise<UnjudgedBundle> {
  requireCounts(input.thresholds);
  const { bundle, artifact, memory = new VerificationMemory() } = input;
  const signed = signedInput(bundle, artifact);
  requireSameArtifact(artifact, checks);
  requireNoDuplicates(bundle, checks);
  const refuted = memory.refuted(bundle, input);
  if (refuted !== undefined) throw refuted.isAbout(artifact.digests) ? refuted.error : aboutAnother(artifact, refuted.described);
  const bound = bindContent(bundle, artifact, signed, checks, memory);
  return {
    bundle,
    ...(await proofOf(input, signed, memory, checks)),
    ...bound,
    // A text names its image by SHA-256 and vouches for no other digest.
    artifact: bound.claim.kind === 'image-text' ? sha256Of(artifact) : artifact.digests,
    root: input.root === undefined ? undefined : { source: input.root.source, digest: input.root.digest },
  };
}

const sha256Of = ({ digests: { sha256 } }: ArtifactInput): ArtifactInput['digests'] => (sha256 === undefined ? {} : { sha256 });

function proofOf(input: VerificationInput, signed: ArtifactInput, memory: VerificationMemory, checks: Checks): Promise<Proof> {
  const { content } = input.bundle;
  // Without the artifact: what is remembered of an attestation cannot depend on one.
  if (content.kind === 'dsse') return memory.proof(input.bundle, content, input, () => prove(input, { digests: {} }, checks));
  memory.proofs += 1;
  return prove(input, signed, checks);
}

/** Signature, certificate, logs and timestamps. @param signed what the signature is over; without digests for an envelope */
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
  const key = 'certificate' in signer ? signer.certificate.publicKey : signer;
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
        expected: 'each once',
        found: 'the same again',
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
 * A certificate lives for minutes, so without a verified time it proves nothing, whatever the thresholds say.
 * @param unknownEvidence how many log entries and timestamps were skipped, for the message
 * @returns how many distinct certificate logs promised
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
        'nothing verified says when this was signed, so the certificate may have been expired',
        {
          expected: "a transparency log's signed time, or a timestamp, of an authority in the trusted root",
          found:
            unknownEvidence === 0
              ? 'none'
              : `only ${unknownEvidence} log entries or timestamps of authorities that it does not know`,
          hint:
            unknownEvidence === 0
              ? 'Sign again with a timestamp authority: a Rekor v2 log tells no time.'
              : 'The bundle is probably from another Sigstore instance: give the trusted root of that instance if you trust it.',
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

/** The hint picks among the given keys where it names one (cosign: base64 of the key's SHA-256); otherwise each is tried. */
async function chooseKey(bundle: Bundle, keys: readonly PublicKey[], signed: ArtifactInput): Promise<PublicKey> {
  const [first, ...others] = keys;
  if (first === undefined) {
    throw new CountersignError('KEY_MISMATCH', 'the bundle was signed with a key, and no key was given to judge it', {
      expected: 'a public key',
      found: 'none',
    });
  }
  if (others.length === 0) return first;
  const hint = bundle.material.kind === 'public-key' ? bundle.material.hint : '';
  const hinted = keys.find(
    ({ fingerprint }) => hint === fingerprint || hint === encodeBase64(decodeHex(fingerprint, 'fingerprint')),
  );
  if (hinted !== undefined) return hinted;
  for (const key of keys) if (await isSignedBy(key, bundle, signed)) return key;
  throw new CountersignError('KEY_MISMATCH', 'the bundle was signed with none of the given keys', {
    expected: keys.map(({ fingerprint }) => fingerprint).join(', '),
    found: `a key with the hint ${JSON.stringify(hint.slice(0, 100))}`,
    hint: 'Either the artifact changed after it was signed, or another key made the signature.',
  });
}

function describeSigner(signer: SigningCertificate | PublicKey): VerifiedSigner {
  return 'certificate' in signer ? { kind: 'certificate', ...signer } : { kind: 'key', key: signer };
}
