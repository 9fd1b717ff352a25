import type { ImageSubject } from '../artifacts/index.js';
import { MAX_BUNDLE_BYTES, readBundle } from '../bundles/index.js';
import type { Evidence, EvidenceItem, EvidenceOrigin } from '../evidence/index.js';
import { asCountersignError, CountersignError, type Code } from '../errors/index.js';
import { AnswerRefused } from '../net/index.js';
import { excerpt, isJsonObject, readArray, type JsonValue } from '../wire/index.js';
import { getBlob, getManifest, readDescriptor, type Descriptor, type Manifest } from './content.js';
import { cosignLayers, readCosignLayer, type CosignTag } from './cosign-tags.js';
import { fallbackTag, readFallbackTag } from './fallback-tag.js';
import { CONCURRENCY, MAX_BUNDLES, MAX_EVIDENCE_BYTES, MAX_REFERRERS } from './limits.js';
import { BUNDLE_PREFIX, IMAGE_MANIFESTS } from './media-types.js';
import { listReferrers } from './referrers.js';
import type { Repository } from './repositories.js';
import type { Send } from './session.js';

/** Failures that say nothing about the evidence: it may exist, but we could not read it. */
const UNSEEN: readonly Code[] = [
  'REGISTRY_UNAUTHORIZED',
  'REGISTRY_NOT_FOUND',
  'REGISTRY_THROTTLED',
  'REGISTRY_UNAVAILABLE',
  'FETCH_FAILED',
  'DEADLINE_EXCEEDED',
  'NETWORK_FORBIDDEN',
  'INPUT_INVALID',
  'INPUT_MISSING',
  'FILE_UNREADABLE',
  'EVIDENCE_TOO_LARGE',
  'INTERNAL',
];

/**
 * Every bundle attached to an image: by the referrers API, the fallback tag and cosign's tags. An unreadable bundle never
 * hides the others. A list that cannot be read is reported in `incomplete`, so that "none" is reported only if every list was read.
 */
export async function findBundles(send: Send, at: Repository, image: ImageSubject): Promise<Evidence> {
  const search = new Search(send, at, image);
  await Promise.all([
    search.ask(() => search.list()),
    search.ask(() => search.cosignTag('.att')),
    search.ask(() => search.cosignTag('.sig')),
  ]);
  return { items: search.items, incomplete: search.incomplete };
}

class Search {
  readonly items: EvidenceItem[] = [];
  readonly incomplete: CountersignError[] = [];
  private bytesLeft = MAX_EVIDENCE_BYTES;
  private bundlesLeft = MAX_BUNDLES;

  constructor(
    private readonly send: Send,
    private readonly at: Repository,
    private readonly image: ImageSubject,
  ) {}

  /** A list that cannot be read makes the search incomplete, but does not end it. */
  async ask(body: () => Promise<void>): Promise<void> {
    try {
      await body();
    } catch (error) {
      this.incomplete.push(asCountersignError(error));
    }
  }

  async list(): Promise<void> {
    const found = new Map<string, Descriptor>();
    const take = async (entries: readonly JsonValue[], where: string): Promise<void> => {
      if (entries.length > MAX_REFERRERS) this.incomplete.push(this.tooMany());
      for (const value of entries.slice(0, MAX_REFERRERS)) {
        const broken = await this.gather(this.image.digest, async () => {
          const entry = readDescriptor(value, `an entry of ${where}`);
          if (IMAGE_MANIFESTS.includes(entry.mediaType)) found.set(entry.digest, entry);
          return [];
        });
        this.items.push(...broken);
      }
    };
    // Read both: a registry that has added the API may not have imported the entries of the tag.
    await Promise.all([
      this.ask(async () => {
        const listing = await listReferrers(this.send, this.at, this.image.digest);
        if (!listing.supported) return;
        await take(listing.entries, 'the list of referrers');
        if (listing.cut) this.incomplete.push(this.tooMany());
      }),
      this.ask(async () => {
        const index = await readFallbackTag(this.send, this.at, this.image.digest);
        if ('isSubject' in index) return;
        if (!('missing' in index)) await take(index.entries, fallbackTag(this.image.digest));
        else if (index.repositoryUnknown) this.incomplete.push(index.missing);
      }),
    ]);
    const referrers = [...found.values()];
    if (referrers.length > MAX_REFERRERS) this.incomplete.push(this.tooMany());
    if (referrers.length === 0) return;
    const { default: pLimit } = await import('p-limit');
    const results = await pLimit(CONCURRENCY).map(referrers.slice(0, MAX_REFERRERS), (referrer) =>
      this.gather(referrer.digest, () => this.referrer(referrer)),
    );
    this.items.push(...results.flat());
  }

