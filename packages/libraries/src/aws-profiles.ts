import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  STSClient,
  type AssumeRoleCommandOutput,
} from '@aws-sdk/client-sts';
import { fromIni } from '@aws-sdk/credential-provider-ini';
import { parseKnownFiles } from '@smithy/core/config';
import { clientConfig } from './aws/client-options.js';
import type { AwsClientOptions, AwsCredentials } from './aws/types.js';

export interface AwsProfile {
  readonly name: string;
  /** Path of the file with keys (`~/.aws/credentials`). */
  readonly credentialsFile: string;
  /** Path of the file with everything else (`~/.aws/config`). */
  readonly configFile: string;
}

/**
 * Credentials of a profile in the files that AWS's tools share: keys, a role to assume (`role_arn` with `source_profile` or
 * `web_identity_token_file`), or single sign-on. Programs (`credential_process`) are not started.
 */
export async function profileCredentials(options: AwsClientOptions, profile: AwsProfile): Promise<AwsCredentials> {
  const { name, credentialsFile, configFile } = profile;
  return await fromIni({
    profile: name,
    filepath: credentialsFile,
    configFilepath: configFile,
    // For single sign-on, which has addresses of its own.
    parentClientConfig: clientConfig({ ...options, endpoint: undefined }),
    roleAssumer: async (source, input) => {
      const client = new STSClient({ ...clientConfig(options), credentials: source });
      return credentialsIn(await client.send(new AssumeRoleCommand(input)));
    },
    roleAssumerWithWebIdentity: async (input) =>
      credentialsIn(await new STSClient(clientConfig(options)).send(new AssumeRoleWithWebIdentityCommand(input))),
  })();
}

function credentialsIn({ Credentials }: AssumeRoleCommandOutput): AwsCredentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
    throw new Error('AWS STS has answered without credentials');
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, expiration: Expiration };
}

/** What gives credentials, in a section of the files. */
const CREDENTIALS = /^(?:aws_access_key_id|role_arn|web_identity_token_file|sso_\w+|credential_\w+|login_session)$/;

/** Whether the files have a profile of this name that is for credentials. */
export async function hasProfile(profile: AwsProfile): Promise<boolean> {
  return Object.keys(await sectionOf(profile)).some((key) => CREDENTIALS.test(key));
}

/** The region of a profile; undefined if it names none. */
export async function profileRegion(profile: AwsProfile): Promise<string | undefined> {
  return (await sectionOf(profile))['region'];
}

async function sectionOf({
  name,
  credentialsFile,
  configFile,
}: AwsProfile): Promise<Readonly<Record<string, string | undefined>>> {
  const files = await parseKnownFiles({ filepath: credentialsFile, configFilepath: configFile });
  return files[name] ?? {};
}
