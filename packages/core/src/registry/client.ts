import { parseImageReference, type ImageReference, type ImageSubject } from '../artifacts/index.js';
import type { Run } from '../run/index.js';
import { attachBundle } from './attach.js';
import { checkPush } from './check-push.js';
import { createCredentials } from './credentials.js';
import { findBundles } from './find.js';
import { listTags } from './list-tags.js';
import { createManifestReader } from './manifest-reader.js';
import { namedRepository, repositoryAt, type Repository } from './repositories.js';
import { describeImage, readNamed, type Named } from './resolve.js';
import { createSession } from './session.js';
import type { Registry, RegistryOptions } from './types.js';

/** The client behind createRegistry, loaded for the first image. */
export function createClient(run: Run, options: RegistryOptions): Registry {
  const insecure = options.insecureRegistries ?? [];
  const send = createSession(run, createCredentials(run, options.credentials ?? []));
  const place = (image: ImageSubject, repository: string | undefined): Repository =>
    repository === undefined ? repositoryAt(image.registry, image.repository, insecure) : namedRepository(repository, insecure);
  /** The last attach per image and repository. Serialises pushes to one image, because the fallback tag is read, changed and written. */
  const lastAttach = new Map<string, Promise<unknown>>();

  /** A tag can move: within a run each reference is resolved once. */
  const references = new Map<string, Promise<Named>>();
  const reader = createManifestReader(send);
  function named(reference: string, { name, tag, digest }: ImageReference): Promise<Named> {
    const key = digest === undefined ? `${name}:${tag ?? 'latest'}` : `${name}@${digest}`;
    const known = references.get(key);
    if (known !== undefined) return known;
    const made = readNamed(send, reference, insecure);
    references.set(key, made);
    made.catch(() => references.delete(key));
    return made;
  }

  return {
    async resolve(reference, { platforms = [], own = platforms.length > 0 } = {}) {
      const parsed = parseImageReference(reference);
      return await describeImage(reader, { ...(await named(reference, parsed)), parsed }, reference, { platforms, own });
    },

    async attach(image, bundle, serialized, { repository } = {}) {
      const at = place(image, repository);
      const key = `${at.origin}/${at.repository}@${image.digest}`;
      const before = lastAttach.get(key) ?? Promise.resolve();
      const attached = before.then(() => attachBundle(run, send, at, image, bundle, serialized));
      lastAttach.set(
        key,
        attached.catch(() => undefined),
      );
      return await attached;
    },

    async checkPush(image, { repository } = {}) {
      await checkPush(send, place(image, repository));
    },

    find: async (image, { repository } = {}) => await findBundles(send, place(image, repository), image),

    async tagged(reference) {
      const { registry, repository, name, tag, digest } = parseImageReference(reference);
      if ((tag ?? digest) !== undefined) return [reference];
      const tags = await listTags(send, repositoryAt(registry, repository, insecure));
      return tags.map((one) => `${name}:${one}`);
    },
  };
}
