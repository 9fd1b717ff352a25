import { CountersignError } from '@countersign/core/errors';
import type { NetCapability, Run } from '@countersign/core/run';
import { loadTrust, type Trust } from '@countersign/core/trust';
import type { Arguments, ExtraFlag, Io } from '../../command.js';

export const INSTANCES = '[public-good | github | FILE | URL#sha256=HEX]…';

export const TRUST_FLAGS = [
  {
    name: 'signing-config',
    placeholder: 'FILE',
    description: 'The signing config, if it is not part of the instance.',
  },
  {
    name: 'trust-digest',
    placeholder: 'sha256:HEX',
    description: 'The expected digest of the file with the trusted root.',
  },
] as const satisfies readonly ExtraFlag[];

export const NETWORK_FLAG: ExtraFlag = {
  name: 'network',
  placeholder: 'all|none',
  description: 'With `none`, only files, verified cached copies and the copies in this version are used. Default: all.',
};

/** @throws CountersignError INPUT_INVALID */
export function trustRun({ extra }: Arguments, io: Io): Run {
  const [network = 'all'] = extra['network'] ?? [];
  if (network !== 'all' && network !== 'none')
    throw new CountersignError('INPUT_INVALID', `network cannot be "${network}" here`, {
      expected: 'all or none',
      found: network,
    });
  const capability: NetCapability = network;
  return io.run({ network: capability, timeout: 120_000, logLevel: 'info', logFormat: 'text', insecureRegistries: [] });
}

/** The instances that the arguments name, loaded as sign and gate load them. */
export async function loadNamed(
  run: Run,
  { positionals, extra }: Arguments,
  defaults: readonly string[],
  { refresh = false }: { readonly refresh?: boolean } = {},
): Promise<readonly [Trust, ...Trust[]]> {
  const names = positionals.length > 0 ? positionals : defaults;
  const [signingConfig] = extra['signing-config'] ?? [];
  if (names.length > 1 && (signingConfig ?? extra['trust-digest']) !== undefined)
    throw new CountersignError('INPUT_INVALID', 'signing-config and trust-digest are for one instance', {
      expected: 'one instance',
      found: names.join(', '),
    });
  const trusts: Trust[] = [];
  for (const trustedRoot of names)
    trusts.push(await loadTrust(run, { trustedRoot, signingConfig, trustDigest: extra['trust-digest'], refresh }));
  const [first, ...others] = trusts;
  if (first === undefined) throw new CountersignError('INPUT_MISSING', 'no instance is named');
  return [first, ...others];
}
