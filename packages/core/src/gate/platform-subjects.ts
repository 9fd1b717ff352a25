import { manifestsFor, type ImageSubject, type PlatformManifest } from '../artifacts/index.js';
import { canonicalPlatform } from '../wire/index.js';

/**
 * The manifests of an index that a runtime may take for one of the platforms, each as a subject of its own. They count only
 * because the index lists them.
 *
 * @throws CountersignError NO_MATCH for a platform that the index does not have
 */
export function platformSubjects(image: ImageSubject, platforms: readonly string[]): readonly ImageSubject[] {
  const wanted = [...new Map(platforms.map((platform) => [canonicalPlatform(platform), platform])).values()];
  return wanted.flatMap((platform) => {
    const fitting = manifestsFor(image, platform);
    return [...new Map(fitting.map((one) => [listing(one), asSubject(image, one, platform)])).values()];
  });
}

/** The same manifest in another index is another listing: what is signed over, or revoked of, one is not so of the other. */
function listing({ digest, platform, indexes, labelledBy }: PlatformManifest): string {
  return [digest, platform, ...indexes.map((index) => index.digest), labelledBy.length].join(' ');
}

function asSubject(image: ImageSubject, manifest: PlatformManifest, platform: string): ImageSubject {
  const { digest, mediaType, size, contentDigests, blobs, indexes, labelledBy, own } = manifest;
  return {
    ...image,
    digest,
    digests: { sha256: digest.replace(/^sha256:/, '') },
    contentDigests,
    blobs,
    mediaType,
    size,
    platforms: [],
    others: [],
    parent: {
      digest: image.digest,
      platform: labelledBy.length > 0 ? manifest.platform : platform,
      indexes,
      labelledBy,
      ...(own === undefined ? {} : { own }),
    },
  };
}
