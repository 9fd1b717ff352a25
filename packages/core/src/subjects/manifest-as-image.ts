import type { ImageSubject, ReadManifest } from '../artifacts/index.js';

/**
 * One manifest of an index, or an index above one, as an image of its own: in the same repository, with what was read of that
 * manifest and nothing of the image it was reached by.
 * @param as what it is called where it is not called as the image was; `parent` where it is judged as a platform
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

/** The indexes above a manifest, the named one first; none for what is not judged as a platform. */
export function indexesAbove(image: ImageSubject): readonly ImageSubject[] {
  return (image.parent?.indexes ?? []).map((index) => manifestAsImage(image, index));
}
