import { CountersignError, type Code } from '../errors/index.js';
import type { NetResponse } from '../run/index.js';
import { afterAttempts, AnswerRefused, canPass, describeUrl, isRateLimit, NetworkFailure, serverWords } from '../net/index.js';
import { isJsonObject, parseJson, type JsonOptions, type JsonValue } from '../wire/index.js';
import type { Repository } from './repositories.js';

interface Meaning {
  readonly code: Code;
  readonly hint: string;
}

function meaning(response: NetResponse): Meaning {
  const { status } = response;
  if (isRateLimit(response))
    return { code: 'REGISTRY_THROTTLED', hint: 'Log in for a higher limit, raise timeout, or try again later.' };
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
  if (canPass(response) || status >= 500)
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
  if (authorization !== undefined) secretsOf.set(response, formsOf(authorization));
  return response;
}

/** With and without the name of its scheme; of basic credentials also the password itself. */
function formsOf(authorization: string): readonly string[] {
  const [, scheme = '', value = authorization] = /^(\S+) (.*)$/s.exec(authorization) ?? [];
  if (scheme.toLowerCase() !== 'basic') return [authorization, value];
  const text = Buffer.from(value, 'base64').toString('utf8');
  return [authorization, value, text, text.slice(text.indexOf(':') + 1)];
}

/** The error for an unexpected answer. `doing` completes "cannot …". */
export function registryFailure(response: NetResponse, doing: string, expected = 'an answer with status 200'): CountersignError {
  return failure(response, doing, expected, meaning(response));
}

/** What registries say about a tag that may not be written again: Harbor 412, Amazon ECR 400, Azure, Quay and Artifactory 409, 405 or 403. */
const SAYS_IMMUTABLE = /immutab|already.?exists|overwrit|tag.?locked|write.?lock/i;

/** The error for an answer to a POST or PUT that is not success: the refusal of the registry, in its own words. */
export function pushFailure(response: NetResponse, doing: string, expected: string): CountersignError {
  const { status } = response;
  const isRefusal = status >= 400 && status < 500;
  if (isRefusal && saysImmutable(response)) {
    return failure(response, doing, expected, {
      code: 'STORE_FAILED',
      hint: 'Exempt tags "sha256-*" from the immutability of tags in this registry, or store signatures in another repository (signature-repository).',
    });
  }
  const known = meaning(response);
  const hint =
    'The registry refuses what is pushed: check its rules for tags, media types and quotas, or set signature-repository.';
  const isOther = isRefusal && known.code === 'REGISTRY_ANSWER_INVALID';
  return failure(response, doing, expected, isOther ? { code: 'STORE_FAILED', hint } : known);
}

/** Whether the registry says that a tag may not be written again. */
export function saysImmutable(response: NetResponse): boolean {
  return ociErrors(response).some((error) => SAYS_IMMUTABLE.test(`${error.code}${error.message}`));
}

/** Number of errors of a body that are shown. */
const SHOWN_ERRORS = 3;

function failure(response: NetResponse, doing: string, expected: string, { code, hint }: Meaning): CountersignError {
  const { status, attempts } = response;
  const errors = ociErrors(response).slice(0, SHOWN_ERRORS);
  const location = status >= 300 && status < 400 ? URL.parse(response.headers['location'] ?? '', response.url) : null;
  const said = [
    `status ${status}${attempts > 1 ? ` ${afterAttempts(attempts)}` : ''}`,
    ...(location === null ? [] : [`a redirect to ${describeUrl(location)}`]),
    ...(errors.length === 0 ? wordsOf(response) : [errors.map((error) => `${error.code}${error.message}`).join('; ')]),
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
 * What `run.net.fetch` threw, with the name of the registry. The code stays, because it decides whether a search for evidence is
 * incomplete; an answer that is not accepted is REGISTRY_ANSWER_INVALID.
 */
export function withRegistry(at: Repository, thrown: unknown, who = 'the registry'): unknown {
  if (!(thrown instanceof CountersignError)) return thrown;
  const { code, message, expected, found, hint, cause } = thrown;
  const details = { expected, found, hint, cause };
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
      expected,
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

/** Whether the registry says that it does not find a blob of the manifest. docker-registry 2.8 calls that an invalid digest. */
export function saysBlobUnknown(response: NetResponse): boolean {
  const codes = ['BLOB_UNKNOWN', 'MANIFEST_BLOB_UNKNOWN', 'DIGEST_INVALID'];
  return ociErrors(response).some((error) => codes.includes(error.code));
}

/**
 * `errors[]` of a body (distribution-spec 1.1, error codes); empty if the body is something else. Message and detail are quoted and
 * truncated. Amazon ECR also has codes such as `ImageTagAlreadyExistsException`.
 */
function ociErrors(response: NetResponse): { readonly code: string; readonly message: string }[] {
  let value: JsonValue;
  try {
    value = parseJson(response.body, { maxBytes: 65_536, what: 'error' });
  } catch {
    return [];
  }
  const secrets = secretsOf.get(response);
  const errors = isJsonObject(value) && Array.isArray(value['errors']) ? (value['errors'] as readonly JsonValue[]) : [];
  return errors.filter(isJsonObject).flatMap((error) => {
    const { code, message, detail } = error;
    if (typeof code !== 'string' || !/^[A-Za-z][\w.]{0,59}$/.test(code)) return [];
    const words = [message, detail].flatMap(textsOf).map((text) => ` "${serverWords(Buffer.from(text), secrets)}"`);
    return [{ code, message: [...new Set(words)].join('') }];
  });
}

/** A detail may be any JSON value. */
function textsOf(value: JsonValue | undefined): readonly string[] {
  if (value === undefined || value === null || value === '') return [];
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text === '{}' || text === '[]' ? [] : [text];
}
