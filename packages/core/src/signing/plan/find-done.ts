import { imagesOf, pinnedImage, type ImageSubject } from '../../artifacts/index.js';
import { readBundle, type Bundle } from '../../bundles/index.js';
import type { Claims } from '../../ci/index.js';
import { parseCertificate } from '../../crypto/index.js';
import { CountersignError } from '../../errors/index.js';
import type { Registry } from '../../registry/index.js';
import type { Run } from '../../run/index.js';
import type { ArtifactInput, ExpectedSigner } from '../../verification/index.js';
import { encodeUtf8, equalBytes } from '../../wire/index.js';
import { assertMatchesToken } from '../certificate-claims.js';
import type { CertificateTexts } from '../certificate-texts.js';
import type { CredentialSource } from '../credentials.js';
import type { Proven } from '../proven.js';
import type { SignOptions } from '../options.js';
import { bundleTextsAt } from '../refuse-losses.js';
import { messageOf } from '../subject-message.js';
import type { DoneSignature, PlannedSignature, PushOptions } from './types.js';

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

  async function proven(planned: Planned, bundle: Bundle, serialized: Uint8Array): Promise<Proven | undefined> {
    try {
      const expected = expectedSigner(planned.source, bundle, known);
      const artifact = await sameContent(run, planned, bundle);
      if (expected === undefined || artifact === undefined) return undefined;
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

  return {
    async find(planned) {
      let found: Proven | undefined;
      let onDisk = false;
      for (const { bytes, what } of bundleTextsAt(planned.path)) {
        const bundle = readable(bytes, what);
        const one = bundle && (await proven(planned, bundle, bytes));
        if (one === undefined) continue;
        found = one;
        onDisk = true;
        break;
      }
      const stored = new Map<string, string>();
      const { push } = known;
      for (const image of push === undefined ? [] : imagesOf(planned.subjects)) {
        for (const item of push === undefined ? [] : await inRegistry(image, push)) {
          if (item.kind !== 'bundle' || item.claim !== undefined) continue;
          const one = await proven(planned, item.bundle, encodeUtf8(JSON.stringify(item.bundle.json)));
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

function readable(bytes: Uint8Array, what: string): Bundle | undefined {
  try {
    return readBundle(bytes, what);
  } catch {
    return undefined;
  }
}

/** Extensions that not every version of Fulcio writes. */
const MAY_BE_ABSENT: readonly string[] = ['tokenSubject', 'deploymentEnvironment'];

/** The signer that the bundle must have; undefined if it is of another kind. @throws CountersignError if its certificate is of another signer */
function expectedSigner(
  { key }: CredentialSource,
  { material }: Bundle,
  { claims, texts }: { readonly claims: Claims | undefined; readonly texts: CertificateTexts | undefined },
): ExpectedSigner | undefined {
  if (key !== undefined) return material.kind === 'public-key' ? { kind: 'key', keys: [key.publicKey] } : undefined;
  const leaf = material.kind === 'certificate' ? material.chain[0] : undefined;
  if (leaf === undefined || claims === undefined || texts === undefined) return undefined;
  const certificate = parseCertificate(leaf);
  // Another attempt of the run has another number, and is what `resume` is for.
  assertMatchesToken(certificate, claims, ['runInvocationUri']);
  // What is absent was not compared.
  const names = Object.keys(texts.extensions).filter((name) => !MAY_BE_ABSENT.includes(name));
  if (!names.every((name) => Object.hasOwn(certificate.fulcio, name))) return undefined;
  const [name] = certificate.alternativeNames;
  return { kind: 'certificate', identity: name?.value ?? '', issuer: certificate.fulcio.issuer ?? '' };
}

/** What the signature must be over; undefined if the bundle is about something else. */
async function sameContent(run: Run, { content, source, subjects }: Planned, bundle: Bundle): Promise<ArtifactInput | undefined> {
  if (content.kind === 'file') {
    if (bundle.content.kind !== 'message') return undefined;
    const { digests, input } = await messageOf(run, content.file, source.key ?? KEYLESS_KEY);
    return { digests, ...(input.kind === 'message' ? { bytes: input.message } : {}) };
  }
  const [first] = subjects;
  if (bundle.content.kind !== 'dsse' || first === undefined || !equalBytes(bundle.content.payload, content.payload))
    return undefined;
  return { digests: first.digests };
}

/** Keyless signing makes P-256 keys. */
export const KEYLESS_KEY = { hash: 'sha256', details: 'PKIX_ECDSA_P256_SHA_256' } as const;
