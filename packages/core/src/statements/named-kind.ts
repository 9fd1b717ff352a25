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

/** Registries by name: whatever stands under these is an image. */
const KNOWN_REGISTRY =
  /^(?:(?:[a-z0-9-]+\.)*(?:ghcr\.io|docker\.io|gcr\.io|quay\.io|k8s\.io|cgr\.dev|pkg\.dev|gitlab\.com|azurecr\.(?:io|cn|us)|mcr\.microsoft\.com|ecr\.aws|amazonaws\.com(?:\.cn)?|jfrog\.io))$/i;
/** A host's name without a port that is no address: a folder may be called so as well (`com.acme.tool`, `Foo.app`). */
const MAY_BE_FOLDER = /^(?!localhost$)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9.-]+$/i;
/** What packages and archives are called, and images are not; `.js` and `.net` are parts of product names. */
const FILE_EXTENSION =
  /\.(?:jar|war|ear|aar|pom|nupkg|snupkg|whl|gem|crate|tgz|txz|tbz2?|tar|gz|xz|bz2|zst|zip|7z|rpm|deb|apk|ipa|dmg|pkg|msi|msix|exe|dll|so|dylib|iso|img|bin|wasm|vsix|xpi|json|xml|ya?ml|txt|asc|sig|sbom)$/i;

/**
 * Whether what could be an image's name is rather a path: a folder in the place of the registry that is written with capitals, as
 * nobody writes a registry, or a last part with the extension of a file. Tag, digest, port, scheme and known registries say image.
 */
function isRatherPath(registry: string, repository: string): boolean {
  if (KNOWN_REGISTRY.test(registry) || !MAY_BE_FOLDER.test(registry)) return false;
  if (!REPOSITORY.test(repository)) return false;
  return registry !== registry.toLowerCase() || FILE_EXTENSION.test(repository);
}

/**
 * Whether a text is the name of an image with its registry (`ghcr.io/acme/app`, as cosign and actions/attest write it, with or
 * without tag and digest), or a package URL of one. `acme/app` is none: it may as well be a file in a folder. So may
 * `Acme.Tool/app` and `com.acme.tool/tool.jar`, and rather.
 */
export function isImageName(text: string): boolean {
  if (IMAGE_PURL.test(text)) return true;
  const path = text.replace(IMAGE_SCHEME, '');
  const slash = path.indexOf('/');
  if (slash === -1) return false;
  const [registry, repository] = [path.slice(0, slash), path.slice(slash + 1)];
  if (!REGISTRY.test(registry) || !REPOSITORY.test(repository.replace(TAG_AND_DIGEST, ''))) return false;
  return IMAGE_SCHEME.test(text) || !isRatherPath(registry, repository);
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
