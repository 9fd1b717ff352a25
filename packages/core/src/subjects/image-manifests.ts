import { pinnedImage, type ImageSubject } from '../artifacts/index.js';
import { imagesBelow } from './narrow-image.js';

/**
 * Every manifest behind the images, each once: one image may be named by tag and by digest, and two indexes may share a
 * platform. Nested indexes come with them, and BuildKit's attestation manifests too: Docker's build policies look for the
 * signature there.
 */
export function manifestsOf(images: readonly ImageSubject[]): ImageSubject[] {
  return eachOnce(images.flatMap((image) => [image, ...imagesBelow(image, [...image.platforms, ...image.others])]));
}

/** The same without attestation manifests: nobody builds or runs them, they only say how others were built. */
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
