import { KMSClient } from '@aws-sdk/client-kms';
import { clientConfig } from './aws/client-options.js';
import type { AwsClientOptions, AwsPublicKey, Credentials } from './aws/types.js';
import { getPublicKey } from './aws/public-key.js';

export type { AwsClientOptions, AwsCredentials, AwsPublicKey, Credentials } from './aws/types.js';
export type { Send } from './network/send.js';

/** AWS KMS for those that verify: it has no operation that signs. */
export function awsPublicKeys(
  options: AwsClientOptions,
  credentials: Credentials,
): { readonly getPublicKey: (keyId: string) => Promise<AwsPublicKey> } {
  const client = new KMSClient({ ...clientConfig(options), credentials });
  return { getPublicKey: (keyId) => getPublicKey(client, keyId) };
}
