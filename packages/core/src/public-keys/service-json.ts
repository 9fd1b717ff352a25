import { CountersignError } from '../errors/index.js';
import { parseJson, type JsonValue } from '../wire/index.js';

const MAX_ANSWER_BYTES = 1024 * 1024;

/** The JSON of an answer of a service of keys. @throws CountersignError SERVICE_ANSWER_INVALID */
export function serviceJson(body: Uint8Array | string, what: string): JsonValue {
  try {
    return parseJson(body, { maxBytes: MAX_ANSWER_BYTES, what, code: 'SERVICE_ANSWER_INVALID' });
  } catch (cause) {
    if (!(cause instanceof CountersignError)) throw cause;
    throw new CountersignError('SERVICE_ANSWER_INVALID', `${what} cannot be used`, {
      expected: cause.expected ?? 'JSON',
      found: cause.found ?? cause.message,
      hint: 'Nothing of it was used. Check which program answers at this address, and the proxies before it.',
      cause,
    });
  }
}
