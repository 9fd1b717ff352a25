import type { ImageSubject, PlatformManifest } from '../artifacts/index.js';
import { CountersignError } from '../errors/index.js';
import { canonicalPlatform } from '../wire/index.js';
import { manifestAsImage } from './manifest-as-image.js';
import { manifestsFor } from './narrow-image.js';

/**
 * Maximum number of manifests for one platform of one image: each is verified separately, with the signatures of the indexes above it.
 * Windows images have one for each build of the system, at most four.
 */
const MAX_MANIFESTS = 16;

/**
 * The manifests of an index that a runtime may choose for one of the platforms, each as a subject.
 *
 * @throws CountersignError NO_MATCH for a platform that the index does not have, IMAGE_INVALID for one with too many manifests
 */
export function platformSubjects(image: ImageSubject, platforms: readonly string[]): readonly ImageSubject[] {
  const wanted = [...new Map(platforms.map((platform) => [canonicalPlatform(platform), platform])).values()];
  return wanted.flatMap((platform) => {
    const listings = [...new Map(manifestsFor(image, platform).map((one) => [listing(one), one])).values()];
    if (listings.length > MAX_MANIFESTS) throw tooMany(image, platform, listings.length);
    return listings.map((one) => asSubject(image, one, platform));
  });
}

function tooMany({ reference }: ImageSubject, platform: string, found: number): CountersignError {
  return new CountersignError('IMAGE_INVALID', `${reference} contains too many manifests for ${platform}`, {
    expected: `at most ${MAX_MANIFESTS}`,
    found: String(found),
    hint: 'Build the index so that each manifest has its platform and occurs once.',
  });
}

/** A manifest in two indexes is verified twice, because signatures and revocations of the indexes can differ. */
function listing({ digest, platform, indexes, labelledBy }: PlatformManifest): string {
  return [digest, platform, ...indexes.map((index) => index.digest), labelledBy.length].join(' ');
}

function asSubject(image: ImageSubject, manifest: PlatformManifest, asked: string): ImageSubject {
  const { indexes, labelledBy, own } = manifest;
  const platform = labelledBy.length > 0 ? manifest.platform : asked;
  const parent = { digest: image.digest, platform, indexes, labelledBy, ...(own === undefined ? {} : { own }) };
  return manifestAsImage(image, manifest, { parent });
}
