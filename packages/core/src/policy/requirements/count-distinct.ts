import { byKind, type ImageSubject, type Subject } from '../../artifacts/index.js';

/**
 * Counts different artifacts, independent of their names. An image counts once, even where several of its platforms are judged, or
 * it has several names or indexes. Files count by content, since one file can be given under many names. Digests of different
 * algorithms cannot be compared, so they may be of one file.
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
 * An image counts by the manifests that can run: those that were judged, or all below an index. An image whose manifests are all
 * part of another image does not count again; and there are never more images than manifests.
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
  const setsWith = new Map<string, Set<string>[]>();
  for (const set of distinct) {
    for (const one of set) {
      const known = setsWith.get(one);
      if (known === undefined) setsWith.set(one, [set]);
      else known.push(set);
    }
  }
  const isPart = (set: Set<string>): boolean =>
    [...set]
      .slice(0, 1)
      .some((first) => setsWith.get(first)?.some((other) => other !== set && [...set].every((one) => other.has(one))) === true);
  return Math.min(distinct.filter((set) => !isPart(set)).length, setsWith.size);
}
