import type { StatementSubject } from './types.js';

/** The kind of artifact that a subject of a statement names. */
export type NamedKind = 'image' | 'file' | 'nothing';

/** Media types of manifests and indexes, OCI and Docker. */
const IMAGE_MEDIA_TYPE =
  /^application\/vnd\.(?:oci\.image\.(?:manifest|index)\.v\d+\+json|docker\.distribution\.manifest\.(?:list\.)?v\d+\+(?:json|prettyjws))$/i;
/** Package URLs of images; buildx writes `pkg:docker/…`. */
const IMAGE_PURL = /^pkg:\/*(?:docker|oci)\//i;
const IMAGE_SCHEME = /^(?:oci|docker):\/\//i;
/** A registry: with a port, `localhost`, an address, or a dotted name whose last part is not a number (`v1.2/app` is a file). */
const REGISTRY =
  /^(?:(?:[a-z0-9][a-z0-9.-]*|\[[0-9a-f:.]+\]):\d{1,5}|localhost|\[[0-9a-f:.]+\]|\d{1,3}(?:\.\d{1,3}){3}|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?)$/i;
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*)*$/i;
const TAG_AND_DIGEST = /(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(?:@[a-z0-9]+:[0-9a-f]+)?$/;

/** Known registries: all names under these are images. */
const KNOWN_REGISTRY =
  /^(?:(?:[a-z0-9-]+\.)*(?:ghcr\.io|docker\.io|gcr\.io|quay\.io|k8s\.io|cgr\.dev|pkg\.dev|gitlab\.com|azurecr\.(?:io|cn|us)|mcr\.microsoft\.com|ecr\.aws|amazonaws\.com(?:\.cn)?|jfrog\.io))$/i;
/** A host name without port that is not an IP address: it may also be the name of a folder (`com.acme.tool`, `Foo.app`). */
const MAY_BE_FOLDER = /^(?!localhost$)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9.-]+$/i;
/** Extensions of packages and archives, not used in names of images; without `.js` and `.net`, which are parts of product names. */
const FILE_EXTENSION =
  /\.(?:jar|war|ear|aar|pom|nupkg|snupkg|whl|gem|crate|tgz|txz|tbz2?|tar|gz|xz|bz2|zst|zip|7z|rpm|deb|apk|ipa|dmg|pkg|msi|msix|exe|dll|so|dylib|iso|img|bin|wasm|vsix|xpi|json|xml|ya?ml|txt|asc|sig|sbom)$/i;

/**
 * Whether a possible image name is more likely a path: the part in place of the registry has capital letters, which registries do
 * not have, or the last part has the extension of a file. A tag, digest, port, scheme or known registry means image.
 */
function isRatherPath(registry: string, repository: string): boolean {
  if (KNOWN_REGISTRY.test(registry) || !MAY_BE_FOLDER.test(registry)) return false;
  if (!REPOSITORY.test(repository)) return false;
  return registry !== registry.toLowerCase() || FILE_EXTENSION.test(repository);
}

/**
 * Whether a text is the name of an image with its registry (`ghcr.io/acme/app`, as cosign and actions/attest write it, with or
 * without tag and digest), or a package URL of one. `acme/app` is not one: it may be a file in a folder. The
 * same holds for `Acme.Tool/app` and `com.acme.tool/tool.jar`.
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
 * The kind that a subject names: an image by its name, `uri` or `mediaType`; nothing if the name is empty (cosign) or a
 * placeholder (`.` of `cosign attest-blob --hash`, `_` of BuildKit); otherwise a file.
 */
export function namedKind({ name, uri = '', mediaType = '' }: StatementSubject): NamedKind {
  if (IMAGE_MEDIA_TYPE.test(mediaType) || isImageName(name) || isImageName(uri)) return 'image';
  return [name, uri].every((text) => ['', '.', '_'].includes(text)) ? 'nothing' : 'file';
}

/**
 * The file name of a subject: the last part of its path; for a package on npm the name of its tarball.
 * Empty if it names none.
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

/** The last part of a path, with `/` or `\` as separator. */
export function lastPart(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? '';
}
