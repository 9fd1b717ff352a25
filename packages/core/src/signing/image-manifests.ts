import type { ImageSubject } from '../artifacts/index.js';

/**
 * Every manifest behind the images, each once: one image may be named by tag and by digest, and two indexes may share a
 * platform.
 */
export function manifestsOf(images: readonly ImageSubject[]): ImageSubject[] {
  const byDigest = new Map<string, ImageSubject>();
  for (const image of images.flatMap(withPlatforms)) {
    const key = `${image.name}@${image.digest}`;
    if (!byDigest.has(key)) byDigest.set(key, image);
  }
  return [...byDigest.values()];
}

/** The image itself and, for an index, each platform manifest as an image of its own. */
function withPlatforms(image: ImageSubject): ImageSubject[] {
  return [
    image,
    ...image.platforms.map(({ platform, digest, mediaType, size }): ImageSubject => ({
      ...image,
      reference: `${image.name}@${digest}`,
      tag: undefined,
      digest,
      digests: { sha256: digest.replace(/^sha256:/, '') },
      mediaType,
      size,
      platforms: [],
      parent: { digest: image.digest, platform },
    })),
  ];
}

/** A file name without separators or colons, which artifact stores refuse. */
export function imageBundleName(image: ImageSubject): string {
  return `${image.name.replace(/[^A-Za-z0-9._-]+/g, '_')}-${image.digest.replace(':', '-')}`;
}
