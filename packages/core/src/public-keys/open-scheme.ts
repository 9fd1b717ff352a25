import { CountersignError } from '../errors/index.js';
import type { NetCapability, Run } from '../run/index.js';

const CAPABILITIES: readonly NetCapability[] = ['none', 'registries', 'all'];

/**
 * Loads the module for a key scheme, if the network capability of the run allows what the scheme needs.
 * @throws CountersignError NETWORK_FORBIDDEN
 */
export async function loadScheme<Opener>(
  { net: { capability } }: Pick<Run, 'net'>,
  { form, needs }: { readonly form: string; readonly needs: NetCapability },
  load: () => Promise<Opener>,
): Promise<Opener> {
  if (CAPABILITIES.indexOf(capability) < CAPABILITIES.indexOf(needs)) {
    throw new CountersignError('NETWORK_FORBIDDEN', `keys of the form ${form} need more network access than this run has`, {
      expected: `network: ${needs}`,
      found: `network: ${capability}`,
      hint: `Set network: ${needs}, or use a key on this machine.`,
    });
  }
  return await load();
}
