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
      hint: 'log in to the registry first (docker login, REGISTRY_AUTH_FILE, DOCKER_CONFIG or the credentials inputs)',
    };
  }
  if (status === 403)
    return { code: 'REGISTRY_UNAUTHORIZED', hint: 'the account lacks the permission: pull to verify, push to sign' };
  if (status === 404)
    return { code: 'REGISTRY_NOT_FOUND', hint: 'check the reference; private repositories also answer 404 without a login' };
  if (status === 429) return { code: 'REGISTRY_THROTTLED', hint: 'log in for a higher limit, raise timeout, or try later' };
  if (status === 408 || status >= 500)
    return { code: 'REGISTRY_UNAVAILABLE', hint: 'the registry has a problem of its own; try again later' };
  return { code: 'REGISTRY_ANSWER_INVALID', hint: 'check that the address is a registry (OCI distribution API v2)' };
}

/** An answer that is not what was asked for, as an error. `doing` completes "can't …". */
export function registryFailure(response: NetResponse, doing: string, expected = 'an answer with status 200'): CountersignError {
  const { code, hint } = meaning(response.status);
  const [first] = ociErrors(response.body);
  return new CountersignError(code, `can't ${doing}: ${describeUrl(response.url)} answered ${response.status}`, {
    expected,
    found: first === undefined ? `status ${response.status}` : `status ${response.status}, ${first.code}${first.message}`,
    hint,
  });
}

/** What a registry says that breaks the specification. */
export function invalidAnswer(message: string, expected: string, found: string): CountersignError {
  return new CountersignError('REGISTRY_ANSWER_INVALID', message, {
    expected,
    found,
    hint: "don't use what was received; tell the registry's operator",
  });
}

/** Whether the registry says that the repository itself is unknown, rather than one thing in it. */
export function saysRepositoryUnknown(response: NetResponse): boolean {
  return ociErrors(response.body).some((error) => error.code === 'NAME_UNKNOWN');
}

/** A refusal that means "this operation doesn't exist here" rather than "not for you" or "not now". */
export function saysUnsupported(response: NetResponse): boolean {
  return (
    response.status === 405 ||
    ([400, 501].includes(response.status) && ociErrors(response.body).some((error) => error.code === 'UNSUPPORTED'))
  );
}

/** `errors[]` of a body (distribution-spec 1.1, error codes); empty when it is something else. Quoted and cut for messages. */
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
