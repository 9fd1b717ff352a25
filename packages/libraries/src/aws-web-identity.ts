import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { clientConfig } from './aws/client-options.js';
import type { AwsClientOptions, AwsCredentials } from './aws/types.js';

export interface WebIdentity {
  readonly roleArn: string;
  readonly sessionName: string;
  /** The identity token of the CI job. */
  readonly token: string;
}

/** What AWS STS answers. Nothing is checked yet. */
export type AssumedRole = { readonly [Part in keyof AwsCredentials]-?: AwsCredentials[Part] | undefined };

/** Exchanges an identity token for credentials of a role that end soon: AssumeRoleWithWebIdentity of the STS API reference, unsigned. */
export async function assumeRoleWithWebIdentity(
  options: AwsClientOptions,
  { roleArn, sessionName, token }: WebIdentity,
): Promise<AssumedRole> {
  const client = new STSClient(clientConfig(options));
  const { Credentials } = await client.send(
    new AssumeRoleWithWebIdentityCommand({ RoleArn: roleArn, RoleSessionName: sessionName, WebIdentityToken: token }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, expiration: Expiration };
}
