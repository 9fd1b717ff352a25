import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { clientConfig } from './aws/client-options.js';
import type { AwsClientOptions, Credentials } from './aws/types.js';

/** What AWS Secrets Manager answers. Nothing is checked yet. */
export interface AwsSecret {
  readonly text: string | undefined;
  readonly bytes: Uint8Array | undefined;
  readonly version: string | undefined;
}

/** The newest version of a secret: GetSecretValue of the Secrets Manager API reference. */
export async function getSecret(options: AwsClientOptions, credentials: Credentials, id: string): Promise<AwsSecret> {
  const client = new SecretsManagerClient({ ...clientConfig(options), credentials });
  const { SecretString, SecretBinary, VersionId } = await client.send(new GetSecretValueCommand({ SecretId: id }));
  return { text: SecretString, bytes: SecretBinary, version: VersionId };
}
