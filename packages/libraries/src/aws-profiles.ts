import { fromIni } from '@aws-sdk/credential-provider-ini';
import { clientConfig, type AwsClientOptions, type AwsCredentials } from './aws/client-options.js';

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
  const parentClientConfig = clientConfig({ ...options, endpoint: undefined });
  return await fromIni({
    profile: profile.name,
    filepath: profile.credentialsFile,
    configFilepath: profile.configFile,
    parentClientConfig,
    clientConfig: parentClientConfig,
  })();
}
