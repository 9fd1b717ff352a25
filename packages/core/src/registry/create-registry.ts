import type { Run } from '../run/index.js';
import type { RegistryCredential } from './credentials.js';
import type { Registry } from './types.js';

export interface RegistryOptions {
  /** `host` or `host:port` of registries that speak plain http; the run's net must name them too (`insecureHosts`). Loopback needs no naming. */
  readonly insecureRegistries?: readonly string[];
  /** Asked before every other source of credentials. */
  readonly credentials?: readonly RegistryCredential[];
}

/**
 * The registry client of a run: credentials and tokens are found once and kept inside. Making one costs nothing, not even
 * loading it: a run about files alone never does.
 */
export function createRegistry(run: Run, options: RegistryOptions = {}): Registry {
  let loaded: Promise<Registry> | undefined;
  const client = (): Promise<Registry> =>
    (loaded ??= import('./client.js').then(({ createClient }) => createClient(run, options)));
  return {
    resolve: async (reference, asked) => await (await client()).resolve(reference, asked),
    attach: async (image, bundle, serialized, where) => await (await client()).attach(image, bundle, serialized, where),
    find: async (image, where) => await (await client()).find(image, where),
  };
}
