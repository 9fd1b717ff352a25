/** Signing with keys in Azure Key Vault, and creating them. No gate loads this entry. */
import { CryptographyClient, KeyClient, type JsonWebKey } from '@azure/keyvault-keys';
import type { AzureCredential } from './azure/credential.js';
import { httpClientBy, WITHOUT_RETRIES } from './azure/http-client.js';
import type { Send } from './network/send.js';

export type AzureAlgorithm = 'ES256' | 'ES384' | 'ES512' | 'RS256' | 'PS256';

/** A version of a key: `https://VAULT/keys/NAME/VERSION`, and its public half as a JSON Web Key. */
export interface AzureKey {
  readonly id: string;
  readonly vault: string;
  readonly name: string;
  readonly version: string;
  readonly jwk: { readonly kty: string; readonly [member: string]: unknown };
}

/** @returns the signature as the service gives it (r and s side by side for EC keys), and the version that signed, as its answer says */
export async function signDigest(
  key: AzureKey,
  algorithm: AzureAlgorithm,
  digest: Uint8Array,
  credential: AzureCredential,
  send: Send,
): Promise<{ readonly kid: unknown; readonly signature: Uint8Array }> {
  const { id, vault, name, version } = key;
  const client = new CryptographyClient(
    { id, name, key: key.jwk as JsonWebKey, properties: { id, vaultUrl: vault, name, version } },
    credential,
    { httpClient: httpClientBy(send), ...WITHOUT_RETRIES },
  );
  // The library does not pass on which version the answer names.
  let answer: string | null | undefined;
  const { result } = await client.sign(algorithm, digest, {
    onResponse: ({ bodyAsText }) => {
      answer = bodyAsText;
    },
  });
  const { kid } = JSON.parse(answer ?? '{}') as { readonly kid?: unknown };
  return { kid, signature: result };
}

/** Creates a key, or a new version of it. @returns its identifier with the version */
export async function createVaultKey(
  vault: string,
  name: string,
  kind: { readonly kty: 'EC' | 'EC-HSM'; readonly curve: string } | { readonly kty: 'RSA' | 'RSA-HSM'; readonly bits: number },
  credential: AzureCredential,
  send: Send,
): Promise<string | undefined> {
  const client = new KeyClient(vault, credential, { httpClient: httpClientBy(send), ...WITHOUT_RETRIES });
  const operations = { keyOps: ['sign', 'verify'] };
  const created = await client.createKey(
    name,
    kind.kty,
    'curve' in kind ? { ...operations, curve: kind.curve } : { ...operations, keySize: kind.bits },
  );
  return created.id;
}
