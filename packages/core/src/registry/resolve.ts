import {
  parseImageReference,
  type ImageReference,
  type ImageSubject,
  type OwnPlatform,
  type PlatformManifest,
} from '../artifacts/index.js';
import { CountersignError } from '../errors/index.js';
import { excerpt, samePlatform } from '../wire/index.js';
import { getManifest, type Manifest } from './content.js';
import { nodeOf, type Node } from './listed-manifest.js';
import type { ManifestReader } from './manifest-reader.js';
import { imageInvalid } from './image-invalid.js';
import { MAX_LISTED_BYTES } from './limits.js';
import { IMAGE_INDEXES, IMAGE_MANIFESTS } from './media-types.js';
import { repositoryAt, type Repository } from './repositories.js';
import type { Send } from './session.js';
import { UNSPECIFIED, walkIndex, type Listed } from './walk-index.js';

/** The manifest that a reference names; independent of requested platforms. */
export interface Named {
  readonly parsed: ImageReference;
  readonly at: Repository;
  readonly node: Node;
}

/**
 * Reads the manifest that a reference names; its digest is computed from the received bytes.
 *
 * @throws CountersignError IMAGE_REFERENCE_INVALID, INPUT_UNSUPPORTED, REGISTRY_*
 */
export async function readNamed(send: Send, reference: string, insecureRegistries: readonly string[]): Promise<Named> {
  const parsed = parseImageReference(reference);
  if (parsed.digest !== undefined && !parsed.digest.startsWith('sha256:')) {
    throw new CountersignError('INPUT_UNSUPPORTED', `${excerpt(reference)} is named by a digest other than SHA-256`, {
      expected: 'name@sha256:…',
      found: parsed.digest.split(':')[0] ?? '',
      hint: 'Name the image by its sha256 digest.',
    });
  }
  const at = repositoryAt(parsed.registry, parsed.repository, insecureRegistries);
  const manifest = await getManifest(send, at, parsed.digest ?? parsed.tag ?? 'latest', [...IMAGE_INDEXES, ...IMAGE_MANIFESTS]);
  if ('missing' in manifest) throw manifest.missing;
  refuseForeign(reference, manifest);
  return { parsed, at, node: nodeOf(manifest, excerpt(reference)) };
}

function refuseForeign(reference: string, { mediaType }: Manifest): void {
  if (IMAGE_INDEXES.includes(mediaType) || IMAGE_MANIFESTS.includes(mediaType)) return;
  throw new CountersignError('INPUT_UNSUPPORTED', `${excerpt(reference)} is not a supported image or index`, {
    expected: [...IMAGE_MANIFESTS, ...IMAGE_INDEXES].join(', '),
    found: excerpt(mediaType),
    hint: 'Push the image in OCI or Docker v2 schema 2 format.',
  });
}

/**
 * The image as a subject; an index with all manifests below it. The image config is read only for manifests that a runtime may choose
 * for one of `platforms` (the index gives one of these platforms, or none), and for a manifest without an index if `own` is set.
 *
 * @throws CountersignError IMAGE_INVALID, INPUT_UNSUPPORTED, REGISTRY_*
 */
export async function describeImage(
  reader: ManifestReader,
  { parsed, at, node }: Named,
  reference: string,
  { platforms, own: isOwnAsked }: { readonly platforms: readonly string[]; readonly own: boolean },
): Promise<ImageSubject> {
  const what = `the index ${excerpt(reference)}`;
  const { platforms: listed, others } = await walkIndex(node, what, (entries) => reader.manifests(at, entries));
  const asked = new Set(listed.filter((one) => isAsked(one, platforms)));
  refuseLargeConfigs([...asked], what);
  const described = await Promise.all(
    listed.map(async (one) => describe(one, asked.has(one) ? await reader.ownPlatform(at, one.node) : undefined)),
  );
  const own = isOwnAsked && node.entries === undefined ? await reader.ownPlatform(at, node) : undefined;
  return {
    ...node.read,
    kind: 'image',
    name: parsed.name,
    registry: parsed.registry,
    repository: parsed.repository,
    reference,
    tag: parsed.tag ?? (parsed.digest === undefined ? 'latest' : undefined),
    digests: { sha256: node.read.digest.slice('sha256:'.length) },
    platforms: described,
    others,
    ...(own === undefined ? {} : { own }),
  };
}

function isAsked({ label }: Listed, platforms: readonly string[]): boolean {
  return platforms.length > 0 && (label === undefined || platforms.some((one) => samePlatform(one, label.platform)));
}

/** @throws CountersignError IMAGE_INVALID if all configs together exceed the limit */
function refuseLargeConfigs(asked: readonly Listed[], what: string): void {
  const bytes = asked.reduce((sum, { node }) => sum + (node.config?.size ?? 0), 0);
  if (bytes > MAX_LISTED_BYTES)
    throw imageInvalid(
      `${what} lists images whose configs are too large in total`,
      `at most ${MAX_LISTED_BYTES} bytes`,
      `${bytes} bytes`,
    );
}

function describe({ node, label, indexes }: Listed, own: OwnPlatform | undefined): PlatformManifest {
  return {
    ...node.read,
    platform: label?.platform ?? UNSPECIFIED,
    indexes,
    labelledBy: label?.by ?? [],
    ...(own === undefined ? {} : { own }),
  };
}
