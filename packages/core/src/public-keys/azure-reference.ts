import { CountersignError } from '../errors/index.js';
import type { Environment } from '../run/index.js';

/** One of Azure's clouds, which share nothing. */
interface AzureCloud {
  /** Its names in AZURE_ENVIRONMENT, in lower case: those of the SDKs and of cosign. */
  readonly names: readonly string[];
  readonly authority: string;
  /** Parent domains of vaults and managed HSMs. */
  readonly domains: readonly string[];
}

const CLOUDS: readonly AzureCloud[] = [
  {
    names: ['azurecloud', 'azurepubliccloud', 'azurepublic', 'public'],
    authority: 'https://login.microsoftonline.com',
    domains: ['vault.azure.net', 'managedhsm.azure.net'],
  },
  {
    names: ['azurechinacloud', 'azurechina', 'china'],
    authority: 'https://login.chinacloudapi.cn',
    domains: ['vault.azure.cn', 'managedhsm.azure.cn'],
  },
  {
    names: ['azureusgovernment', 'azureusgovernmentcloud', 'azureusgov', 'usgovernment'],
    authority: 'https://login.microsoftonline.us',
    domains: ['vault.usgovcloudapi.net', 'managedhsm.usgovcloudapi.net'],
  },
];

export interface AzureKeyReference {
  /** `https://VAULT.vault.azure.net` */
  readonly vault: string;
  readonly name: string;
  /** 32 hexadecimal digits; undefined for the newest version. */
  readonly version: string | undefined;
  /** Where access tokens of its cloud come from. */
  readonly authority: string;
}

const REFERENCE = /^azurekms:\/\/([a-z][a-z0-9-]{1,126}[a-z0-9])\.([a-z.]{1,60})\/([A-Za-z0-9-]{1,127})(?:\/([0-9a-f]{32}))?$/;

/**
 * The cloud follows from the domain of the vault, so that no variable can send a token of one cloud to another.
 * @throws CountersignError INPUT_INVALID
 */
export function parseAzureKey(reference: string, env: Environment): AzureKeyReference {
  const [, host = '', domain = '', name = '', version] = REFERENCE.exec(reference) ?? [];
  const cloud = CLOUDS.find(({ domains }) => domains.includes(domain));
  if (cloud === undefined)
    throw new CountersignError('INPUT_INVALID', 'the reference of a key in Azure Key Vault is not understood', {
      expected: `azurekms://VAULT.DOMAIN/KEY, with /VERSION for one version; DOMAIN is ${CLOUDS.flatMap(({ domains }) => domains).join(', ')}`,
      found: domain === '' ? 'other parts' : `the domain ${domain}`,
      hint: 'Copy the identifier of the key from the portal, and write azurekms://VAULT.vault.azure.net/KEY.',
    });
  const environment = env['AZURE_ENVIRONMENT']?.toLowerCase();
  if (environment && !cloud.names.includes(environment))
    throw new CountersignError('INPUT_INVALID', 'AZURE_ENVIRONMENT names another cloud than the reference of the key', {
      expected: `the cloud of ${domain}`,
      found: 'another cloud',
      hint: 'Correct AZURE_ENVIRONMENT or the domain of the vault, or remove the variable.',
    });
  return { vault: `https://${host}.${domain}`, name, version, authority: env['AZURE_AUTHORITY_HOST'] || cloud.authority };
}
