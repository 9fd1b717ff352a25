import type { ImageSubject } from '../artifacts/index.js';

/** The image itself and, for an index, each platform manifest as an image of its own. */
export function withPlatforms(image: ImageSubject): ImageSubject[] {
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
