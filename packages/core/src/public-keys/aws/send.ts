import type { Send } from '@countersign/libraries/aws-public-keys';
import { CountersignError } from '../../errors/index.js';
import { ask, jitteredDelay, notAnswered, type AskedService } from '../../net/index.js';
import type { NetResponse, Run } from '../../run/index.js';
import { secretsIn } from '../request-secrets.js';
import { SERVICES, type AwsService } from './settings.js';

/** Answers of these services are some kilobytes; a secret has 64 KiB at most, in base64. */
const MAX_ANSWER_BYTES = 256 * 1024;
/** How often a request is sent again that the service throttles with status 400. */
const MAX_THROTTLED = 8;

const METHODS = ['GET', 'POST', 'PUT'] as const;

const REFUSED: Readonly<Record<AwsService, string>> = {
  kms: 'Check the key reference and region, and that the role may use kms:GetPublicKey (and kms:Sign for signing) with this key.',
  sts: 'Check role and audience in key-login, and the trust policy of the role: its OIDC provider, audience and subject.',
  secretsmanager: 'Check the name and region of the secret, and that the role may use secretsmanager:GetSecretValue.',
};

/**
 * Sends the requests of a library through the network of the run: its proxy, certificate authorities, time budget, retries and size limits. Answers
 * other than success become errors here, so that a library never words them.
 * @param secrets texts of requests that must not appear in errors
 */
export function sender(run: Run, service: AwsService, secrets: readonly string[] = []): Send {
  return async ({ method, url, headers, body }) => {
    const asked: AskedService = {
      role: SERVICES[service].role,
      url,
      expected: 'an answer',
      configured: `AWS_ENDPOINT_URL, ${SERVICES[service].variable} or the key reference`,
      instead: 'Try again later, or sign with another key.',
      refused: REFUSED[service],
      secrets: [...secrets, ...secretsIn(headers, body)],
    };
    const known = METHODS.find((one) => one === method);
    if (known === undefined) throw new CountersignError('INTERNAL', `a library sends a ${method} request`);
    const rest = sentHeaders(headers);
    const request = {
      purpose: 'keys',
      method: known,
      headers: rest,
      ...(body === undefined ? {} : { body }),
      maxBytes: MAX_ANSWER_BYTES,
      redirect: 'manual',
      // A lost answer could have made a key already.
      retry: !/\.Create\w+$/.test(rest['x-amz-target'] ?? ''),
    } as const;
    for (let attempt = 1; ; attempt += 1) {
      const started = run.clock();
      const answer = await ask(run, asked, request, ({ status }) => status === 200 || status === 400);
      if (answer.status === 200) return answer;
      if (!THROTTLED.includes(typeOf(answer)) || attempt > MAX_THROTTLED)
        throw notAnswered(run, asked, started, answer, typeOf(answer));
      const delay = jitteredDelay(attempt + 1, run.random);
      const { host } = new URL(url);
      run.emit({ event: 'retried', host, attempt, problem: 'it throttles requests', durationMs: delay });
      await run.sleep(delay);
    }
  };
}

/** In lower case, without those that the network client of the run sets itself. */
const sentHeaders = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => name !== 'host' && name !== 'content-length'),
  );

/** AWS's name for the reason of a refusal: `__type` in JSON, `Code` in XML. */
function typeOf({ body }: NetResponse): string | undefined {
  const [, json, xml] =
    /"__type"\s*:\s*"(?:[\w.]+#)?(\w{1,64})"|<Code>(\w{1,64})<\/Code>/.exec(
      Buffer.from(body.subarray(0, 4096)).toString('latin1'),
    ) ?? [];
  return json ?? xml;
}

/** AWS throttles with 400 too: "Common Errors" of the API references. */
const THROTTLED: readonly (string | undefined)[] = [
  'Throttling',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'IDPCommunicationError',
];
