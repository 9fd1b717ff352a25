import { pinnedImage, type ImageSubject } from '../artifacts/index.js';
import { imagesBelow } from './narrow-image.js';

/**
 * The images and all manifests below them, each once: one image may be named by tag and by digest, and two indexes may contain the
 * same manifest. Includes nested indexes and BuildKit's attestation manifests, because Docker's build policies check the signature of
 * those.
 */
export function manifestsOf(images: readonly ImageSubject[]): ImageSubject[] {
  return eachOnce(images.flatMap((image) => [image, ...imagesBelow(image, [...image.platforms, ...image.others])]));
}

/** The same without attestation manifests, which are not built or run: they describe the build of other manifests. */
export function builtManifestsOf(images: readonly ImageSubject[]): ImageSubject[] {
  const built = (image: ImageSubject) => [...image.platforms, ...image.others.filter(({ about }) => about === undefined)];
  return eachOnce(images.flatMap((image) => [image, ...imagesBelow(image, built(image))]));
}

function eachOnce(images: readonly ImageSubject[]): ImageSubject[] {
  const byDigest = new Map<string, ImageSubject>();
  for (const image of images) {
    const key = pinnedImage(image);
    if (!byDigest.has(key)) byDigest.set(key, image);
  }
  return [...byDigest.values()];
}
