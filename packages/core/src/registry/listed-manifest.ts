import { createHash } from 'node:crypto';
import type { ReadManifest } from '../artifacts/index.js';
import { CountersignError } from '../errors/index.js';
import { excerpt, isJsonObject, platformName, readArray, type JsonObject, type JsonValue } from '../wire/index.js';
import { isDigest, readDescriptor, type Descriptor, type Manifest } from './content.js';
import { imageInvalid } from './image-invalid.js';
import { IMAGE_INDEXES, IMAGE_MANIFESTS } from './media-types.js';

/** The data kept of a manifest or index; its bytes are not kept. */
export interface Node {
  readonly read: ReadManifest;
  /** `mediaType` inside the document. */
  readonly inside: string | undefined;
  /** Of an image manifest, if it is one. */
  readonly config: Descriptor | undefined;
  /** Of an index; undefined for an image manifest. */
  readonly entries: readonly Entry[] | undefined;
}

/** One entry of an index. */
export interface Entry {
  readonly descriptor: Descriptor;
  /** `os/architecture[/variant]`, or undefined if the index gives none. */
  readonly platform: string | undefined;
  /** For a BuildKit attestation manifest: `<algorithm>:<hex>` of the manifest that it is about; otherwise undefined. */
  readonly about: string | undefined;
}

/** @throws CountersignError IMAGE_INVALID, INPUT_UNSUPPORTED, REGISTRY_ANSWER_INVALID */
export function nodeOf(manifest: Manifest, what: string): Node {
  const { json, bytes, mediaType, digest } = manifest;
  const hex = (algorithm: string): string => createHash(algorithm).update(bytes).digest('hex');
  const isIndex = IMAGE_INDEXES.includes(mediaType);
  return {
    read: {
      digest,
      mediaType,
      size: bytes.length,
      contentDigests: { sha256: digest.slice('sha256:'.length), sha384: hex('sha384'), sha512: hex('sha512') },
      blobs: isIndex ? [] : blobsOf(json),
    },
    inside: typeof json['mediaType'] === 'string' ? json['mediaType'] : undefined,
    config: isIndex || json['config'] === undefined ? undefined : readDescriptor(json['config'], `${what}: config`),
    entries: isIndex ? entriesOf(json, what) : undefined,
  };
}

function blobsOf(json: JsonObject): readonly string[] {
  const layers: readonly JsonValue[] = Array.isArray(json['layers']) ? (json['layers'] as readonly JsonValue[]) : [];
  return [json['config'], ...layers].flatMap((one) => {
    const digest = one !== undefined && isJsonObject(one) ? one['digest'] : undefined;
    return typeof digest === 'string' && isDigest(digest) ? [digest] : [];
  });
}

function entriesOf(json: JsonObject, what: string): readonly Entry[] {
  const entries = readArray(json['manifests'], `${what}: manifests`, 'REGISTRY_ANSWER_INVALID');
  return entries.map((value, position) => {
    const where = `${what}: manifests[${position}]`;
    const descriptor = readDescriptor(value, where);
    refuseForeign(descriptor, where);
    const platform = labelOf(isJsonObject(value) ? value['platform'] : undefined);
    return { descriptor, platform, about: attested(value, platform) };
  });
}

/** @throws CountersignError INPUT_UNSUPPORTED, because a runtime may run a manifest that we cannot read */
function refuseForeign({ mediaType, digest }: Descriptor, where: string): void {
  const known = [...IMAGE_MANIFESTS, ...IMAGE_INDEXES];
  if (!known.includes(mediaType)) {
    throw new CountersignError('INPUT_UNSUPPORTED', `${where} is not a supported image or index`, {
      expected: known.join(', '),
      found: excerpt(mediaType),
      hint: 'Push the image in OCI or Docker v2 schema 2 format.',
    });
  }
  if (digest.startsWith('sha256:')) return;
  throw new CountersignError('INPUT_UNSUPPORTED', `${where} is listed by a digest other than SHA-256`, {
    expected: 'sha256:…',
    found: digest.split(':')[0] ?? '',
    hint: 'List the manifests of the image by their sha256 digests.',
  });
}

function labelOf(platform: JsonValue | undefined): string | undefined {
  if (platform === undefined || !isJsonObject(platform)) return undefined;
  const { os, architecture, variant } = platform;
  if (typeof os !== 'string' || typeof architecture !== 'string' || os === '' || architecture === '') return undefined;
  return platformName({ os, architecture, variant: typeof variant === 'string' ? variant : undefined });
}

/** BuildKit's attestation storage ("Image Attestation Storage"). Without both marks it is treated as a normal image. */
function attested(entry: JsonValue, platform: string | undefined): string | undefined {
  const annotations = isJsonObject(entry) ? entry['annotations'] : undefined;
  if (platform !== 'unknown/unknown' || annotations === undefined || !isJsonObject(annotations)) return undefined;
  const about = annotations['vnd.docker.reference.digest'];
  if (annotations['vnd.docker.reference.type'] !== 'attestation-manifest') return undefined;
  return typeof about === 'string' && isDigest(about) ? about : undefined;
}

/** Compares a manifest with its entry in the index. @throws CountersignError IMAGE_INVALID */
export function checkEntry({ descriptor }: Entry, { read, inside }: Node, what: string): void {
  if (read.size !== descriptor.size)
    throw imageInvalid(`${what} has another size than its index says`, `${descriptor.size} bytes`, `${read.size} bytes`);
  const type = inside ?? read.mediaType;
  if (type !== descriptor.mediaType || read.mediaType !== descriptor.mediaType)
    throw imageInvalid(`${what} has another media type than its index says`, descriptor.mediaType, excerpt(type));
}
