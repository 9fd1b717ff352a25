import { CountersignError } from '../../../errors/index.js';
import type { Run } from '../../../run/index.js';
import type { PreparedStore, SecretStore, StoreOptions } from './types.js';

/** Where the private half of a key can be stored, in the order in which the forms are tried. */
export const STORES = {
  'github-secret': {
    form: 'github-secret://HOST/OWNER/REPOSITORY/NAME',
    matches: /^github-secret:\/\//,
    summary: 'a secret of a repository on GitHub, or of an environment (`?environment=NAME`), sealed on this machine for its key',
    load: () => import('./github-secret.js'),
  },
  'gitlab-variable': {
    form: 'gitlab-variable://HOST/GROUP/PROJECT/NAME',
    matches: /^gitlab-variable:\/\//,
    summary:
      'a masked, protected variable of a project on GitLab (`?environment=SCOPE`), in base64, because a PEM cannot be masked',
    load: () => import('./gitlab-variable.js'),
  },
  file: {
    form: 'FILE',
    matches: /^(?![A-Za-z][A-Za-z0-9+.-]+:)/,
    summary: 'a new file that only its owner can read',
    load: () => import('./file-store.js'),
  },
} as const satisfies Readonly<Record<string, SecretStore>>;

/** Asks the place whether it can take a secret. @throws CountersignError INPUT_INVALID, INPUT_MISSING, SERVICE_* */
export async function prepareStore(run: Run, reference: string, options: StoreOptions): Promise<PreparedStore> {
  const stores: readonly SecretStore[] = Object.values(STORES);
  const store = stores.find(({ matches }) => matches.test(reference));
  if (store === undefined)
    throw new CountersignError('INPUT_INVALID', 'a private key cannot be stored in such a place', {
      expected: stores.map(({ form }) => form).join(', '),
      found: reference.split(':', 1)[0] ?? '',
    });
  return (await store.load()).prepareStore(run, reference, options);
}
