import { createHash } from 'node:crypto';
import { CountersignError } from '../errors/index.js';
import type { NetResponse } from '../run/index.js';
import { excerpt, isJsonObject, refuseOtherSpellings, sha256Digest, type JsonObject, type JsonValue } from '../wire/index.js';
import { invalidAnswer, jsonIn, registryFailure, saysRepositoryUnknown } from './answers.js';
import { MAX_MANIFEST_BYTES, MAX_VALUES } from './limits.js';
import { IMAGE_INDEXES, IMAGE_MANIFESTS, SCHEMA_1 } from './media-types.js';
import type { Repository } from './repositories.js';
import type { Send } from './session.js';

export interface Manifest {
  /** `sha256:<hex>`, computed. */
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly json: JsonObject;
  /** Strong entity tag, for If-Match. */
  readonly etag: string | undefined;
}

/** A 404: the manifest, or the whole repository, does not exist or is hidden from us. */
export interface Missing {
  readonly missing: CountersignError;
  readonly repositoryUnknown: boolean;
}

/** The members of an OCI content descriptor that we use, checked. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
}

/** Members of manifests, indexes, descriptors and platforms (OCI image-spec 1.1, Docker schema 2 and 1). */
const MEMBERS: readonly string[] = [
  ...['schemaVersion', 'mediaType', 'artifactType', 'config', 'layers', 'subject', 'manifests', 'annotations', 'fsLayers'],
  ...['digest', 'size', 'urls', 'data', 'platform'],
  ...['architecture', 'os', 'os.version', 'os.features', 'variant', 'features'],
];

/** Refuses member names that Go's JSON decoder would read differently. @throws CountersignError REGISTRY_ANSWER_INVALID */
export function checkMemberNames(value: JsonValue, what: string): void {
  refuseOtherSpellings(value, { known: MEMBERS, maps: ['annotations'], what, code: 'REGISTRY_ANSWER_INVALID' });
}

const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** Whether a text is a digest for a descriptor: sha256 or sha512, lower-case hex. */
export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

function digestOf(algorithm: string, bytes: Uint8Array): string {
  return algorithm === 'sha512' ? `sha512:${createHash('sha512').update(bytes).digest('hex')}` : sha256Digest(bytes);
}

/** @throws CountersignError REGISTRY_ANSWER_INVALID */
export function readDescriptor(value: JsonValue | undefined, what: string): Descriptor {
  const object = value !== undefined && isJsonObject(value) ? value : {};
  const { mediaType, digest, size } = object;
  if (
    typeof mediaType !== 'string' ||
    typeof digest !== 'string' ||
    !DIGEST.test(digest) ||
    typeof size !== 'number' ||
    !Number.isSafeInteger(size) ||
    size < 0
  ) {
    throw invalidAnswer(`${what} is not a descriptor`, 'mediaType, digest (sha256 or sha512) and size', 'something else');
  }
  return { mediaType, digest, size };
}

/**
 * Reads a manifest or index by digest or tag. The received bytes are hashed; if they do not have the requested digest, the answer is refused.
 *
 * @throws CountersignError REGISTRY_*, INPUT_UNSUPPORTED for Docker's schema 1
 */
export async function getManifest(
  send: Send,
  at: Repository,
  reference: string,
  accept: readonly string[],
  maxBytes = MAX_MANIFEST_BYTES,
): Promise<Manifest | Missing> {
  const what = `${at.registry}/${at.repository}${reference.includes(':') ? '@' : ':'}${reference}`;
  const response = await send(at, {
    method: 'GET',
    access: 'pull',
    url: `${at.origin}/v2/${at.repository}/manifests/${reference}`,
    headers: { accept: accept.join(', ') },
    maxBytes,
  });
  if (response.status === 404)
    return { missing: registryFailure(response, `read ${what}`), repositoryUnknown: saysRepositoryUnknown(response) };
  if (response.status !== 200) throw registryFailure(response, `read ${what}`);
  refuseSchema1(what, response);
  const digest = sha256Digest(response.body);
  const expected = reference.includes(':') ? reference : response.headers['docker-content-digest'];
  if (expected !== undefined && DIGEST.test(expected)) checkDigest(what, expected, response.body);
  const value = jsonIn(response, { maxBytes: MAX_MANIFEST_BYTES, maxValues: MAX_VALUES, what });
  if (!isJsonObject(value)) throw invalidAnswer(`${what} is not a manifest`, 'a JSON object', 'other JSON');
  checkMemberNames(value, what);
  const etag = response.headers['etag'];
  return {
    digest,
    mediaType: mediaTypeOf(what, response, value),
    bytes: response.body,
    json: value,
    etag: etag !== undefined && /^"[^"]+"$/.test(etag) ? etag : undefined,
  };
}

