import { imagesOf, pinnedImage, type ImageSubject } from '../../artifacts/index.js';
import { readBundle, type Bundle, type BundleText } from '../../bundles/index.js';
import { platformOfClaims, type Claims } from '../../ci/index.js';
import { hash, parseCertificate, type FulcioExtensions } from '../../crypto/index.js';
import { CountersignError } from '../../errors/index.js';
import type { Registry } from '../../registry/index.js';
import type { Run } from '../../run/index.js';
import type { ArtifactInput, ExpectedSigner } from '../../verification/index.js';
import { encodeHex, encodeUtf8 } from '../../wire/index.js';
import { assertSaysTheSame } from '../assert-same-job.js';
import { onOneLine } from '../bundle-files.js';
import { assertMatchesToken } from '../certificate-claims.js';
import type { CertificateTexts } from '../certificate-texts.js';
import type { CredentialSource } from '../credentials.js';
import type { Proven } from '../proven.js';
import type { SignOptions } from '../options.js';
import { bundleTextsAt } from '../refuse-losses.js';
import { messageOf } from '../subject-message.js';
import type { DoneSignature, PlannedSignature, PushOptions, SigningWork } from './types.js';

type EvidenceItem = Awaited<ReturnType<Registry['find']>>['items'][number];
type Planned = Omit<PlannedSignature, 'done'>;

/** Finds signatures of an earlier run, for `resume`. Lists of registries are read once per image. */
export interface DoneFinder {
  find(planned: Planned): Promise<DoneSignature | undefined>;
}

/**
 * A signature counts as done if it verifies like a new one of this run: over the same bytes, or over a statement that is the same byte for
 * byte; by the same key, or by a certificate that says the same as the one that this run would get, except for the number of the run. So
 * provenance of another run or attempt is never taken: it describes another build. Names of files prove nothing.
 */
