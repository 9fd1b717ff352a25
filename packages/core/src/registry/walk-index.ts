import type { PlatformManifest, ReadManifest } from '../artifacts/index.js';
import { imageInvalid } from './image-invalid.js';
import { MAX_INDEX_DEPTH, MAX_LISTED_BYTES, MAX_LISTED_MANIFESTS, MAX_MANIFEST_BYTES } from './limits.js';
import { checkEntry, type Entry, type Node } from './listed-manifest.js';

/** All manifests below an index. */
export interface Walked {
  /** Image manifests, at any depth. */
  readonly platforms: readonly Listed[];
  /** Nested indexes and BuildKit's attestation manifests. */
  readonly others: readonly PlatformManifest[];
}

/** An image manifest with the data that decides whether its config is read. */
export interface Listed {
  readonly node: Node;
  readonly label: Label | undefined;
  readonly indexes: readonly ReadManifest[];
}

/** The platform that an index gives for a manifest, or for an index that contains it: a runtime that chooses by the outer entry runs the manifest inside. */
export interface Label {
  readonly platform: string;
  /** The index that gives the platform and every index above it, the named one first. */
  readonly by: readonly ReadManifest[];
}

export const UNSPECIFIED = 'unspecified';

interface Place {
  readonly entry: Entry;
  /** Every index above, the named one first. */
  readonly indexes: readonly ReadManifest[];
  readonly label: Label | undefined;
}

/**
 * Reads every manifest below an index (OCI image-spec 1.1, "Image Index": an index may list indexes), level by level. Each one is
 * hashed and compared with its entry. An index over a limit is refused before more is fetched.
 *
 * @param read returns one manifest by its entry, from the registry or from a cache
 * @param what the name of the index in errors
 * @throws CountersignError IMAGE_INVALID, INPUT_UNSUPPORTED, REGISTRY_*
 */
export async function walkIndex(
  root: Node,
  what: string,
  read: (entries: readonly Entry[]) => Promise<readonly Node[]>,
): Promise<Walked> {
  const platforms: Listed[] = [];
  const others: PlatformManifest[] = [];
  let count = 0;
  let bytes = 0;
  let level = placesIn(root, [], undefined);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > MAX_INDEX_DEPTH)
      throw imageInvalid(`${what} nests indexes too deeply`, `at most ${MAX_INDEX_DEPTH} levels`, 'more');
    count += level.length;
    if (count > MAX_LISTED_MANIFESTS)
      throw imageInvalid(`${what} lists too many manifests`, `at most ${MAX_LISTED_MANIFESTS}`, `${count} or more`);
    for (const { entry, indexes } of level) {
      bytes += entry.descriptor.size;
      refuse(entry, indexes, bytes, what);
    }
    const nodes = await read(level.map(({ entry }) => entry));
    const next: Place[] = [];
    for (const [position, { entry, indexes, label }] of level.entries()) {
      const node = nodes[position];
      if (node === undefined) continue;
      checkEntry(entry, node, `${what}: ${entry.descriptor.digest}`);
      if (node.entries !== undefined) {
        others.push({ ...node.read, platform: 'index', indexes, labelledBy: [] });
        next.push(...placesIn(node, indexes, label));
      } else if (entry.about !== undefined) {
        others.push({
          ...node.read,
          platform: label?.platform ?? UNSPECIFIED,
          indexes,
          labelledBy: label?.by ?? [],
          about: entry.about,
        });
      } else platforms.push({ node, label, indexes });
    }
    level = next;
  }
  return { platforms, others };
}

function placesIn(index: Node, above: readonly ReadManifest[], around: Label | undefined): Place[] {
  const indexes = [...above, index.read];
  return (index.entries ?? []).map((entry) => ({
    entry,
    indexes,
    label: entry.platform === undefined ? around : { platform: entry.platform, by: indexes },
  }));
}

function refuse({ descriptor }: Entry, indexes: readonly ReadManifest[], bytes: number, what: string): void {
  if (indexes.some(({ digest }) => digest === descriptor.digest))
    throw imageInvalid(`${what} lists an index inside itself`, 'no index inside itself', descriptor.digest);
  if (descriptor.size > MAX_MANIFEST_BYTES)
    throw imageInvalid(
      `${what} lists a manifest that is too large`,
      `at most ${MAX_MANIFEST_BYTES} bytes`,
      `${descriptor.size} bytes`,
    );
  if (bytes > MAX_LISTED_BYTES)
    throw imageInvalid(
      `${what} lists manifests that are too large in total`,
      `at most ${MAX_LISTED_BYTES} bytes`,
      `${bytes} bytes or more`,
    );
}
