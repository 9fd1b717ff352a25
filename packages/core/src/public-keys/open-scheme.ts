import { CountersignError } from '../errors/index.js';
import type { NetCapability, Run } from '../run/index.js';

const REACH: readonly NetCapability[] = ['none', 'registries', 'all'];

/**
 * Loads what opens keys of a scheme, if the run may reach what it needs.
 * @throws CountersignError NETWORK_FORBIDDEN
 */
export async function loadScheme<Opener>(
  { net: { capability } }: Pick<Run, 'net'>,
  { form, needs }: { readonly form: string; readonly needs: NetCapability },
  load: () => Promise<Opener>,
): Promise<Opener> {
  if (REACH.indexOf(capability) < REACH.indexOf(needs)) {
    throw new CountersignError('NETWORK_FORBIDDEN', `The run may not reach keys of the form ${form}.`, {
      expected: `network: ${needs}`,
      found: `network: ${capability}`,
      hint: `Allow it with network: ${needs}, or use a key that is on this machine.`,
    });
  }
  return await load();
}
