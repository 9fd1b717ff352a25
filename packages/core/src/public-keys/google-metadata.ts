import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { isJsonObject, parseJson } from '../wire/index.js';

const URL_OF_TOKEN = 'http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token';
/** The server is on the machine's own network; where there is none, the name does not exist. */
const TIMEOUT_MS = 3_000;

/**
 * An access token of the machine's service account.
 * @throws CountersignError TOKEN_UNAVAILABLE if this is no machine of Google Cloud, or it has no service account
 */
export async function metadataToken(run: Run): Promise<string> {
  let answer;
  try {
    answer = await run.net.fetch({
      purpose: 'keys',
      method: 'GET',
      url: URL_OF_TOKEN,
      headers: { 'metadata-flavor': 'Google' },
      machineCredentials: true,
      redirect: 'manual',
      retry: false,
      timeoutMs: TIMEOUT_MS,
      maxBytes: 64 * 1024,
      service: 'the metadata server of Google Cloud',
    });
  } catch (cause) {
    throw none('no metadata server answered', cause);
  }
  // Another server may answer for that name: only Google's repeats the header.
  if (answer.status !== 200 || answer.headers['metadata-flavor'] !== 'Google')
    throw none(`HTTP ${answer.status} from the metadata server`);
  const document = parseJson(answer.body, { maxBytes: 64 * 1024, what: 'the access token', code: 'SERVICE_ANSWER_INVALID' });
  const token = isJsonObject(document) ? document['access_token'] : undefined;
  if (typeof token === 'string' && token !== '') return token;
  throw none('an answer without a token');
}

function none(found: string, cause?: unknown): CountersignError {
  return new CountersignError('TOKEN_UNAVAILABLE', 'there are no credentials for Google Cloud', {
    expected: 'key-login: gcp provider=…, GOOGLE_APPLICATION_CREDENTIALS, or a service account of the machine',
    found,
    hint: 'Log in with the identity of the job: key-login with gcp provider=projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER.',
    cause,
  });
}