/** Reads a whole blob, and checks size and digest against its descriptor. @throws CountersignError REGISTRY_*, EVIDENCE_TOO_LARGE */
export async function getBlob(send: Send, at: Repository, blob: Descriptor, maxBytes: number): Promise<Uint8Array> {
  const what = `${at.registry}/${at.repository}@${blob.digest}`;
  if (blob.size > maxBytes) {
    throw new CountersignError('EVIDENCE_TOO_LARGE', `${what} is too large`, {
      expected: `at most ${maxBytes} bytes`,
      found: `${blob.size} bytes`,
    });
  }
  const response = await send(at, {
    method: 'GET',
    access: 'pull',
    url: `${at.origin}/v2/${at.repository}/blobs/${blob.digest}`,
    maxBytes: Math.max(blob.size, 65_536),
  });
  if (response.status !== 200) throw registryFailure(response, `read ${what}`);
  if (response.body.length !== blob.size)
    throw invalidAnswer(`${what} has the wrong length`, `${blob.size} bytes`, `${response.body.length} bytes`);
  checkDigest(what, blob.digest, response.body);
  return response.body;
}

/** Must run before the digest is compared: the digest of a signed schema 1 manifest does not cover the signatures. */
function refuseSchema1(what: string, response: NetResponse): void {
  const type = headerType(response);
  if (!SCHEMA_1.includes(type)) return;
  throw new CountersignError('INPUT_UNSUPPORTED', `${what} is an image manifest of Docker schema 1`, {
    expected: [...IMAGE_MANIFESTS, ...IMAGE_INDEXES].join(', '),
    found: excerpt(type),
    hint: 'Push the image again in OCI or Docker v2 schema 2 format.',
  });
}

function headerType(response: NetResponse): string {
  return (response.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
}

/** Puts a manifest at a tag or digest; the caller checks the answer. */
export function putManifest(
  send: Send,
  at: Repository,
  reference: string,
  manifest: { readonly mediaType: string; readonly bytes: Uint8Array },
  options: { readonly headers?: Readonly<Record<string, string>>; readonly retry?: boolean } = {},
): Promise<NetResponse> {
  return send(at, {
    method: 'PUT',
    access: 'push',
    url: `${at.origin}/v2/${at.repository}/manifests/${reference}`,
    headers: { 'content-type': manifest.mediaType, ...options.headers },
    body: manifest.bytes,
    ...(options.retry === undefined ? {} : { retry: options.retry }),
  });
}

function checkDigest(what: string, expected: string, bytes: Uint8Array): void {
  const found = digestOf(expected.slice(0, 6), bytes);
  if (found !== expected)
    throw invalidAnswer(`${what}: the content from the registry does not have the requested digest`, expected, found);
}

/**
 * The media type of header and content, which must agree: a document that some readers take for an index and others for an image
 * is refused (CVE-2021-41190).
 */
function mediaTypeOf(what: string, response: NetResponse, json: JsonObject): string {
  const header = headerType(response);
  const inside = typeof json['mediaType'] === 'string' ? json['mediaType'] : undefined;
  const known = [...IMAGE_MANIFESTS, ...IMAGE_INDEXES];
  const mediaType = known.includes(header) ? header : (inside ?? header);
  if (inside !== undefined && inside !== mediaType)
    throw invalidAnswer(`${what}: header and content name different media types`, mediaType, excerpt(inside));
  const looksLikeIndex = 'manifests' in json;
  const looksLikeImage = 'config' in json || 'layers' in json;
  if ((IMAGE_INDEXES.includes(mediaType) && looksLikeImage) || (IMAGE_MANIFESTS.includes(mediaType) && looksLikeIndex)) {
    throw invalidAnswer(`${what} is both an index and an image`, mediaType, 'members of both');
  }
  if (known.includes(mediaType) && 'fsLayers' in json)
    throw invalidAnswer(`${what} is both Docker schema 1 and another format`, mediaType, 'fsLayers');
  return mediaType;
}
