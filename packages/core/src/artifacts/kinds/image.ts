import type { ImageSubject } from '../types.js';
import { NOT, type KindFacts } from './facts.js';

/** `registry/repository@sha256:…`: the reference by digest, which cannot change its meaning. */
export function pinnedImage({ name, digest }: Pick<ImageSubject, 'name' | 'digest'>): string {
  return `${name}@${digest}`;
}

/** An image, an index, or a manifest in an index. */
export const image: KindFacts<ImageSubject> = {
  ...NOT,
  noun: { a: 'an image', one: 'image', many: 'images' },
  bytesSeen: true,
  label: (subject) => `${pinnedImage(subject)}${subject.parent === undefined ? '' : ` (${subject.parent.platform})`}`,
  digest: (subject) => subject.digest,
  namedBy: (subject) => ({ input: 'images', value: pinnedImage(subject) }),
  image: (subject) => subject,
  report: (subject) => ({
    digest: subject.digest,
    reference: subject.reference,
    pinned: pinnedImage(subject),
    platforms: subject.platforms.map(({ platform, digest }) => ({ platform, digest })),
    ...(subject.parent === undefined
      ? {}
      : {
          platform: subject.parent.platform,
          ...(subject.parent.digest === subject.digest ? {} : { index: subject.parent.digest }),
        }),
  }),
};
