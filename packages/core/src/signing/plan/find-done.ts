import { imagesOf, pinnedImage, type ImageSubject } from '../../artifacts/index.js';
import type { Bundle } from '../../bundles/index.js';
import { platformOfClaims, type Claims } from '../../ci/index.js';
import { parseCertificate, type FulcioExtensions } from '../../crypto/index.js';
import { CountersignError } from '../../errors/index.js';
import type { Registry } from '../../registry/index.js';
import type { Run } from '../../run/index.js';
import type { ArtifactInput, ExpectedSigner } from '../../verification/index.js';
import { encodeUtf8 } from '../../wire/index.js';
import { assertSaysTheSame } from '../assert-same-job.js';
import { onOneLine } from '../bundle-files.js';
import { assertMatchesToken } from '../certificate-claims.js';
import type { CertificateTexts } from '../certificate-texts.js';
import type { CredentialSource } from '../credentials.js';
import type { Proven } from '../proven.js';
import type { SignOptions } from '../options.js';
import { bundleTextsAt } from '../refuse-losses.js';
import { byContent, contentKey, readable, wantedContent, type BundlesByContent } from './bundle-content.js';
import type { DoneSignature, PlannedSignature, PushOptions, SigningWork } from './types.js';

type EvidenceItem = Awaited<ReturnType<Registry['find']>>['items'][number];
type Planned = Omit<PlannedSignature, 'done'>;

/** What is known about the signer of this run. */
interface ThisSigner {
  /** Of the token for the certificate; undefined if only keys sign. */
  readonly claims: Claims | undefined;
  readonly texts: CertificateTexts | undefined;
  /** Extensions that the certificate must have, because the statement says the same. */
  readonly required?: SigningWork['certificate'];
}

/**
 * Finds signatures of an earlier run, for `resume`. Files, and lists of registries, are read once.
 *
 * A signature counts as done if it verifies like a new one of this run: over the same bytes, or over a statement that is the same byte for
 * byte; by the same key, or by a certificate that says the same as the one that this run would get, except for the number of the run. So
 * provenance of another run or attempt is never taken: it describes another build. Names of files prove nothing.
 */
export function doneFinder(
  run: Run,
  { verify }: Pick<SignOptions, 'verify'>,
  push: PushOptions | undefined,
  signer: ThisSigner,
): (planned: Planned) => Promise<DoneSignature | undefined> {
  const files = new Map<string, BundlesByContent>();
  const bundlesAt = (path: string): BundlesByContent => {
    const index = files.get(path) ?? byContent(bundleTextsAt(path));
    files.set(path, index);
    return index;
  };
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
      const expected = expectedSigner(planned.source, bundle, signer);
      if (expected === undefined) return undefined;
      return describe(planned, bundle, serialized, await verify(bundle, artifact, expected));
    } catch (thrown) {
      // It does not verify, or it is of another signer: the artifact is signed again.
      if (thrown instanceof CountersignError) return undefined;
      throw thrown;
    }
  }

  return async (planned) => {
    const wanted = await wantedContent(run, planned);
    if (wanted === undefined) return undefined;
    let onDisk: Proven | undefined;
    for (const text of bundlesAt(planned.path).get(wanted.key) ?? []) {
      const bundle = readable(text);
      onDisk = bundle && (await proven(planned, wanted.artifact, bundle, onOneLine(text.bytes, bundle)));
      if (onDisk !== undefined) break;
    }
    let found = onDisk;
    const stored = new Map<string, string>();
    if (push !== undefined) {
      for (const image of imagesOf(planned.subjects)) {
        for (const item of await inRegistry(image, push)) {
          // With a claim, it signs a text that names the image, which this run does not make.
          if (item.kind !== 'bundle' || item.claim !== undefined || contentKey(item.bundle) !== wanted.key) continue;
          const one = await proven(planned, wanted.artifact, item.bundle, encodeUtf8(JSON.stringify(item.bundle.json)));
          if (one === undefined) continue;
          found ??= one;
          stored.set(pinnedImage(image), item.origin.location.replace(/^oci:\/\//, ''));
          break;
        }
      }
    }
    return found === undefined ? undefined : { ...found, stored, onDisk: onDisk !== undefined };
  };
}

function describe(
  { subjects, signer: planned }: Planned,
  { logEntries }: Bundle,
  serialized: Uint8Array,
  { signer, times }: Awaited<ReturnType<SignOptions['verify']>>,
): Proven {
  const { name } = planned;
  return {
    subjects,
    serialized,
    signer:
      signer.kind === 'certificate'
        ? { name, identity: signer.identity, issuer: signer.issuer, fingerprint: signer.certificate.publicKey.fingerprint }
        : { name, identity: undefined, issuer: undefined, fingerprint: signer.key.fingerprint, version: planned.version },
    logIndexes: logEntries.map(({ logIndex }) => logIndex),
    alreadyLogged: false,
    hasTime: times.length > 0,
    secondOpinion: undefined,
  };
}

/** The signer that the bundle must have; undefined if it is of another kind. @throws CountersignError if its certificate is of another signer */
function expectedSigner(
  { key }: CredentialSource,
  { material }: Bundle,
  { claims, texts, required = {} }: ThisSigner,
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

/**
 * Whether a certificate says all that this run's would. Only the subject of the token may be absent, because older versions of Fulcio do not
 * write it, and only where the other texts say what it says: not for issuers whose identity the authority derives itself.
 */
function saysAll(found: Readonly<Partial<FulcioExtensions>>, { extensions }: CertificateTexts, claims: Claims): boolean {
  const mayLackSubject = platformOfClaims(claims) !== 'other';
  return Object.keys(extensions).every((name) => Object.hasOwn(found, name) || (name === 'tokenSubject' && mayLackSubject));
}
