import { pinnedImage, type ImageSubject, type OwnPlatform, type PlatformManifest } from '../artifacts/index.js';
import { CountersignError } from '../errors/index.js';
import { samePlatform } from '../wire/index.js';
import { manifestAsImage } from './manifest-as-image.js';

/**
 * The manifests of an index that a runtime may choose for a platform. An index can contain several for one platform. For a manifest
 * without a platform in the index, and for a manifest without an index, the platform in its config counts (`Registry.resolve` reads it
 * if the platform is requested).
 *
 * @throws CountersignError NO_MATCH if there is none
 */
export function manifestsFor(image: ImageSubject, platform: string): readonly PlatformManifest[] {
  const fitting = manifestsOf(image).filter((one) => fits(one, platform));
  if (fitting.length > 0) return fitting;
  const { own, platforms } = image;
  throw new CountersignError(
    'NO_MATCH',
    `${image.reference} ${own === undefined ? 'does not contain' : 'is not for'} ${platform}`,
    {
      expected: platform,
      found: platforms.length > 0 ? platforms.map((one) => one.platform).join(', ') : describeOwn(own),
    },
  );
}

/** The platform of a manifest without an index, for messages. */
function describeOwn(own: OwnPlatform | undefined): string {
  switch (own?.kind) {
    case undefined:
      return 'a manifest without an index';
    case 'said':
      return `a config for ${own.platform}`;
    case 'none':
      return own.found;
    case 'unread':
      return own.error.message;
  }
}

/** The manifests of an image that can be run: those of an index, or the manifest itself. */
function manifestsOf(image: ImageSubject): readonly PlatformManifest[] {
  const { platforms, own, digest, mediaType, size, contentDigests, blobs } = image;
  if (own === undefined) return platforms;
  const read = { digest, mediaType, size, contentDigests, blobs };
  return [{ ...read, platform: own.kind === 'said' ? own.platform : 'unspecified', indexes: [], labelledBy: [], own }];
}

function fits({ platform: label, labelledBy, own }: PlatformManifest, platform: string): boolean {
  if (labelledBy.length > 0) return samePlatform(label, platform);
  // A manifest whose config could not be read is included, so that verification reports it.
  return own?.kind === 'unread' || (own?.kind === 'said' && samePlatform(own.platform, platform));
}

/**
 * The manifests of the given platforms and the attestation manifests about them, each as an image. Indexes are not included, because the
 * signature of an index covers all platforms in it. A manifest without an index is returned unchanged if its config has one of the
 * platforms.
 *
 * @throws CountersignError NO_MATCH for a platform that the image does not have; the error of reading the config of a manifest without
 * an index
 */
export function narrowImage(image: ImageSubject, platforms: readonly string[]): readonly ImageSubject[] {
  const kept = new Set(platforms.flatMap((platform) => manifestsFor(image, platform)));
  if (image.own?.kind === 'unread') throw image.own.error;
  if (image.own !== undefined) return [image];
  const digests = new Set([...kept].map(({ digest }) => digest));
  // A manifest that is an attestation in one index and an image in another is treated as an image.
  const left = new Set(image.platforms.filter(({ digest }) => !digests.has(digest)).map(({ digest }) => digest));
  const attestations = image.others.filter(({ digest, about }) => about !== undefined && digests.has(about) && !left.has(digest));
  return imagesBelow(image, [...image.platforms.filter((one) => kept.has(one)), ...attestations]);
}

/** Manifests of an index, each as an image whose reference is its digest. */
export function imagesBelow(image: ImageSubject, manifests: readonly PlatformManifest[]): readonly ImageSubject[] {
  return manifests.map((manifest) => {
    const { platform, digest, indexes, labelledBy } = manifest;
    const parent = { digest: image.digest, platform, indexes, labelledBy };
    return manifestAsImage(image, manifest, { reference: pinnedImage({ name: image.name, digest }), tag: undefined, parent });
  });
}
