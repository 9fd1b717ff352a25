import type { ImageSubject, ReadManifest } from '../artifacts/index.js';

/**
 * A manifest of an index, or an index above a manifest, as an image: in the same repository, with the data of this manifest and none of
 * the image through which it was reached.
 * @param as members that differ from those of the image; `parent` if it is verified as a platform
 */
export function manifestAsImage(
  { name, registry, repository, reference, tag }: ImageSubject,
  { digest, mediaType, size, contentDigests, blobs }: ReadManifest,
  as: Partial<Pick<ImageSubject, 'reference' | 'tag' | 'parent'>> = {},
): ImageSubject {
  const digests = { sha256: digest.replace(/^sha256:/, '') };
  return {
    ...{ kind: 'image', name, registry, repository, reference, tag },
    ...{ digest, digests, mediaType, size, contentDigests, blobs, platforms: [], others: [] },
    ...as,
  };
}

/** The indexes above a manifest, the one that the user named first; empty for an image that is not verified as a platform. */
export function indexesAbove(image: ImageSubject): readonly ImageSubject[] {
  return (image.parent?.indexes ?? []).map((index) => manifestAsImage(image, index));
}
