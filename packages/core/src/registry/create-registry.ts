import type { Run } from '../run/index.js';
import type { Registry, RegistryOptions } from './types.js';

/**
 * The registry client of a run: credentials and tokens are found once and kept inside. The client's code is loaded on first use, so
 * a run that only uses files never loads it.
 */
export function createRegistry(run: Run, options: RegistryOptions = {}): Registry {
  let loaded: Promise<Registry> | undefined;
  const client = (): Promise<Registry> =>
    (loaded ??= import('./client.js').then(({ createClient }) => createClient(run, options)));
  return {
    resolve: async (reference, asked) => await (await client()).resolve(reference, asked),
    attach: async (image, bundle, serialized, where) => await (await client()).attach(image, bundle, serialized, where),
    checkPush: async (image, where) => {
      await (await client()).checkPush(image, where);
    },
    find: async (image, where) => await (await client()).find(image, where),
    tagged: async (reference) => await (await client()).tagged(reference),
  };
}
