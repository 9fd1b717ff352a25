import type { FileSubject, ImageSubject, ReadManifest } from '../../artifacts/index.js';

/* Subjects: a file, an image and its platforms. */

export const SHA = 'a'.repeat(64);

export const FILE: FileSubject = {
  kind: 'file',
  name: 'dist/app.tgz',
  path: '/w/dist/app.tgz',
  size: 1,
  digests: { sha256: SHA },
  content: 'data',
};

const INDEX: ReadManifest = {
  digest: `sha256:${SHA}`,
  mediaType: 'application/vnd.oci.image.index.v1+json',
  size: 1,
  contentDigests: { sha256: SHA, sha384: 'a'.repeat(96), sha512: 'a'.repeat(128) },
  blobs: [],
};

/** An index of two platforms. */
export const IMAGE: ImageSubject = {
  ...INDEX,
  kind: 'image',
  name: 'ghcr.io/acme/app',
  registry: 'ghcr.io',
  repository: 'acme/app',
  reference: 'ghcr.io/acme/app:v2',
  tag: 'v2',
  digests: { sha256: SHA },
  platforms: ['amd64', 'arm64'].map((architecture, index) => ({
    ...readManifest(String(index + 1)),
    platform: `linux/${architecture}`,
    indexes: [INDEX],
    labelledBy: [INDEX],
  })),
  others: [],
};

/** A manifest whose every digest is one hex digit over and over. */
export function readManifest(digit: string): ReadManifest {
  return {
    digest: `sha256:${digit.repeat(64)}`,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    size: 1,
    contentDigests: { sha256: digit.repeat(64), sha384: digit.repeat(96), sha512: digit.repeat(128) },
    blobs: [],
  };
}

/** One manifest of IMAGE as a subject of its own. */
export function platformOfImage(
  digit: string,
  platform: string,
  parent: Partial<NonNullable<ImageSubject['parent']>> = {},
): ImageSubject {
  return {
    ...IMAGE,
    ...readManifest(digit),
    digests: { sha256: digit.repeat(64) },
    platforms: [],
    parent: { digest: IMAGE.digest, platform, indexes: [INDEX], labelledBy: [INDEX], own: { kind: 'said', platform }, ...parent },
  };
}
