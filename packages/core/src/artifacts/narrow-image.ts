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
 * The index with only the named platforms, the indexes above them and the attestation manifests about them.
 *
 * @throws CountersignError NO_MATCH for a platform that the index does not have
 */
export function narrowImage(image: ImageSubject, platforms: readonly string[]): ImageSubject {
  const kept = new Set(platforms.flatMap((platform) => manifestsFor(image, platform)));
  const above = new Set([...kept].flatMap(({ indexes }) => indexes.map(({ digest }) => digest)));
  const digests = new Set([...kept].map(({ digest }) => digest));
  return {
    ...image,
    platforms: image.platforms.filter((one) => kept.has(one)),
    others: image.others.filter(({ digest, about }) => (about === undefined ? above.has(digest) : digests.has(about))),
  };
}
