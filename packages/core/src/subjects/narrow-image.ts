import { pinnedImage, type ImageSubject, type OwnPlatform, type PlatformManifest } from '../artifacts/index.js';
import { CountersignError } from '../errors/index.js';
import { samePlatform } from '../wire/index.js';
import { manifestAsImage } from './manifest-as-image.js';

/**
 * The manifests of an index that a runtime may take for a platform: an index can list several for one, and one that it gives
 * no platform is taken by its own config (which `Registry.resolve` reads when it is asked for the platform). A manifest without
 * an index is taken so too.
 *
 * @throws CountersignError NO_MATCH when there is none
 */
export function manifestsFor(image: ImageSubject, platform: string): readonly PlatformManifest[] {
  const fitting = manifestsOf(image).filter((one) => fits(one, platform));
  if (fitting.length > 0) return fitting;
  const { own, platforms } = image;
  throw new CountersignError('NO_MATCH', `${image.reference} ${own === undefined ? 'does not list' : 'is not for'} ${platform}`, {
    expected: platform,
    found: platforms.length > 0 ? platforms.map((one) => one.platform).join(', ') : describeOwn(own),
  });
}

/** What the config of a manifest without an index says, for people. */
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

/** What can be run of an image: the manifests of an index, or the one that was named. */
function manifestsOf(image: ImageSubject): readonly PlatformManifest[] {
  const { platforms, own, digest, mediaType, size, contentDigests, blobs } = image;
  if (own === undefined) return platforms;
  const read = { digest, mediaType, size, contentDigests, blobs };
  return [{ ...read, platform: own.kind === 'said' ? own.platform : 'unspecified', indexes: [], labelledBy: [], own }];
}

function fits({ platform: label, labelledBy, own }: PlatformManifest, platform: string): boolean {
  if (labelledBy.length > 0) return samePlatform(label, platform);
  // What could not be read is not left out: whoever judges it says so.
  return own?.kind === 'unread' || (own?.kind === 'said' && samePlatform(own.platform, platform));
}

/**
 * The manifests of the named platforms and the attestation manifests about them, each as an image of its own, and nothing else: an
 * index, also one inside the index, speaks for all that it lists, so whoever signs it signs the other platforms, too. A manifest
 * without an index stays what it is, if its config says one of them.
 *
 * @throws CountersignError NO_MATCH for a platform that the image does not have; why the config of a manifest without an index
 * cannot be read
 */
export function narrowImage(image: ImageSubject, platforms: readonly string[]): readonly ImageSubject[] {
  const kept = new Set(platforms.flatMap((platform) => manifestsFor(image, platform)));
  if (image.own?.kind === 'unread') throw image.own.error;
  if (image.own !== undefined) return [image];
  const digests = new Set([...kept].map(({ digest }) => digest));
  // What is called an attestation in one place and an image in another one is an image.
  const left = new Set(image.platforms.filter(({ digest }) => !digests.has(digest)).map(({ digest }) => digest));
  const attestations = image.others.filter(({ digest, about }) => about !== undefined && digests.has(about) && !left.has(digest));
  return imagesBelow(image, [...image.platforms.filter((one) => kept.has(one)), ...attestations]);
}

/** Manifests of an index, each as an image of its own, named by its digest. */
export function imagesBelow(image: ImageSubject, manifests: readonly PlatformManifest[]): readonly ImageSubject[] {
  return manifests.map((manifest) => {
    const { platform, digest, indexes, labelledBy } = manifest;
    const parent = { digest: image.digest, platform, indexes, labelledBy };
    return manifestAsImage(image, manifest, { reference: pinnedImage({ name: image.name, digest }), tag: undefined, parent });
  });
}