export function doneFinder(
  run: Run,
  options: Pick<SignOptions, 'verify'>,
  known: {
    readonly push: PushOptions | undefined;
    readonly claims: Claims | undefined;
    readonly texts: CertificateTexts | undefined;
    /** Extensions that the certificate must have, because the statement says the same. */
    readonly required?: SigningWork['certificate'];
  },
): DoneFinder {
  const lists = new Map<string, Promise<readonly EvidenceItem[]>>();
  const inRegistry = (image: ImageSubject, { registry, repository }: PushOptions): Promise<readonly EvidenceItem[]> => {
    const key = pinnedImage(image);
    const list =
      lists.get(key) ?? registry.find(image, repository === undefined ? {} : { repository }).then(({ items }) => items);
    lists.set(key, list);
    return list;
  };

  async function proven(
    planned: Planned,
    artifact: ArtifactInput,
    bundle: Bundle,
    serialized: Uint8Array,
  ): Promise<Proven | undefined> {
    try {
      const expected = expectedSigner(planned.source, bundle, known);
      if (expected === undefined) return undefined;
      const { signer, times } = await options.verify(bundle, artifact, expected);
      return {
        subjects: planned.subjects,
        serialized,
        signer: {
          name: planned.signer.name,
          identity: signer.kind === 'certificate' ? signer.identity : undefined,
          issuer: signer.kind === 'certificate' ? signer.issuer : undefined,
          fingerprint: signer.kind === 'certificate' ? signer.certificate.publicKey.fingerprint : signer.key.fingerprint,
        },
        logIndexes: bundle.logEntries.map(({ logIndex }) => logIndex),
        alreadyLogged: false,
        hasTime: times.length > 0,
        secondOpinion: undefined,
      };
    } catch (thrown) {
      // It does not verify, or it is of another signer: the artifact is signed again.
      if (thrown instanceof CountersignError) return undefined;
      throw thrown;
    }
  }

  const files = new Map<string, BundlesByContent>();
  const bundlesAt = (path: string): BundlesByContent => {
    const index = files.get(path) ?? byContent(bundleTextsAt(path));
    files.set(path, index);
    return index;
  };

  return {
    async find(planned) {
      const wanted = await wantedContent(run, planned);
      if (wanted === undefined) return undefined;
      let found: Proven | undefined;
      let onDisk = false;
      for (const { bytes, what } of bundlesAt(planned.path).get(wanted.key) ?? []) {
        const bundle = readable(bytes, what);
        const one = bundle && (await proven(planned, wanted.artifact, bundle, onOneLine(bytes, bundle)));
        if (one === undefined) continue;
        found = one;
        onDisk = true;
        break;
      }
      const stored = new Map<string, string>();
      const { push } = known;
      for (const image of push === undefined ? [] : imagesOf(planned.subjects)) {
        for (const item of push === undefined ? [] : await inRegistry(image, push)) {
          if (item.kind !== 'bundle' || item.claim !== undefined || contentKey(item.bundle) !== wanted.key) continue;
          const one = await proven(planned, wanted.artifact, item.bundle, encodeUtf8(JSON.stringify(item.bundle.json)));
          if (one === undefined) continue;
          found ??= one;
          stored.set(pinnedImage(image), item.origin.location.replace(/^oci:\/\//, ''));
          break;
        }
      }
      return found === undefined ? undefined : { ...found, stored, onDisk };
    },
  };
}

/** The bundles of one file, by what they are over; a file for all bundles has thousands. */
type BundlesByContent = ReadonlyMap<string, readonly BundleText[]>;

function byContent(texts: readonly BundleText[]): BundlesByContent {
  const index = new Map<string, BundleText[]>();
  for (const text of texts) {
    const bundle = readable(text.bytes, text.what);
    const key = bundle && contentKey(bundle);
    if (key === undefined) continue;
    const others = index.get(key);
    if (others === undefined) index.set(key, [text]);
    else others.push(text);
  }
  return index;
}

const messageKey = (algorithm: string, digest: string): string => `message ${algorithm}:${digest}`;
const statementKey = (payload: Uint8Array): string => `statement ${encodeHex(hash('sha256', payload))}`;

/** What a bundle says it is over; undefined for a message signature without a digest, which we do not make. */
function contentKey({ content }: Bundle): string | undefined {
  if (content.kind === 'dsse') return statementKey(content.payload);
  return content.digest === undefined ? undefined : messageKey(content.digest.algorithm, encodeHex(content.digest.value));
}

function readable(bytes: Uint8Array, what: string): Bundle | undefined {
  try {
    return readBundle(bytes, what);
  } catch {
    return undefined;
  }
}

/**
 * Whether a certificate says all that this run's would. Only the subject of the token may be absent, because older versions of Fulcio do not
 * write it, and only where the other texts say what it says: not for issuers whose identity the authority derives itself.
 */
function saysAll(found: Readonly<Partial<FulcioExtensions>>, { extensions }: CertificateTexts, claims: Claims): boolean {
  const mayLackSubject = platformOfClaims(claims) !== 'other';
  return Object.keys(extensions).every((name) => Object.hasOwn(found, name) || (name === 'tokenSubject' && mayLackSubject));
}

/** The signer that the bundle must have; undefined if it is of another kind. @throws CountersignError if its certificate is of another signer */
function expectedSigner(
  { key }: CredentialSource,
  { material }: Bundle,
  {
    claims,
    texts,
    required = {},
  }: {
    readonly claims: Claims | undefined;
    readonly texts: CertificateTexts | undefined;
    readonly required?: SigningWork['certificate'];
  },
): ExpectedSigner | undefined {
  if (key !== undefined) return material.kind === 'public-key' ? { kind: 'key', keys: [key.publicKey] } : undefined;
  const leaf = material.kind === 'certificate' ? material.chain[0] : undefined;
  if (leaf === undefined || claims === undefined || texts === undefined) return undefined;
  const certificate = parseCertificate(leaf);
  // Another attempt of the run has another number, and is what `resume` is for.
  assertMatchesToken(certificate, claims, ['runInvocationUri']);
  assertSaysTheSame(certificate.fulcio, required);
  // What is absent was not compared.
  if (!saysAll(certificate.fulcio, texts, claims)) return undefined;
  const [name] = certificate.alternativeNames;
  return { kind: 'certificate', identity: name?.value ?? '', issuer: certificate.fulcio.issuer ?? '' };
}

/** What the signature must be over; undefined if the file can no longer be signed, which signing then says. */
async function wantedContent(
  run: Run,
  { content, source, subjects }: Planned,
): Promise<{ readonly key: string; readonly artifact: ArtifactInput } | undefined> {
  if (content.kind === 'statement') {
    const [first] = subjects;
    return first && { key: statementKey(content.payload), artifact: { digests: first.digests } };
  }
  try {
    const { digests, input, algorithm } = await messageOf(run, content.file, source.key ?? KEYLESS_KEY);
    const artifact = { digests, ...(input.kind === 'message' ? { bytes: input.message } : {}) };
    return { key: messageKey(algorithm, digests[algorithm] ?? ''), artifact };
  } catch (thrown) {
    if (thrown instanceof CountersignError) return undefined;
    throw thrown;
  }
}

/** Keyless signing makes P-256 keys. */
export const KEYLESS_KEY = { hash: 'sha256', details: 'PKIX_ECDSA_P256_SHA_256' } as const;
