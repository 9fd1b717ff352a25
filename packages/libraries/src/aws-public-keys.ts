import { KMSClient } from '@aws-sdk/client-kms';
import { clientConfig, type AwsClientOptions, type Credentials } from './aws/client-options.js';
import { getPublicKey, type AwsPublicKey } from './aws/public-key.js';

export type { AwsClientOptions, AwsCredentials, Credentials, LibraryAnswer, LibraryRequest } from './aws/client-options.js';
export type { AwsPublicKey } from './aws/public-key.js';

/** AWS KMS for those that verify: it has no operation that signs. */
export function awsPublicKeys(
  options: AwsClientOptions,
  credentials: Credentials,
): { readonly getPublicKey: (keyId: string) => Promise<AwsPublicKey> } {
  const client = new KMSClient({ ...clientConfig(options), credentials });
  return { getPublicKey: (keyId) => getPublicKey(client, keyId) };
}
