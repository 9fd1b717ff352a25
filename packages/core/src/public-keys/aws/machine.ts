import type { AwsCredentials } from '@countersign/libraries/aws-public-keys';
import { resolve } from 'node:path';
import { CountersignError, systemReason } from '../../errors/index.js';
import { ask, isLoopback, type AskedService } from '../../net/index.js';
import type { NetResponse, Run } from '../../run/index.js';
import { decodeUtf8, isJsonObject, parseJson, readRegularFile } from '../../wire/index.js';

const CONTAINER = 'http://169.254.170.2';
const INSTANCE = 'http://169.254.169.254';
const MAX_BYTES = 64 * 1024;
/** A machine without such a service may not answer at all. */
const TIMEOUT_MS = 1_000;

const asked = (url: string, what: string): AskedService => ({
  role: what,
  url,
  expected: 'credentials',
  configured: 'AWS_CONTAINER_CREDENTIALS_FULL_URI or AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  instead: 'Try again later, or use other credentials.',
  refused: 'Check the role of the task, pod or machine.',
});

/**
 * Credentials of a container on ECS or EKS (pod identity). Its service is asked over https, or over http at the fixed addresses of AWS and on
 * loopback. https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export async function containerCredentials(run: Run): Promise<AwsCredentials | undefined> {
  const { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relative, AWS_CONTAINER_CREDENTIALS_FULL_URI: full } = run.env;
  if (!relative && !full) return undefined;
  const url = URL.parse(relative ? `${CONTAINER}${relative.startsWith('/') ? '' : '/'}${relative}` : (full ?? ''));
  if (url === null || (relative && url.origin !== CONTAINER)) throw wrongAddress();
  const authorization = containerToken(run);
  const request = {
    purpose: 'keys',
    method: 'GET',
    ...(authorization === undefined ? {} : { headers: { authorization } }),
    maxBytes: MAX_BYTES,
    redirect: 'manual',
    machineCredentials: url.protocol === 'http:' && !isLoopback(url.hostname),
  } as const;
  const service = asked(url.href, 'the credential service of the container');
  return credentialsIn(
    await ask(run, { ...service, secrets: authorization === undefined ? [] : [authorization] }, request),
    service,
  );
}

function containerToken(run: Run): string | undefined {
  const { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file, AWS_CONTAINER_AUTHORIZATION_TOKEN: token } = run.env;
  let value = token;
  if (file) {
    try {
      value = readRegularFile(resolve(run.cwd, file), MAX_BYTES, { followLink: true }).toString('utf8').trim();
    } catch (cause) {
      throw new CountersignError('TOKEN_UNAVAILABLE', 'the file in AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE cannot be read', {
        found: cause instanceof RangeError ? 'a file that is too large' : systemReason(cause),
        hint: 'Correct AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, or remove it.',
      });
    }
  }
  if (!value) return undefined;
  run.log.secret(value);
  if (/^[\x20-\x7e]+$/.test(value)) return value;
  throw new CountersignError('TOKEN_UNAVAILABLE', 'the token for the credential service of the container is no token', {
    expected: 'one line of printable characters',
    hint: 'Correct AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE.',
  });
}

/**
 * Credentials of the role of an EC2 instance, by version 2 of the instance metadata service. A machine where it does not answer has none.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */
export async function instanceCredentials(run: Run): Promise<AwsCredentials | undefined> {
  if (run.env['AWS_EC2_METADATA_DISABLED']?.toLowerCase() === 'true') return undefined;
  const token = await fromInstance(run, 'PUT', '/latest/api/token', { 'x-aws-ec2-metadata-token-ttl-seconds': '21600' });
  if (token === undefined) return undefined;
  run.log.secret(token);
  const path = '/latest/meta-data/iam/security-credentials/';
  const headers = { 'x-aws-ec2-metadata-token': token };
  const role = await fromInstance(run, 'GET', path, headers);
  if (role === undefined || !/^[\w+=,.@-]{1,64}$/.test(role)) return undefined;
  const service = asked(`${INSTANCE}${path}${role}`, 'the metadata service of the machine');
  return credentialsIn(await ask(run, service, { ...OF_INSTANCE, method: 'GET', headers }), service);
}

const OF_INSTANCE = {
  purpose: 'keys',
  maxBytes: MAX_BYTES,
  redirect: 'manual',
  timeoutMs: TIMEOUT_MS,
  machineCredentials: true,
} as const;

/** The text of an answer; undefined if nothing that answers is the service. */
async function fromInstance(
  run: Run,
  method: 'GET' | 'PUT',
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  try {
    const answer = await run.net.fetch({ ...OF_INSTANCE, url: `${INSTANCE}${path}`, method, headers, retry: false });
    const text = decodeUtf8(answer.body, 'the answer', 'SERVICE_ANSWER_INVALID').trim();
    return answer.status === 200 && /^[\x21-\x7e]+$/.test(text) ? text : undefined;
  } catch (error) {
    if (error instanceof CountersignError && ['FETCH_FAILED', 'SERVICE_ANSWER_INVALID'].includes(error.code)) return undefined;
    throw error;
  }
}

/** `AccessKeyId`, `SecretAccessKey`, `Token`, `Expiration`: the same in all of AWS's services of this kind. */
function credentialsIn({ body }: NetResponse, { role, url }: AskedService): AwsCredentials {
  const invalid = (found: string): CountersignError =>
    new CountersignError('SERVICE_ANSWER_INVALID', `${role} gave an answer that cannot be used`, {
      expected: `credentials from ${URL.parse(url)?.host ?? 'it'}`,
      found,
      hint: 'Check which program answers there.',
    });
  const document = parseJson(decodeUtf8(body, role, 'SERVICE_ANSWER_INVALID'), {
    what: role,
    code: 'SERVICE_ANSWER_INVALID',
    maxBytes: MAX_BYTES,
  });
  if (!isJsonObject(document)) throw invalid('no JSON object');
  const { AccessKeyId: id, SecretAccessKey: secret, Token: token, Expiration: ends } = document;
  const expiration = typeof ends === 'string' ? new Date(ends) : undefined;
  if (typeof id !== 'string' || typeof secret !== 'string' || (token !== undefined && typeof token !== 'string'))
    throw invalid('an answer without them');
  if (expiration !== undefined && Number.isNaN(expiration.getTime())) throw invalid('credentials without a readable end');
  return {
    accessKeyId: id,
    secretAccessKey: secret,
    ...(token === undefined ? {} : { sessionToken: token }),
    ...(expiration === undefined ? {} : { expiration }),
  };
}

function wrongAddress(): CountersignError {
  return new CountersignError('INPUT_INVALID', 'the address of the credential service of the container is not a URL', {
    expected: 'a path in AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, or a URL in AWS_CONTAINER_CREDENTIALS_FULL_URI',
    hint: 'Correct or remove the variable.',
  });
}
