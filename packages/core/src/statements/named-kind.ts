import type { StatementSubject } from './types.js';

/** What a subject of a statement says that it is. */
export type NamedKind = 'image' | 'file' | 'nothing';

/** Manifests and indexes, OCI and Docker, as descriptors name them. */
const IMAGE_MEDIA_TYPE =
  /^application\/vnd\.(?:oci\.image\.(?:manifest|index)\.v\d+\+json|docker\.distribution\.manifest\.(?:list\.)?v\d+\+(?:json|prettyjws))$/i;
/** The types of package URLs that are images; buildx writes `pkg:docker/…`. */
const IMAGE_PURL = /^pkg:\/*(?:docker|oci)\//i;
const IMAGE_SCHEME = /^(?:oci|docker):\/\//i;
/** A registry: with a port, `localhost`, an address, or a dotted name whose last part is no number (`v1.2/app` is a file). */
const REGISTRY =
  /^(?:(?:[a-z0-9][a-z0-9.-]*|\[[0-9a-f:.]+\]):\d{1,5}|localhost|\[[0-9a-f:.]+\]|\d{1,3}(?:\.\d{1,3}){3}|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?)$/i;
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*)*$/i;
const TAG_AND_DIGEST = /(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(?:@[a-z0-9]+:[0-9a-f]+)?$/;

/**
 * Whether a text is the name of an image with its registry (`ghcr.io/acme/app`, as cosign and actions/attest write it, with or
 * without tag and digest), or a package URL of one. `acme/app` is none: it may as well be a file in a folder.
 */
export function isImageName(text: string): boolean {
  if (IMAGE_PURL.test(text)) return true;
  const path = text.replace(IMAGE_SCHEME, '');
  const slash = path.indexOf('/');
  if (slash === -1) return false;
  return REGISTRY.test(path.slice(0, slash)) && REPOSITORY.test(path.slice(slash + 1).replace(TAG_AND_DIGEST, ''));
}

/**
 * What a subject names: an image by its name, `uri` or `mediaType`; nothing where cosign leaves the name empty, or tools put
 * a mark in its place (`.` of `cosign attest-blob --hash`, `_` of BuildKit); a file otherwise.
 */
export function namedKind({ name, uri = '', mediaType = '' }: StatementSubject): NamedKind {
  if (IMAGE_MEDIA_TYPE.test(mediaType) || isImageName(name) || isImageName(uri)) return 'image';
  return [name, uri].every((text) => ['', '.', '_'].includes(text)) ? 'nothing' : 'file';
}

/**
 * The file name that a subject stands for: the last part of its path; for a package on npm the name of its tarball.
 * Empty where it names none.
 */
export function fileNameOf(subject: StatementSubject): string {
  if (namedKind(subject) !== 'file') return '';
  const text = subject.name === '' ? (subject.uri ?? '') : subject.name;
  const npm = /^pkg:npm\/(?:(?:%40|@)([^/@]+)\/)?([^/@?#]+)@([^/@?#]+)$/i.exec(text);
  if (npm !== null)
    return [npm[1], npm[2], npm[3]]
      .filter((part) => part !== undefined)
      .join('-')
      .concat('.tgz');
  return lastPart(text);
}

/** The last part of a path, under both systems' separators. */
export function lastPart(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? '';
}
