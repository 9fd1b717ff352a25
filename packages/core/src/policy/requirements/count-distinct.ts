import { byKind, type ImageSubject, type Subject } from '../../artifacts/index.js';

/**
 * How many things subjects are, whatever they are called: an image counts once, however many of its platforms are judged by
 * themselves and under however many names and indexes; files by what they hold, since one file can be given under many names.
 * Where digests cannot be compared, they may be of one file.
 */
export function countDistinct(subjects: readonly Subject[]): number {
  const images: ImageSubject[] = [];
  const files: Subject[] = [];
  const file = (one: Subject) => files.push(one);
  for (const one of subjects) byKind(one, { file, digest: file, image: (image) => images.push(image) });
  const contents = (['sha256', 'sha384', 'sha512'] as const).map(
    (algorithm) => new Set(files.flatMap(({ digests }) => digests[algorithm] ?? [])).size,
  );
  return countImages(images) + Math.max(...contents);
}

/**
 * An image is what can run of it: the manifests that were judged, or all below an index. One whose manifests are all in another
 * is that one again; and there are never more images than manifests.
 */
function countImages(images: readonly ImageSubject[]): number {
  const manifestsOf = new Map<string, Set<string>>();
  for (const { digest, parent, platforms } of images) {
    const named = parent?.digest ?? digest;
    const manifests = manifestsOf.get(named) ?? new Set();
    for (const one of platforms.length === 0 ? [digest] : platforms.map((platform) => platform.digest)) manifests.add(one);
    manifestsOf.set(named, manifests);
  }
  const distinct = [...new Map([...manifestsOf.values()].map((set) => [[...set].toSorted().join(), set])).values()];
  const holders = new Map<string, Set<string>[]>();
  for (const set of distinct) {
    for (const one of set) {
      const known = holders.get(one);
      if (known === undefined) holders.set(one, [set]);
      else known.push(set);
    }
  }
  const isPart = (set: Set<string>): boolean =>
    [...set]
      .slice(0, 1)
      .some((first) => holders.get(first)?.some((other) => other !== set && [...set].every((one) => other.has(one))) === true);
  return Math.min(distinct.filter((set) => !isPart(set)).length, holders.size);
}
