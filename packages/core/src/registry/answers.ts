import { CountersignError, type Code } from '../errors/index.js';
import type { NetResponse } from '../run/index.js';
import { describeUrl } from '../net/index.js';
import { excerpt, isJsonObject, parseJson, type JsonValue } from '../wire/index.js';

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
  return { code: 'REGISTRY_ANSWER_INVALID', hint: 'Check that the address is a registry (OCI distribution API v2).' };
}

/** The error for an unexpected answer. `doing` completes "cannot …". */
export function registryFailure(response: NetResponse, doing: string, expected = 'an answer with status 200'): CountersignError {
  const { code, hint } = meaning(response.status);
  const [first] = ociErrors(response.body);
  return new CountersignError(code, `cannot ${doing}: ${describeUrl(response.url)} answered ${response.status}`, {
    expected,
    found: first === undefined ? `status ${response.status}` : `status ${response.status}, ${first.code}${first.message}`,
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

/** `errors[]` of a body (distribution-spec 1.1, error codes); empty if the body is something else. Messages are quoted and truncated. */
function ociErrors(body: Uint8Array): { readonly code: string; readonly message: string }[] {
  let value: JsonValue;
  try {
    value = parseJson(body, { maxBytes: 65_536, what: 'error' });
  } catch {
    return [];
  }
  const errors = isJsonObject(value) && Array.isArray(value['errors']) ? (value['errors'] as readonly JsonValue[]) : [];
  return errors.filter(isJsonObject).flatMap((error) => {
    const { code, message } = error;
    if (typeof code !== 'string' || !/^[A-Z_]{1,40}$/.test(code)) return [];
    return [{ code, message: typeof message === 'string' && message !== '' ? ` ${excerpt(message)}` : '' }];
  });
}
