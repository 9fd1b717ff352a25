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

/** Reads what indexes list: each manifest and config once a run, a few at a time over all images. */
export interface ManifestReader {
  /** In the order of the entries; the first failure ends it. @throws CountersignError REGISTRY_*, IMAGE_INVALID, INPUT_UNSUPPORTED */
  manifests(at: Repository, entries: readonly Entry[]): Promise<readonly Node[]>;
  /** What an image manifest's own config says of its platform. Never throws. */
  ownPlatform(at: Repository, manifest: Node): Promise<OwnPlatform>;
}

/** Some registries keep short answers longer than announced; this much is read whatever the entry says. */
const AT_LEAST_BYTES = 65_536;

export function createManifestReader(send: Send): ManifestReader {
  const nodes = new Map<string, Promise<Node>>();
  const configs = new Map<string, Promise<OwnPlatform>>();
  const queue: (() => void)[] = [];
  let running = 0;

  /** At most CONCURRENCY at a time; the others wait in line. */
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
      `${what} is listed by the image's index, and the registry does not have it`,
      {
        expected: manifest.missing.expected ?? 'the manifest',
        found: manifest.missing.found ?? 'none',
        hint: 'copy the image with all its platforms, or name the manifest that is meant by its own digest',
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
            failed = true; // the rest is not asked for any more
            throw error;
          }
        }
      };
      await Promise.all(Array.from({ length: Math.min(CONCURRENCY, entries.length) }, worker));
      return found;
    },

    ownPlatform: (at, { read, config }) => {
      if (config === undefined) return Promise.resolve({ kind: 'none', found: 'no config' });
      // Runtimes read it whatever its media type.
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

/** OCI image-spec 1.1, "Image Configuration". Only the outermost object is read by name; labels and ports are free names. */
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
    // containerd puts its own system where the config names none.
    throw imageInvalid(`${what} names its platform in part`, 'os and architecture', isNamed(os) ? 'os' : 'architecture');
  }
  return {
    kind: 'said',
    platform: platformName({ os, architecture, variant: typeof variant === 'string' ? variant : undefined }),
  };
}
