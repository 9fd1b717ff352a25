import { CountersignError } from '../../errors/index.js';
import { ask, serverWords, type AskedService } from '../../net/index.js';
import type { NetRequest, NetResponse, Run } from '../../run/index.js';
import { parseJson, readObject, type JsonObject } from '../../wire/index.js';
import type { VaultServer } from './server.js';

/** Largest answer, in bytes: a key has a public key for each version. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** One request, and the words of its errors. */
export interface VaultRequest {
  readonly method: 'GET' | 'POST';
  /** After `/v1/`; its names are escaped. */
  readonly path: string;
  readonly body?: JsonObject | undefined;
  readonly token?: string | undefined;
  readonly namespace?: string | undefined;
  /** What an answer would have been. */
  readonly expected: string;
  /** What to do after a refusal; a sentence. */
  readonly refused: string;
  /** Further texts that must not appear in errors. */
  readonly secrets?: readonly string[] | undefined;
  /** Further statuses that the caller reads: 404. */
  readonly reads?: readonly number[] | undefined;
  readonly retry?: boolean | undefined;
  readonly timeoutMs?: number | undefined;
}

/** The answer of a server: status, words, and its `data` and `auth` if it has them. */
export interface VaultAnswer {
  readonly status: number;
  readonly data: JsonObject | undefined;
  readonly auth: JsonObject | undefined;
  readonly words: string;
}

/**
 * Refusals to which the servers give the status 500, which else can pass: a version that may not sign, a key that needs a context. Texts of
 * OpenBao 2.7.2 and Vault 1.21 (`keysutil/policy.go`).
 */
const REFUSALS = /requested version for signing|no such key version|missing 'context' for key derivation|unsupported key type/;
const isRefusal = ({ status, body }: Pick<NetResponse, 'status' | 'body'>): boolean =>
  status === 500 && REFUSALS.test(serverWords(body));

/**
 * Sends a request to Vault or OpenBao. Redirects are not followed: they would carry the token to another host.
 * @throws CountersignError as `ask` makes it, SERVICE_ANSWER_INVALID
 */
export async function askVault(run: Run, server: VaultServer, request: VaultRequest): Promise<VaultAnswer> {
  const { method, path, body, token, namespace, expected, refused, secrets = [], reads = [], retry, timeoutMs } = request;
  const asked: AskedService = {
    role: server.role,
    url: `${server.address}/v1/${path}`,
    expected,
    configured: `${server.family}_ADDR`,
    instead: 'Check that the server runs and is unsealed, or use another key.',
    refused,
    secrets: [...secrets, ...(token === undefined ? [] : [token])],
  };
  const sent: Omit<NetRequest, 'url' | 'service'> = {
    purpose: 'keys',
    method,
    redirect: 'manual',
    headers: {
      accept: 'application/json',
      // The servers' agents may require it, so that no web page can send requests.
      'x-vault-request': 'true',
      ...(token === undefined ? {} : { 'x-vault-token': token }),
      ...(namespace === undefined ? {} : { 'x-vault-namespace': namespace }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    maxBytes: MAX_ANSWER_BYTES,
    isFinal: isRefusal,
    ...(retry === undefined ? {} : { retry }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
  const answer = await ask(
    run,
    asked,
    sent,
    (one) => one.status === 200 || one.status === 204 || reads.includes(one.status) || isRefusal(one),
  );
  // An answer without a message is JSON of other members.
  const said = serverWords(answer.body, asked.secrets);
  const words = said.startsWith('{') ? NO_MESSAGE : said;
  if (isRefusal(answer)) {
    throw new CountersignError('SERVICE_REFUSED', `${server.role} ${new URL(server.address).host} refused the request`, {
      expected,
      found: words,
      hint: refused,
    });
  }
  return { status: answer.status, words, ...partsOf(answer, server) };
}

/** The words of an answer without any. */
export const NO_MESSAGE = 'no message';

const NOTHING = { data: undefined, auth: undefined };

/** An answer is not quoted, because it may contain a secret. */
function partsOf({ status, body }: NetResponse, server: VaultServer): Pick<VaultAnswer, 'data' | 'auth'> {
  if (status === 204) return NOTHING;
  const what = `the answer of ${server.role}`;
  const code = 'SERVICE_ANSWER_INVALID';
  try {
    const { data, auth } = readObject(parseJson(body, { maxBytes: MAX_ANSWER_BYTES, what, code }), what, code);
    const part = (value: typeof data): JsonObject | undefined =>
      value === undefined || value === null ? undefined : readObject(value, what, code);
    return { data: part(data), auth: part(auth) };
  } catch {
    // A proxy says in its own form that there is nothing.
    if (status !== 200) return NOTHING;
    throw invalidAnswer(server, 'a JSON object', `${body.length} bytes of another form`);
  }
}

/** The error for an answer that has not the form or content that was asked for. */
export function invalidAnswer(server: VaultServer, expected: string, found: string): CountersignError {
  return new CountersignError(
    'SERVICE_ANSWER_INVALID',
    `${server.role} ${new URL(server.address).host} gave an answer that cannot be used`,
    { expected, found, hint: `Check which program answers at the address in ${server.family}_ADDR. Its answer was not used.` },
  );
}
