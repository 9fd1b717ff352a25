import { json, type Handler } from '../../../http/router.js';
import { refusing } from '../refusal.js';
import { createAzureLogin, type AzureLogin, type AzureLoginOptions } from './login.js';
import { createVault, type Vault, type VaultOptions } from './vault.js';

export type { Vault } from './vault.js';

export interface AzureCloudOptions
  extends Omit<AzureLoginOptions, 'host' | 'resources'>, Pick<VaultOptions, 'tenant' | 'permits'> {
  /** Default: Azure's public cloud. */
  readonly loginHost?: string;
  readonly vaultHost?: string;
  /** What the vault's challenge names. Default: the parent domain of the vault. */
  readonly resource?: string;
}

/** The services of Azure that signing needs, as strict as the real ones where their documentation says so. */
export interface AzureCloud {
  readonly handler: Handler;
  readonly login: AzureLogin;
  readonly vault: Vault;
  readonly hosts: { readonly login: string; readonly vault: string };
}

export function createAzureCloud(options: AzureCloudOptions): AzureCloud {
  const { loginHost = 'login.microsoftonline.com', vaultHost = 'myvault.vault.azure.net' } = options;
  const resource = options.resource ?? `https://${vaultHost.slice(vaultHost.indexOf('.') + 1)}`;
  const login = createAzureLogin({ ...options, host: loginHost, resources: [resource] });
  const vault = createVault({ ...options, host: vaultHost, login, loginHost, resource });
  const handlers: Readonly<Record<string, Handler>> = {
    [loginHost]: refusing(login.handler),
    [vaultHost]: refusing(vault.handler),
    // The identity endpoint of the machine.
    '169.254.169.254': refusing(login.handler),
  };
  return {
    login,
    vault,
    hosts: { login: loginHost, vault: vaultHost },
    handler: async (request) => {
      const host = String(request.headers['x-forwarded-host'] ?? request.headers.host ?? '').replace(/:\d+$/, '');
      return (await handlers[host]?.(request)) ?? json(404, { error: { code: 'NotFound', message: `there is no host ${host}` } });
    },
  };
}
