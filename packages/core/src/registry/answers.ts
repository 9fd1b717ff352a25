import { CountersignError, type Code } from '../errors/index.js';
import type { NetResponse } from '../run/index.js';
import { afterAttempts, AnswerRefused, describeUrl, NetworkFailure, serverWords } from '../net/index.js';
import { isJsonObject, parseJson, type JsonOptions, type JsonValue } from '../wire/index.js';
import type { Repository } from './repositories.js';

interface Meaning {
  readonly code: Code;
  readonly hint: string;
}

function meaning(status: number): Meaning {
  if (status === 401) {
    return {
      code: 'REGISTRY_UNAUTHORIZED',
      hint: 'Log in to the registry first (docker login, REGISTRY_AUTH_FILE, DOCKER_CONFIG or the credentials inputs).',
    };
  }
  if (status === 403)
    return { code: 'REGISTRY_UNAUTHORIZED', hint: 'The account lacks the permission: pull to verify, push to sign.' };
  if (status === 404)
    return { code: 'REGISTRY_NOT_FOUND', hint: 'Check the reference. Private repositories also answer 404 without a login.' };
  if (status === 429)
    return { code: 'REGISTRY_THROTTLED', hint: 'Log in for a higher limit, raise timeout, or try again later.' };
  if (status === 408 || status >= 500)
    return { code: 'REGISTRY_UNAVAILABLE', hint: 'The registry has an internal problem; try again later.' };
  if (status >= 300 && status < 400) {
    return {
      code: 'REGISTRY_ANSWER_INVALID',
      hint: 'The redirect was not followed. If the registry has moved, correct its address in the reference.',
    };
  }
  return { code: 'REGISTRY_ANSWER_INVALID', hint: 'Check that the address is a registry (OCI distribution API v2).' };
}

/** Texts of requests that their answers may repeat. */
const secretsOf = new WeakMap<NetResponse, readonly string[]>();

/** Remembers the credentials of the request, which must not appear in an error about its answer. */
export function withSecrets(response: NetResponse, authorization: string | undefined): NetResponse {
  if (authorization !== undefined) secretsOf.set(response, [authorization, authorization.replace(/^\S+ /, '')]);
  return response;
}

/** The error for an unexpected answer. `doing` completes "cannot …". */
export function registryFailure(response: NetResponse, doing: string, expected = 'an answer with status 200'): CountersignError {
  const { status, attempts } = response;
  const { code, hint } = meaning(status);
  const [first] = ociErrors(response);
  const location = status >= 300 && status < 400 ? URL.parse(response.headers['location'] ?? '', response.url) : null;
  const said = [
    `status ${status}${attempts > 1 ? ` ${afterAttempts(attempts)}` : ''}`,
    ...(location === null ? [] : [`a redirect to ${describeUrl(location)}`]),
    ...(first === undefined ? wordsOf(response) : [`${first.code}${first.message}`]),
  ];
  return new CountersignError(code, `cannot ${doing}: ${describeUrl(response.url)} answered ${status}`, {
    expected,
    found: said.join(', '),
    hint,
  });
}

/** What is not an error of the OCI API: often the text of a proxy or a load balancer. */
function wordsOf(response: NetResponse): readonly string[] {
  const { status, body } = response;
  return status < 400 || body.length === 0 ? [] : [`"${serverWords(body, secretsOf.get(response))}"`];
}

/**
 * What `run.net.fetch` threw, with the name of the registry. The code stays, because steps of a push are repeated after FETCH_FAILED;
 * an answer that is not accepted is REGISTRY_ANSWER_INVALID.
 */
export function withRegistry(at: Repository, thrown: unknown, who = 'the registry'): unknown {
  if (!(thrown instanceof CountersignError)) return thrown;
  const { code, message, expected, found, hint, cause } = thrown;
  const details = {
    ...(expected === undefined ? {} : { expected }),
    ...(found === undefined ? {} : { found }),
    ...(hint === undefined ? {} : { hint }),
    cause,
  };
  if (cause instanceof AnswerRefused)
    return new CountersignError(
      'REGISTRY_ANSWER_INVALID',
      `${who} ${at.registry} gave an answer that cannot be used: ${message}`,
      details,
    );
  if (!(cause instanceof NetworkFailure)) return thrown;
  const problem = cause.permanent ? 'cannot be reached' : 'is not available';
  return new CountersignError(code, `${who} ${at.registry} ${problem}: ${message}`, details);
}

/**
 * Parses an answer as JSON.
 * @throws CountersignError REGISTRY_ANSWER_INVALID
 */
export function jsonIn(response: NetResponse, options: Omit<JsonOptions, 'code'>): JsonValue {
  try {
    return parseJson(response.body, { ...options, code: 'REGISTRY_ANSWER_INVALID' });
  } catch (thrown) {
    if (!(thrown instanceof CountersignError)) throw thrown;
    const { message, expected, found } = thrown;
    throw new CountersignError('REGISTRY_ANSWER_INVALID', message, {
      ...(expected === undefined ? {} : { expected }),
      found: `${found === undefined ? '' : `${found} `}in the answer of ${describeUrl(response.url)}`,
      hint: `Check that ${new URL(response.url).host} is a registry, and which proxy is between it and this machine.`,
      cause: thrown,
    });
  }
}

/** The error for an answer that violates the specification. */
export function invalidAnswer(message: string, expected: string, found: string): CountersignError {
  return new CountersignError('REGISTRY_ANSWER_INVALID', message, {
    expected,
    found,
    hint: "Do not use the received content; inform the registry's operator.",
  });
}

/** Whether the registry says that the repository itself is unknown, not only one object in it. */
export function saysRepositoryUnknown(response: NetResponse): boolean {
  return ociErrors(response).some((error) => error.code === 'NAME_UNKNOWN');
}

/** Whether the registry does not support this operation, as opposed to a missing permission or a temporary failure. */
export function saysUnsupported(response: NetResponse): boolean {
  return (
    response.status === 405 ||
    ([400, 501].includes(response.status) && ociErrors(response).some((error) => error.code === 'UNSUPPORTED'))
  );
}

/** `errors[]` of a body (distribution-spec 1.1, error codes); empty if the body is something else. Messages are quoted and truncated. */
function ociErrors(response: NetResponse): { readonly code: string; readonly message: string }[] {
  let value: JsonValue;
  try {
    value = parseJson(response.body, { maxBytes: 65_536, what: 'error' });
  } catch {
    return [];
  }
  const errors = isJsonObject(value) && Array.isArray(value['errors']) ? (value['errors'] as readonly JsonValue[]) : [];
  return errors.filter(isJsonObject).flatMap((error) => {
    const { code, message } = error;
    if (typeof code !== 'string' || !/^[A-Z_]{1,40}$/.test(code)) return [];
    return [
      {
        code,
        message:
          typeof message === 'string' && message !== '' ? ` "${serverWords(Buffer.from(message), secretsOf.get(response))}"` : '',
      },
    ];
  });
}
