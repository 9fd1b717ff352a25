import type { ImageSubject, PlatformManifest } from '../artifacts/index.js';
import { CountersignError } from '../errors/index.js';
import { canonicalPlatform } from '../wire/index.js';
import { manifestAsImage } from './manifest-as-image.js';
import { manifestsFor } from './narrow-image.js';

/**
 * Listings that are judged of one platform of one image: each is judged by itself, with what is signed over the indexes above it.
 * Windows images list one for each build of the system, four at most.
 */
const MAX_LISTINGS = 16;

/**
 * The manifests of an index that a runtime may take for one of the platforms, each as a subject of its own. They count only
 * because the index lists them.
 *
 * @throws CountersignError NO_MATCH for a platform that the index does not have, IMAGE_INVALID for one that it has too often
 */
export function platformSubjects(image: ImageSubject, platforms: readonly string[]): readonly ImageSubject[] {
  const wanted = [...new Map(platforms.map((platform) => [canonicalPlatform(platform), platform])).values()];
  return wanted.flatMap((platform) => {
    const listings = [...new Map(manifestsFor(image, platform).map((one) => [listing(one), one])).values()];
    if (listings.length > MAX_LISTINGS) throw tooMany(image, platform, listings.length);
    return listings.map((one) => asSubject(image, one, platform));
  });
}

function tooMany({ reference }: ImageSubject, platform: string, found: number): CountersignError {
  return new CountersignError('IMAGE_INVALID', `${reference} lists too many manifests that may be run for ${platform}`, {
    expected: `at most ${MAX_LISTINGS}`,
    found: String(found),
    hint: 'Give each manifest of the index its platform, and list each once.',
  });
}

/** The same manifest in another index is another listing: what is signed over, or revoked of, one is not so of the other. */
function listing({ digest, platform, indexes, labelledBy }: PlatformManifest): string {
  return [digest, platform, ...indexes.map((index) => index.digest), labelledBy.length].join(' ');
}

function asSubject(image: ImageSubject, manifest: PlatformManifest, asked: string): ImageSubject {
  const { indexes, labelledBy, own } = manifest;
  const platform = labelledBy.length > 0 ? manifest.platform : asked;
  const parent = { digest: image.digest, platform, indexes, labelledBy, ...(own === undefined ? {} : { own }) };
  return manifestAsImage(image, manifest, { parent });
}
