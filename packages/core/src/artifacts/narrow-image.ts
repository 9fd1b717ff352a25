import { CountersignError } from '../errors/index.js';
import { samePlatform } from '../wire/index.js';
import type { ImageSubject, PlatformManifest } from './types.js';

/**
 * The manifests of an index that a runtime may take for a platform: an index can list several for one, and one that it gives
 * no platform is taken by its own config (which `Registry.resolve` reads when it is asked for the platform).
 *
 * @throws CountersignError NO_MATCH when there is none
 */
export function manifestsFor(image: ImageSubject, platform: string): readonly PlatformManifest[] {
  const fitting = image.platforms.filter((one) => fits(one, platform));
  if (fitting.length > 0) return fitting;
  throw new CountersignError('NO_MATCH', `${image.reference} does not list ${platform}`, {
    expected: platform,
    found: image.platforms.length === 0 ? 'a manifest without an index' : image.platforms.map((one) => one.platform).join(', '),
  });
}

function fits({ platform: label, labelledBy, own }: PlatformManifest, platform: string): boolean {
  if (labelledBy.length > 0) return samePlatform(label, platform);
  // What could not be read is not left out: whoever judges it says so.
  return own?.kind === 'unread' || (own?.kind === 'said' && samePlatform(own.platform, platform));
}

/**
 * The manifests of the named platforms and the attestation manifests about them, each as an image of its own, and nothing else: an
 * index, also one inside the index, speaks for all that it lists, so whoever signs it signs the other platforms, too.
 *
 * @throws CountersignError NO_MATCH for a platform that the index does not have
 */
export function narrowImage(image: ImageSubject, platforms: readonly string[]): readonly ImageSubject[] {
  const kept = new Set(platforms.flatMap((platform) => manifestsFor(image, platform)));
  const digests = new Set([...kept].map(({ digest }) => digest));
  // What is called an attestation in one place and an image in another one is an image.
  const left = new Set(image.platforms.filter(({ digest }) => !digests.has(digest)).map(({ digest }) => digest));
  const attestations = image.others.filter(({ digest, about }) => about !== undefined && digests.has(about) && !left.has(digest));
  return imagesBelow(image, [...image.platforms.filter((one) => kept.has(one)), ...attestations]);
}

/** Manifests of an index, each as an image of its own. */
export function imagesBelow(image: ImageSubject, manifests: readonly PlatformManifest[]): readonly ImageSubject[] {
  return manifests.map(({ platform, digest, mediaType, size, contentDigests, blobs, indexes, labelledBy }): ImageSubject => ({
    ...image,
    reference: `${image.name}@${digest}`,
    tag: undefined,
    digest,
    digests: { sha256: digest.replace(/^sha256:/, '') },
    contentDigests,
    blobs,
    mediaType,
    size,
    platforms: [],
    others: [],
    parent: { digest: image.digest, platform, indexes, labelledBy },
  }));
}
