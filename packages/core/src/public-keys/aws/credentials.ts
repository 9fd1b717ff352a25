import type { AwsCredentials, Credentials } from '@countersign/libraries/aws-public-keys';
import { CountersignError } from '../../errors/index.js';
import type { Run } from '../../run/index.js';
import type { KeyLogin, KeyServices } from '../key-login.js';
import { containerCredentials, instanceCredentials } from './machine.js';
import { sharedCredentials } from './profile.js';
import { roleOfLogin, roleOfFile } from './web-identity.js';

/** One place where credentials can be; undefined if there are none. */
type Source = (run: Run, region: string) => Promise<AwsCredentials | undefined>;

/** AWS's standard chain, in its order. https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html */
const CHAIN: readonly Source[] = [ofVariables, roleOfFile, sharedCredentials, containerCredentials, instanceCredentials];

/**
 * The credentials of a run: of the login if there is one, otherwise the first of AWS's standard chain. AWS's library asks on first use, and again
 * five minutes before they end. Secrets are masked in logs.
 */
export function credentialsFor(run: Run, services: KeyServices, login: KeyLogin | undefined, region: string): Credentials {
  return async () => {
    const found = login === undefined ? await firstOf(run, region) : await roleOfLogin(run, services, login, region);
    run.log.secret(found.secretAccessKey);
    if (found.sessionToken !== undefined) run.log.secret(found.sessionToken);
    return found;
  };
}

async function firstOf(run: Run, region: string): Promise<AwsCredentials> {
  for (const source of CHAIN) {
    const found = await source(run, region);
    if (found !== undefined) return found;
  }
  throw new CountersignError('INPUT_MISSING', 'there are no credentials for AWS', {
    expected:
      'key-login: aws role=ARN, or the usual credentials (AWS_ACCESS_KEY_ID, AWS_WEB_IDENTITY_TOKEN_FILE, a profile, or those of the machine)',
    found: 'none of them',
    hint: 'In CI, log in without a stored secret: key-login: aws role=arn:aws:iam::123456789012:role/sign.',
  });
}

async function ofVariables({ env }: Run): Promise<AwsCredentials | undefined> {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = env;
  if (!id || !secret) return undefined;
  return { accessKeyId: id, secretAccessKey: secret, ...(token ? { sessionToken: token } : {}) };
}