  async cosignTag(suffix: CosignTag): Promise<void> {
    const tag = `${fallbackTag(this.image.digest)}${suffix}`;
    const manifest = await getManifest(this.send, this.at, tag, IMAGE_MANIFESTS);
    if ('missing' in manifest) return; // an unknown repository is reported once, by the list
    const what = `${this.at.registry}/${this.at.repository}:${tag}`;
    this.items.push(
      ...(await this.gather(manifest.digest, async (origin) => {
        const items: EvidenceItem[] = [];
        const layers = cosignLayers(manifest.json, suffix, what);
        if (layers.length > MAX_REFERRERS) this.incomplete.push(this.tooMany());
        for (const layer of layers.slice(0, MAX_REFERRERS)) {
          const one = await this.gather(manifest.digest, async () => {
            this.reserve(layer.layer);
            const where = `${what} (${layer.layer.digest})`;
            return [{ kind: 'bundle', origin, ...(await readCosignLayer(this.send, this.at, suffix, layer, this.image, where)) }];
          });
          items.push(...one);
        }
        return items;
      })),
    );
  }

  /** The bundles of one referrer manifest; empty if it is a referrer of another kind. */
  private async referrer(listed: Descriptor): Promise<EvidenceItem[]> {
    const manifest = await getManifest(this.send, this.at, listed.digest, [listed.mediaType]);
    if ('missing' in manifest) throw manifest.missing;
    const layers = bundleLayers(manifest);
    if (layers.length === 0) return [];
    this.checkSubject(manifest);
    const items: EvidenceItem[] = [];
    for (const layer of layers) {
      items.push(
        ...(await this.gather(listed.digest, async (origin) => {
          this.reserve(layer);
          const bytes = await getBlob(this.send, this.at, layer, MAX_BUNDLE_BYTES);
          return [{ kind: 'bundle', origin, bundle: readBundle(bytes, origin.location), digest: layer.digest }];
        })),
      );
    }
    return items;
  }

  private checkSubject(manifest: Manifest): void {
    const subject = manifest.json['subject'];
    const digest = subject !== undefined && isJsonObject(subject) ? subject['digest'] : undefined;
    if (digest === this.image.digest) return;
    throw new CountersignError(
      'EVIDENCE_MALFORMED',
      `${this.at.registry}/${this.at.repository}@${manifest.digest} is listed for an image that it does not refer to`,
      {
        expected: this.image.digest,
        found: typeof digest === 'string' ? excerpt(digest) : 'no subject',
      },
    );
  }

  /** Reads one candidate: a malformed one becomes an unreadable item; one that could not be fetched makes the search incomplete. */
  private async gather(digest: string, body: (origin: EvidenceOrigin) => Promise<EvidenceItem[]>): Promise<EvidenceItem[]> {
    const origin = this.origin(digest);
    try {
      return await body(origin);
    } catch (thrown) {
      const error = asCountersignError(thrown);
      if (!UNSEEN.includes(error.code) && !(error.cause instanceof AnswerRefused)) return [{ kind: 'unreadable', origin, error }];
      // Report a limit once, not for each of a hundred thousand candidates over it.
      if (!this.incomplete.some(({ code, message }) => code === error.code && message === error.message))
        this.incomplete.push(error);
      return [];
    }
  }

  private reserve(blob: Descriptor): void {
    // A bundle over the limit for one bundle is not fetched, and does not count against the limit for all.
    if (blob.size > MAX_BUNDLE_BYTES) return;
    const fits = blob.size <= this.bytesLeft && this.bundlesLeft > 0;
    if (fits) {
      this.bytesLeft -= blob.size;
      this.bundlesLeft -= 1;
      return;
    }
    throw new CountersignError(
      'EVIDENCE_TOO_LARGE',
      `the bundles of ${this.image.name}@${this.image.digest} are too many or too large together`,
      {
        expected: `at most ${MAX_BUNDLES} bundles and ${MAX_EVIDENCE_BYTES} bytes`,
        found: 'more',
        hint: 'Remove old attestations of the image, or name the bundles with evidence.',
      },
    );
  }

  private tooMany(): CountersignError {
    return new CountersignError('EVIDENCE_TOO_LARGE', `${this.image.name}@${this.image.digest} has too many referrers`, {
      expected: `at most ${MAX_REFERRERS}`,
      found: 'more',
      hint: 'Remove old referrers of the image, or name the bundles with evidence.',
    });
  }

  private origin(digest: string): EvidenceOrigin {
    return { kind: 'registry', location: `oci://${this.at.registry}/${this.at.repository}@${digest}` };
  }
}

/** Layers that are Sigstore bundles, by their own media type. */
function bundleLayers(manifest: Manifest): readonly Descriptor[] {
  const layers = manifest.json['layers'];
  if (layers === undefined) return [];
  return readArray(layers, 'the layers of a referrer')
    .filter(
      (layer) => isJsonObject(layer) && typeof layer['mediaType'] === 'string' && layer['mediaType'].startsWith(BUNDLE_PREFIX),
    )
    .map((layer) => readDescriptor(layer, 'a layer of a referrer'));
}
