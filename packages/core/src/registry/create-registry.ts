import type { Run } from '../errors/index.js';
import { createCredentials, type RegistryCredential } from './credentials.js';
import { repositoryAt, namedRepository } from './repositories.js';
import type { ImageSubject } from '../artifacts/index.js';
import { createSession, type Send } from './session.js';
import type { Registry } from './types.js';

export interface RegistryOptions {
  /** `host` or `host:port` of registries that speak plain http; the run's net must name them too (`insecureHosts`). Loopback needs no naming. */
  readonly insecureRegistries?: readonly string[];
  /** Asked before every other source of credentials. */
  readonly credentials?: readonly RegistryCredential[];
}

/** The registry client of a run: credentials and tokens are found once and kept inside. Costs nothing until it is used. */
export function createRegistry(run: Run, options: RegistryOptions = {}): Registry {
  const insecure = options.insecureRegistries ?? [];
  const send: Send = createSession(run, createCredentials(run, options.credentials ?? []));
  const place = (image: ImageSubject, repository: string | undefined) =>
    repository === undefined ? repositoryAt(image.registry, image.repository, insecure) : namedRepository(repository, insecure);
  /** Attaches to one image in one repository follow each other: within a run nobody races with himself. */
  const lines = new Map<string, Promise<unknown>>();

  return {
    async resolve(reference) {
      const { resolveImage } = await import('./resolve.js');
      return await resolveImage(send, reference, insecure);
    },

    async attach(image, bundle, serialized, { repository } = {}) {
      const { attachBundle } = await import('./attach.js');
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

    async find(image, { repository } = {}) {
      const { findBundles } = await import('./find.js');
      return await findBundles(send, place(image, repository), image);
    },
  };
}
