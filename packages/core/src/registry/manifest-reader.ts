import type { OwnPlatform } from '../artifacts/index.js';
import { asCountersignError, CountersignError } from '../errors/index.js';
import { isJsonObject, parseJson, platformName, refuseOtherSpellings, type JsonValue } from '../wire/index.js';
import { invalidAnswer } from './answers.js';
import { getBlob, getManifest } from './content.js';
import { imageInvalid } from './image-invalid.js';
import { CONCURRENCY, MAX_CONFIG_BYTES } from './limits.js';
import { nodeOf, type Entry, type Node } from './listed-manifest.js';
import { IMAGE_INDEXES, IMAGE_MANIFESTS } from './media-types.js';
import type { Repository } from './repositories.js';
import type { Send } from './session.js';

/** Reads manifests that indexes list, and configs: each one once per run, with a limit on parallel requests over all images. */
export interface ManifestReader {
  /** The result has the order of the entries; the first failure ends the reading. @throws CountersignError REGISTRY_*, IMAGE_INVALID, INPUT_UNSUPPORTED */
  manifests(at: Repository, entries: readonly Entry[]): Promise<readonly Node[]>;
  /** The platform that an image manifest's own config gives. Never throws. */
  ownPlatform(at: Repository, manifest: Node): Promise<OwnPlatform>;
}

/** Some registries return short answers that are longer than announced, so at least this much is read. */
const AT_LEAST_BYTES = 65_536;

export function createManifestReader(send: Send): ManifestReader {
  const nodes = new Map<string, Promise<Node>>();
  const configs = new Map<string, Promise<OwnPlatform>>();
  const queue: (() => void)[] = [];
  let running = 0;

  /** At most CONCURRENCY at a time; the others wait. */
  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running === CONCURRENCY) await new Promise<void>((resolve) => queue.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  }

  async function fetchNode(at: Repository, { descriptor }: Entry): Promise<Node> {
    const what = `${at.registry}/${at.repository}@${descriptor.digest}`;
    const accept = [...new Set([descriptor.mediaType, ...IMAGE_MANIFESTS, ...IMAGE_INDEXES])];
    const manifest = await getManifest(send, at, descriptor.digest, accept, Math.max(descriptor.size, AT_LEAST_BYTES));
    if (!('missing' in manifest)) return nodeOf(manifest, what);
    throw new CountersignError(
      manifest.missing.code,
      `${what} is listed by the image's index, but the registry does not have it`,
      {
        expected: manifest.missing.expected ?? 'the manifest',
        found: manifest.missing.found ?? 'none',
        hint: 'Copy the image with all its platforms, or name the intended manifest by its own digest.',
        cause: manifest.missing,
      },
    );
  }

  function once<T>(known: Map<string, Promise<T>>, key: string, work: () => Promise<T>): Promise<T> {
    const before = known.get(key);
    if (before !== undefined) return before;
    const made = inTurn(work);
    known.set(key, made);
    made.catch(() => known.delete(key));
    return made;
  }

  return {
    async manifests(at, entries) {
      const found: Node[] = [];
      const waiting = entries.entries();
      let failed = false;
      const worker = async (): Promise<void> => {
        for (const [position, entry] of waiting) {
          if (failed) return;
          try {
            const key = `${at.origin}/${at.repository}@${entry.descriptor.digest}`;
            found[position] = await once(nodes, key, () => fetchNode(at, entry));
          } catch (error) {
            failed = true; // request no further manifests
            throw error;
          }
        }
      };
      await Promise.all(Array.from({ length: Math.min(CONCURRENCY, entries.length) }, worker));
      return found;
    },

    ownPlatform: (at, { read, config }) => {
      if (config === undefined) return Promise.resolve({ kind: 'none', found: 'no config' });
      // Runtimes read the config whatever its media type.
      return once(configs, `${at.origin}/${at.repository}@${read.digest}`, async () => {
        try {
          return readConfig(
            await getBlob(send, at, config, MAX_CONFIG_BYTES),
            `${at.registry}/${at.repository}@${config.digest}`,
          );
        } catch (error) {
          return { kind: 'unread', error: asCountersignError(error) };
        }
      });
    },
  };
}

/** OCI image-spec 1.1, "Image Configuration". Only names in the outermost object are checked; labels and ports may have any names. */
function readConfig(bytes: Uint8Array, what: string): OwnPlatform {
  const code = 'REGISTRY_ANSWER_INVALID';
  const config = parseJson(bytes, { maxBytes: MAX_CONFIG_BYTES, what, code });
  if (!isJsonObject(config)) throw invalidAnswer(`${what} is not an image config`, 'a JSON object', 'other JSON');
  const names = Object.keys(config);
  refuseOtherSpellings(Object.fromEntries(names.map((name) => [name, null])), {
    known: ['os', 'architecture', 'variant', 'os.version', 'os.features'],
    maps: [],
    what,
    code,
  });
  const { os, architecture, variant } = config;
  const isNamed = (value: JsonValue | undefined): value is string => typeof value === 'string' && value !== '';
  if (!isNamed(os) || !isNamed(architecture)) {
    const none = [os, architecture].every((value) => value === undefined || value === null || value === '');
    if (none) return { kind: 'none', found: 'a config without os and architecture' };
    // If the config gives no system, containerd uses its own.
    throw imageInvalid(`${what} gives only part of its platform`, 'os and architecture', isNamed(os) ? 'os' : 'architecture');
  }
  return {
    kind: 'said',
    platform: platformName({ os, architecture, variant: typeof variant === 'string' ? variant : undefined }),
  };
}
