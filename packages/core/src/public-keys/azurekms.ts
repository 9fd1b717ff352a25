import { openVault, readVaultKey } from './azure-vault.js';
import type { OpenPublicKey } from './types.js';

export { failedAt, openVault, readVaultKey, vaultKeyExists, versionOf, type AzureVault } from './azure-vault.js';

/** The public key of a key in Azure Key Vault or a managed HSM. */
export const openPublicKey: OpenPublicKey = async (run, reference, { details, services }) => {
  const { key, version, id } = await readVaultKey(await openVault(run, reference, services), details);
  return { key, version, where: id.replace(/^https:\/\/([^/]+)\/keys\//, 'azurekms://$1/'), bytes: undefined };
};
