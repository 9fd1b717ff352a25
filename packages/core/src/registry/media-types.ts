/** OCI image-spec 1.1 and Docker image manifest v2 schema 2. */
export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';

/** Docker image manifest v2 schema 1, plain and signed: refused. */
export const SCHEMA_1: readonly string[] = [
  'application/vnd.docker.distribution.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v1+prettyjws',
];

export const IMAGE_MANIFESTS: readonly string[] = [OCI_MANIFEST, DOCKER_MANIFEST];
export const IMAGE_INDEXES: readonly string[] = [OCI_INDEX, DOCKER_LIST];

/** Prefix of all bundle versions. Do not rely on artifactType: some registries report the config's type there. */
export const BUNDLE_PREFIX = 'application/vnd.dev.sigstore.bundle';
export const BUNDLE_V03 = 'application/vnd.dev.sigstore.bundle.v0.3+json';
export const EMPTY_CONFIG = 'application/vnd.oci.empty.v1+json';
