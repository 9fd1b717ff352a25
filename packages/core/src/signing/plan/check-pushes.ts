import type { ImageSubject } from '../../artifacts/index.js';
import type { PushOptions } from './types.js';

/**
 * Checks for each repository that the run may push to it: an upload is started and cancelled.
 * @throws CountersignError REGISTRY_*, IMAGE_REFERENCE_INVALID
 */
export async function checkPushes(images: readonly ImageSubject[], { registry, repository }: PushOptions): Promise<void> {
  const byRepository = new Map(images.map((image) => [placeOf(image, repository), image]));
  for (const image of byRepository.values()) await registry.checkPush(image, repository === undefined ? {} : { repository });
}

/** `registry/repository` where bundles of images are stored, each once. */
export function repositoriesOf(images: readonly ImageSubject[], repository: string | undefined): readonly string[] {
  return [...new Set(images.map((image) => placeOf(image, repository)))];
}

const placeOf = (image: ImageSubject, repository: string | undefined): string =>
  repository ?? `${image.registry}/${image.repository}`;
