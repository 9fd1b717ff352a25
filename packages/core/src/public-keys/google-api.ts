import { CountersignError } from '../errors/index.js';
import { ask, type AskedService } from '../net/index.js';
import type { NetResponse, Run } from '../run/index.js';
import { decodeBase64, readObject, readString, type JsonObject } from '../wire/index.js';
import { crc32c } from './crc32c.js';
import { googleToken } from './google-credentials.js';
import type { KeyServices } from './key-login.js';
import { serviceJson } from './service-json.js';

const MAX_ANSWER_BYTES = 1024 * 1024;

/** REST of one of Google's services, with an access token that is taken with the first request. */
export interface GoogleApi {
  get(path: string): Promise<JsonObject>;
  /** @param exists the error for 409 */
  post(path: string, body: unknown, exists?: () => CountersignError): Promise<JsonObject>;
}

/** How errors name a service. */
type Words = Pick<AskedService, 'role' | 'expected' | 'refused'>;

/** @param host `cloudkms.googleapis.com`; paths are below `/v1/` */
export function googleApi(run: Run, services: KeyServices, host: string, words: Words): GoogleApi {
  let token: Promise<string> | undefined;
  const send = async (
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    exists?: () => CountersignError,
  ): Promise<JsonObject> => {
    const bearer = await (token ??= googleToken(run, services));
    const asked: AskedService = {
      ...words,
      url: `https://${host}/v1/${path}`,
      configured: 'the reference of the key',
      instead: 'Try again later, or sign with another key.',
      secrets: [bearer],
    };
    const request = {
      purpose: 'keys' as const,
      method,
      headers: {
        authorization: `Bearer ${bearer}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      redirect: 'manual' as const,
      maxBytes: MAX_ANSWER_BYTES,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const isUsable = ({ status }: NetResponse): boolean => status === 200 || (status === 409 && exists !== undefined);
    const answer = await ask(run, asked, request, isUsable);
    if (answer.status === 409 && exists !== undefined) throw exists();
    const what = `the answer of ${words.role} ${host}`;
    return readObject(serviceJson(answer.body, what), what, 'SERVICE_ANSWER_INVALID');
  };
  return { get: (path) => send('GET', path), post: (path, body, exists) => send('POST', path, body, exists) };
}

/** The text of a member of an answer. */
export function answered(document: JsonObject, member: string): string {
  return readString(document[member], `${member} in the answer`, 'SERVICE_ANSWER_INVALID');
}

/** The bytes of a member in base64, which must have the CRC-32C in another member. @throws CountersignError SERVICE_ANSWER_INVALID */
export function checkedBytes(document: JsonObject, member: string, checksum: string): Uint8Array {
  const bytes = decodeBase64(answered(document, member), `${member} in the answer`, 'SERVICE_ANSWER_INVALID');
  checkCrc32c(bytes, document[checksum], checksum);
  return bytes;
}

/** @throws CountersignError SERVICE_ANSWER_INVALID if the checksum is missing or another one */
export function checkCrc32c(bytes: Uint8Array, value: unknown, member: string): void {
  if (value === crc32c(bytes)) return;
  throw damaged(`${member} ${crc32c(bytes)}`, value === undefined ? 'none' : 'another checksum');
}

/** An answer that was changed or is about something else. It is not used. */
export function damaged(expected: string, found: string): CountersignError {
  return new CountersignError('SERVICE_ANSWER_INVALID', 'an answer of Google Cloud is not the one to the request', {
    expected,
    found,
    hint: 'Nothing of it was used. Try again; if it happens again, check the proxies between this machine and Google Cloud.',
  });
}
