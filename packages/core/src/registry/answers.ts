import { CountersignError, type Code } from '../errors/index.js';
import type { NetResponse } from '../run/index.js';
import { describeUrl, limitEndsInMs } from '../net/index.js';
import { excerpt, isJsonObject, parseJson, type JsonValue } from '../wire/index.js';

interface Meaning {
  readonly code: Code;
  readonly hint: string;
}

function meaning({ status, headers }: NetResponse): Meaning {
  // Also a 403 that names a rate limit.
  if (status === 429 || limitEndsInMs({ status, headers }, new Date(0)) !== undefined)
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
  if (status === 408 || status >= 500)
    return { code: 'REGISTRY_UNAVAILABLE', hint: 'The registry has an internal problem; try again later.' };
  return { code: 'REGISTRY_ANSWER_INVALID', hint: 'Check that the address is a registry (OCI distribution API v2).' };
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
  return ociErrors(response.body).some((error) => SAYS_IMMUTABLE.test(`${error.code}${error.message}`));
}

/** Number of errors of a body that are shown. */
const SHOWN_ERRORS = 3;

function failure(response: NetResponse, doing: string, expected: string, { code, hint }: Meaning): CountersignError {
  const said = ociErrors(response.body).slice(0, SHOWN_ERRORS);
  const tries = response.attempts > 1 ? ` after ${response.attempts} attempts` : '';
  const words = said.map((error) => `${error.code}${error.message}`).join('; ');
  return new CountersignError(code, `cannot ${doing}: ${describeUrl(response.url)} answered ${response.status}`, {
    expected,
    found: `status ${response.status}${tries}${words === '' ? '' : `, ${words}`}`,
    hint,
  });
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
  return ociErrors(response.body).some((error) => error.code === 'NAME_UNKNOWN');
}

/** Whether the registry does not support this operation, as opposed to a missing permission or a temporary failure. */
export function saysUnsupported(response: NetResponse): boolean {
  return (
    response.status === 405 ||
    ([400, 501].includes(response.status) && ociErrors(response.body).some((error) => error.code === 'UNSUPPORTED'))
  );
}

/** Whether the registry says that it does not find a blob of the manifest. docker-registry 2.8 calls that an invalid digest. */
export function saysBlobUnknown(response: NetResponse): boolean {
  const codes = ['BLOB_UNKNOWN', 'MANIFEST_BLOB_UNKNOWN', 'DIGEST_INVALID'];
  return ociErrors(response.body).some((error) => codes.includes(error.code));
}

/** Longest message or detail of a registry that is shown. */
const MAX_WORDS = 300;

/**
 * `errors[]` of a body (distribution-spec 1.1, error codes); empty if the body is something else. Message and detail are quoted and
 * truncated. Amazon ECR also has codes such as `ImageTagAlreadyExistsException`.
 */
function ociErrors(body: Uint8Array): { readonly code: string; readonly message: string }[] {
  let value: JsonValue;
  try {
    value = parseJson(body, { maxBytes: 65_536, what: 'error' });
  } catch {
    return [];
  }
  const errors = isJsonObject(value) && Array.isArray(value['errors']) ? (value['errors'] as readonly JsonValue[]) : [];
  return errors.filter(isJsonObject).flatMap((error) => {
    const { code, message, detail } = error;
    if (typeof code !== 'string' || !/^[A-Za-z][\w.]{0,59}$/.test(code)) return [];
    const words = [message, detail].flatMap(wordsOf).map((text) => ` ${excerpt(text, MAX_WORDS)}`);
    return [{ code, message: [...new Set(words)].join('') }];
  });
}

/** A detail may be any JSON value. */
function wordsOf(value: JsonValue | undefined): readonly string[] {
  if (value === undefined || value === null || value === '') return [];
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text === '{}' || text === '[]' ? [] : [text];
}
