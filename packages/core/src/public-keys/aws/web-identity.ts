import type { AwsCredentials } from '@countersign/libraries/aws-public-keys';
import { resolve } from 'node:path';
import { CountersignError, systemReason } from '../../errors/index.js';
import type { Run } from '../../run/index.js';
import { readRegularFile } from '../../wire/index.js';
import type { KeyLogin, KeyServices } from '../key-login.js';
import { loginToken } from '../login-token.js';
import { connectTo } from './client.js';

/** The audience that AWS's guides, and its action for GitHub, use. */
const AUDIENCE = 'sts.amazonaws.com';
const SESSION = 'countersign';
const ROLE = /^arn:aws(?:-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const MAX_TOKEN_BYTES = 64 * 1024;

/** Credentials of the role in `key-login`, for the identity token of the job. @throws CountersignError INPUT_*, TOKEN_*, SERVICE_* */
export async function roleOfLogin(run: Run, services: KeyServices, login: KeyLogin, region: string): Promise<AwsCredentials> {
  const role = login.parameters.get('role');
  if (role === undefined) {
    throw new CountersignError('INPUT_MISSING', 'key-login aws names no role', {
      expected: 'role=ARN',
      found: 'none',
      hint: 'For example: aws role=arn:aws:iam::123456789012:role/sign',
    });
  }
  const token = await loginToken(run, login, services, login.parameters.get('audience') ?? AUDIENCE);
  return await assumeRole(run, region, { role, sessionName: login.parameters.get('session') ?? SESSION, token });
}

/** Credentials of the role in AWS_ROLE_ARN for the token in AWS_WEB_IDENTITY_TOKEN_FILE, as on EKS. */
export async function roleOfFile(run: Run, region: string): Promise<AwsCredentials | undefined> {
  const { AWS_ROLE_ARN: role, AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_SESSION_NAME: session } = run.env;
  if (!role || !file) return undefined;
  let token: string;
  try {
    token = readRegularFile(resolve(run.cwd, file), MAX_TOKEN_BYTES, { followLink: true }).toString('utf8').trim();
  } catch (cause) {
    throw new CountersignError('TOKEN_UNAVAILABLE', 'the file in AWS_WEB_IDENTITY_TOKEN_FILE cannot be read', {
      expected: 'a file with an identity token',
      found: cause instanceof RangeError ? 'a file that is too large' : systemReason(cause),
      hint: 'Correct AWS_WEB_IDENTITY_TOKEN_FILE, or remove it.',
    });
  }
  run.log.secret(token);
  return await assumeRole(run, region, { role, sessionName: session || SESSION, token });
}

async function assumeRole(
  run: Run,
  region: string,
  { role, sessionName, token }: { readonly role: string; readonly sessionName: string; readonly token: string },
): Promise<AwsCredentials> {
  check('role', role, ROLE, 'the ARN of a role, such as arn:aws:iam::123456789012:role/sign');
  check('session', sessionName, SESSION_NAME, '2 to 64 letters, digits and _+=,.@-');
  const { assumeRoleWithWebIdentity } = await import(/* webpackIgnore: true */ '@countersign/libraries/aws-web-identity');
  const sts = connectTo(run, 'sts', region, undefined, [token]);
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = await sts.call(() =>
    assumeRoleWithWebIdentity(sts.options, { roleArn: role, sessionName, token }),
  );
  if (!accessKeyId || !secretAccessKey || !sessionToken || expiration === undefined)
    throw sts.unusable('credentials that end at some time', 'an answer without them');
  if (!(expiration.getTime() > run.clock().getTime()))
    throw sts.unusable('credentials that are valid now', `credentials that ended at ${expiration.toISOString()}`);
  return { accessKeyId, secretAccessKey, sessionToken, expiration };
}

function check(name: string, value: string, pattern: RegExp, expected: string): void {
  if (pattern.test(value)) return;
  throw new CountersignError('INPUT_INVALID', `the ${name} for AWS is not understood`, {
    expected,
    found: value,
    hint: `Correct ${name} in key-login (or AWS_ROLE_ARN, AWS_ROLE_SESSION_NAME).`,
  });
}
