/**
 * Credentials of Azure, and reading from a vault. The gate loads this entry, so it contains no operation of a key: `@azure/keyvault-keys`, which
 * has them, is not imported.
 */
import { createEmptyPipeline, createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import {
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
} from '@azure/identity';
import { keyVaultAuthenticationPolicy } from '@azure/keyvault-common';
import type { AzureCredential } from './azure/credential.js';
import { httpClientBy, WITHOUT_RETRIES } from './azure/http-client.js';
import type { Send } from './network/send.js';

export type { AzureCredential };

/** Who asks for access tokens. */
export type AzureIdentity =
  | {
      readonly kind: 'assertion';
      readonly tenant: string;
      readonly client: string;
      /** The identity token of the job, which the application trusts. */
      readonly token: () => Promise<string>;
    }
  | { readonly kind: 'secret'; readonly tenant: string; readonly client: string; readonly secret: string }
  | {
      readonly kind: 'certificate';
      readonly tenant: string;
      readonly client: string;
      readonly path: string;
      readonly password: string | undefined;
    }
  | { readonly kind: 'managed'; readonly client: string | undefined };

/**
 * @param authority `https://login.microsoftonline.com` or that of another cloud
 */
export function azureCredential(identity: AzureIdentity, authority: string, send: Send): AzureCredential {
  const options = { authorityHost: authority, httpClient: httpClientBy(send), ...WITHOUT_RETRIES };
  switch (identity.kind) {
    case 'assertion':
      return new ClientAssertionCredential(identity.tenant, identity.client, identity.token, options);
    case 'secret':
      return new ClientSecretCredential(identity.tenant, identity.client, identity.secret, options);
    case 'certificate':
      return new ClientCertificateCredential(
        identity.tenant,
        identity.client,
        {
          certificatePath: identity.path,
          ...(identity.password === undefined ? {} : { certificatePassword: identity.password }),
        },
        options,
      );
    case 'managed':
      return new ManagedIdentityCredential({
        ...(identity.client === undefined ? {} : { clientId: identity.client }),
        ...options,
      });
  }
}

/**
 * Reads from a vault. The library asks without a token first, and gets one only for a resource that is a parent domain of the vault.
 * @returns the body of the answer
 */
export async function readVault(url: string, credential: AzureCredential, send: Send): Promise<string> {
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(keyVaultAuthenticationPolicy(credential));
  const request = createPipelineRequest({ url, method: 'GET', headers: createHttpHeaders({ accept: 'application/json' }) });
  const answer = await pipeline.sendRequest(httpClientBy(send), request);
  if (answer.status !== 200) throw new Error(`HTTP ${answer.status}`);
  return answer.bodyAsText ?? '';
}
