import type { AwsCredentials, Credentials } from '@countersign/libraries/aws-public-keys';
import { CountersignError } from '../../errors/index.js';
import type { Run } from '../../run/index.js';
import type { KeyLogin, KeyServices } from '../key-login.js';
import { containerCredentials, instanceCredentials } from './machine.js';
import { sharedCredentials } from './profile.js';
import { roleOfLogin, roleOfFile } from './web-identity.js';

/** Credentials are renewed when they end within this time. */
const RENEW_MS = 5 * 60_000;

/** One place where credentials can be; undefined if there are none. */
type Source = (run: Run, region: string) => Promise<AwsCredentials | undefined>;

/** AWS's standard chain, in its order. https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html */
const CHAIN: readonly Source[] = [ofVariables, roleOfFile, sharedCredentials, containerCredentials, instanceCredentials];

/**
 * The credentials of a run: of the login if there is one, otherwise the first of AWS's standard chain. They are requested on first use, kept, and
 * renewed in time; secrets are masked in logs, and no other program gets them.
 */
export function credentialsFor(run: Run, services: KeyServices, login: KeyLogin | undefined, region: string): Credentials {
  let kept: Promise<AwsCredentials> | undefined;
  const request = async (): Promise<AwsCredentials> => {
    const found = login === undefined ? await firstOf(run, region) : await roleOfLogin(run, services, login, region);
    run.log.secret(found.secretAccessKey);
    if (found.sessionToken !== undefined) run.log.secret(found.sessionToken);
    return found;
  };
  return async () => {
    const current = kept === undefined ? undefined : await kept;
    const ends = current?.expiration?.getTime() ?? Infinity;
    if (current === undefined || ends - run.clock().getTime() < RENEW_MS) {
      kept = request();
      // A failure is not kept: the next signature asks again.
      kept.catch(() => (kept = undefined));
    }
    return await (kept ?? request());
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
