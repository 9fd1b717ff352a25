import { parseImageReference, type ImageSubject, type PlatformManifest } from '../artifacts/index.js';
import { CountersignError } from '../errors/index.js';
import { excerpt, isJsonObject, readArray, type JsonValue } from '../wire/index.js';
import { getManifest, readDescriptor, type Manifest } from './content.js';
import { IMAGE_INDEXES, IMAGE_MANIFESTS } from './media-types.js';
import { repositoryAt } from './repositories.js';
import type { Send } from './session.js';

/**
 * A reference as a subject: its digest computed from what the registry sent, its platforms if it is an index.
 *
 * @throws CountersignError IMAGE_REFERENCE_INVALID, INPUT_UNSUPPORTED, REGISTRY_*
 */
export async function resolveImage(send: Send, reference: string, insecureRegistries: readonly string[]): Promise<ImageSubject> {
  const parsed = parseImageReference(reference);
  if (parsed.digest !== undefined && !parsed.digest.startsWith('sha256:')) {
    throw new CountersignError('INPUT_UNSUPPORTED', `${excerpt(reference)} is named by a digest other than SHA-256`, {
      expected: 'name@sha256:…',
      found: parsed.digest.split(':')[0] ?? '',
      hint: 'name the image by its sha256 digest',
    });
  }
  const at = repositoryAt(parsed.registry, parsed.repository, insecureRegistries);
  const manifest = await getManifest(send, at, parsed.digest ?? parsed.tag ?? 'latest', [...IMAGE_INDEXES, ...IMAGE_MANIFESTS]);
  if ('missing' in manifest) throw manifest.missing;
  if (!IMAGE_INDEXES.includes(manifest.mediaType) && !IMAGE_MANIFESTS.includes(manifest.mediaType)) {
    throw new CountersignError('INPUT_UNSUPPORTED', `${excerpt(reference)} is not an image or index that we know`, {
      expected: [...IMAGE_MANIFESTS, ...IMAGE_INDEXES].join(', '),
      found: excerpt(manifest.mediaType),
      hint: 'push the image in OCI or Docker v2 schema 2 form',
    });
  }
  return {
    kind: 'image',
    name: parsed.name,
    registry: parsed.registry,
    repository: parsed.repository,
    reference,
    tag: parsed.tag ?? (parsed.digest === undefined ? 'latest' : undefined),
    digest: manifest.digest,
    digests: { sha256: manifest.digest.slice('sha256:'.length) },
    mediaType: manifest.mediaType,
    size: manifest.bytes.length,
    platforms: IMAGE_INDEXES.includes(manifest.mediaType) ? platformsOf(manifest, reference) : [],
  };
}

/**
 * Every manifest of an index except BuildKit's attestation manifests (`unknown/unknown`). One without a platform stays in:
 * container runtimes may pick it, so a signature for "all platforms" must cover it.
 */
function platformsOf(index: Manifest, reference: string): readonly PlatformManifest[] {
  const entries = readArray(index.json['manifests'], `the index ${excerpt(reference)}: manifests`, 'REGISTRY_ANSWER_INVALID');
  return entries.flatMap((entry, position) => {
    const descriptor = readDescriptor(entry, `the index ${excerpt(reference)}: manifests[${position}]`);
    const platform = platformName(isJsonObject(entry) ? entry['platform'] : undefined);
    return platform === 'unknown/unknown' ? [] : [{ platform, ...descriptor }];
  });
}

function platformName(platform: JsonValue | undefined): string {
  if (platform === undefined || !isJsonObject(platform)) return 'unspecified';
  const { os, architecture, variant } = platform;
  if (typeof os !== 'string' || typeof architecture !== 'string') return 'unspecified';
  return [os, architecture, ...(typeof variant === 'string' && variant !== '' ? [variant] : [])].join('/');
}
