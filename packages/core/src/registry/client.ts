import type { ImageSubject } from '../artifacts/index.js';
import type { Run } from '../errors/index.js';
import { attachBundle } from './attach.js';
import type { RegistryOptions } from './create-registry.js';
import { createCredentials } from './credentials.js';
import { findBundles } from './find.js';
import { namedRepository, repositoryAt, type Repository } from './repositories.js';
import { resolveImage } from './resolve.js';
import { createSession } from './session.js';
import type { Registry } from './types.js';

/** The client behind createRegistry, loaded with the first image. */
export function createClient(run: Run, options: RegistryOptions): Registry {
  const insecure = options.insecureRegistries ?? [];
  const send = createSession(run, createCredentials(run, options.credentials ?? []));
  const place = (image: ImageSubject, repository: string | undefined): Repository =>
    repository === undefined ? repositoryAt(image.registry, image.repository, insecure) : namedRepository(repository, insecure);
  /** Attaches to one image in one repository follow each other: within a run nobody races with himself. */
  const lines = new Map<string, Promise<unknown>>();

  return {
    resolve: (reference) => resolveImage(send, reference, insecure),

    async attach(image, bundle, serialized, { repository } = {}) {
      const at = place(image, repository);
      const key = `${at.origin}/${at.repository}@${image.digest}`;
      const before = lines.get(key) ?? Promise.resolve();
      const attached = before.then(() => attachBundle(run, send, at, image, bundle, serialized));
      lines.set(
        key,
        attached.catch(() => undefined),
      );
      return await attached;
    },

    find: async (image, { repository } = {}) => await findBundles(send, place(image, repository), image),
  };
}
