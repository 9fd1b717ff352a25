import { json, type Answer, type SandboxRequest } from '../http/router.js';
import { empty, RegistryError } from './answers.js';
import type { Auth } from './auth.js';
import { digestOf, isDigest, mustMatch } from './digest.js';
import type { ManifestRecord, RegistryStorage } from './storage.js';

const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
const INDEX_TYPES = ['application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json'];
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

export interface ManifestOptions {
  readonly storage: RegistryStorage;
  readonly auth: Auth;
  /** Send `OCI-Subject` if a manifest with a subject is pushed. */
  readonly saysSubject: boolean;
  /** Support `If-Match` and `If-None-Match` on PUT; many registries do not. */
  readonly ifMatch: boolean;
}

/** Pull and push of manifests by tag and by digest. */
export function createManifests({ storage, auth, saysSubject, ifMatch }: ManifestOptions) {
  const read = (request: SandboxRequest, repository: string, reference: string): Answer => {
    auth.require(request, 'pull', repository);
    const found = storage.manifest(repository, reference);
    const content = found && storage.content(found.digest);
    if (!content) throw unknownManifest(storage.has(repository));
    const headers = { 'content-type': found.mediaType, 'docker-content-digest': found.digest, etag: `"${found.digest}"` };
    return { status: 200, headers, body: content };
  };

  const write = (request: SandboxRequest, repository: string, reference: string): Answer => {
    auth.require(request, 'push', repository);
    const content = request.body;
    if (content.length > MAX_MANIFEST_BYTES) throw new RegistryError(413, 'SIZE_INVALID', 'manifest too large');
    if (!isDigest(reference) && !TAG.test(reference)) throw new RegistryError(400, 'MANIFEST_INVALID', 'invalid reference');
    const digest = isDigest(reference) ? mustMatch(reference, content) : digestOf(content);
    if (ifMatch) precondition(request, storage.manifest(repository, reference)?.digest);

    const manifest = readManifest(content, request.headers['content-type']);
    for (const blob of manifest.blobs) {
      if (!storage.hasBlob(repository, blob))
        throw new RegistryError(400, 'MANIFEST_BLOB_UNKNOWN', `blob unknown to registry: ${blob}`);
    }
    for (const child of manifest.manifests) {
      if (!storage.manifest(repository, child))
        throw new RegistryError(400, 'MANIFEST_BLOB_UNKNOWN', `manifest unknown to registry: ${child}`);
    }
    storage.putManifest(repository, { digest, size: content.length, ...manifest.record }, content);
    if (!isDigest(reference)) storage.putTag(repository, reference, digest);
    const subject = manifest.record.subject;
    return empty(201, {
      location: `/v2/${repository}/manifests/${digest}`,
      'docker-content-digest': digest,
      ...(saysSubject && subject !== undefined ? { 'oci-subject': subject } : {}),
    });
  };

  const remove = (request: SandboxRequest, repository: string, reference: string): Answer => {
    auth.require(request, 'delete', repository);
    if (!storage.removeManifest(repository, reference)) throw unknownManifest(storage.has(repository));
    return empty(202);
  };

  const tags = (request: SandboxRequest, repository: string): Answer => {
    auth.require(request, 'pull', repository);
    if (!storage.has(repository)) throw unknownManifest(false);
    const { searchParams } = request.url;
    const after = storage.tags(repository).filter((tag) => tag > (searchParams.get('last') ?? ''));
    const count = searchParams.has('n') ? Number(searchParams.get('n')) : after.length;
    const page = after.slice(0, count);
    const last = page.at(-1);
    const more = after.length > page.length && last !== undefined;
    const link = more ? { link: `</v2/${repository}/tags/list?n=${count}&last=${encodeURIComponent(last)}>; rel="next"` } : {};
    return json(200, { name: repository, tags: page }, link);
  };

  const manifest = (request: SandboxRequest, repository: string, reference: string): Answer => {
    switch (request.method) {
      case 'GET':
      case 'HEAD':
        return read(request, repository, reference);
      case 'PUT':
        return write(request, repository, reference);
      case 'DELETE':
        return remove(request, repository, reference);
      default:
        throw new RegistryError(405, 'UNSUPPORTED', 'method not allowed');
    }
  };

  return { manifest, tags };
}

function unknownManifest(repositoryKnown: boolean): RegistryError {
  return repositoryKnown
    ? new RegistryError(404, 'MANIFEST_UNKNOWN', 'manifest unknown to registry')
    : new RegistryError(404, 'NAME_UNKNOWN', 'repository name not known to registry');
}

function precondition(request: SandboxRequest, current: string | undefined): void {
  const wanted = request.headers['if-match'];
  const unwanted = request.headers['if-none-match'];
  const tag = current === undefined ? undefined : `"${current}"`;
  const matches = (header: string): boolean =>
    tag !== undefined && (header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === tag));
  if ((wanted !== undefined && !matches(wanted)) || (unwanted !== undefined && matches(unwanted))) {
    throw new RegistryError(412, 'PRECONDITION_FAILED', 'the tag has changed');
  }
}

interface Descriptor {
  readonly digest?: unknown;
  readonly mediaType?: unknown;
  readonly urls?: unknown;
}

interface ReadManifest {
  readonly record: Omit<ManifestRecord, 'digest' | 'size'>;
  readonly blobs: readonly string[];
  readonly manifests: readonly string[];
}

function readManifest(content: Buffer, contentType: string | undefined): ReadManifest {
  let value: Readonly<Record<string, unknown>>;
  try {
    value = JSON.parse(content.toString('utf8')) as typeof value;
  } catch {
    throw new RegistryError(400, 'MANIFEST_INVALID', 'manifest is not JSON');
  }
  const named = typeof value['mediaType'] === 'string' ? value['mediaType'] : undefined;
  const mediaType = contentType?.split(';')[0] ?? named;
  if (mediaType === undefined || (named !== undefined && named !== mediaType)) {
    throw new RegistryError(400, 'MANIFEST_INVALID', 'Content-Type and mediaType differ');
  }
  const descriptor = (member: unknown): Descriptor => (typeof member === 'object' && member !== null ? member : {});
  const many = (member: unknown): Descriptor[] => (Array.isArray(member) ? member.map(descriptor) : []);
  const digests = (all: readonly Descriptor[]): string[] =>
    all.map(({ digest }) => digest).filter((one) => typeof one === 'string');

  const isIndex = INDEX_TYPES.includes(mediaType);
  const config = descriptor(value['config']);
  const subject = descriptor(value['subject']).digest;
  // The referrers API lists the manifest's own artifactType, otherwise the config type of an image (image-spec 1.1, "artifactType").
  const artifactType =
    typeof value['artifactType'] === 'string' && value['artifactType'] !== '' ? value['artifactType'] : config.mediaType;
  const annotations = value['annotations'];
  return {
    record: {
      mediaType,
      ...(typeof subject === 'string' ? { subject } : {}),
      ...(typeof artifactType === 'string' ? { artifactType } : {}),
      ...(typeof annotations === 'object' && annotations !== null ? { annotations: annotations as Record<string, string> } : {}),
    },
    // Foreign layers are stored elsewhere.
    blobs: isIndex ? [] : digests([config, ...many(value['layers']).filter(({ urls }) => urls === undefined)]),
    manifests: isIndex ? digests(many(value['manifests'])) : [],
  };
}
