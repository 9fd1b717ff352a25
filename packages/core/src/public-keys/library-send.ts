import { AsyncLocalStorage } from 'node:async_hooks';
import { CountersignError } from '../errors/index.js';
import { noAnswer, notAnswered, type AskedService } from '../net/index.js';
import type { NetRequest, NetResponse, Run } from '../run/index.js';
import { secretsIn } from './request-secrets.js';

/** Largest answer of a service of keys, in bytes. */
const MAX_ANSWER_BYTES = 1024 * 1024;

interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | undefined;
}

/** The network of a run for the library of a vendor, which wraps errors in its own; ours are remembered. */
export interface LibrarySend {
  readonly send: (request: SentRequest) => Promise<NetResponse>;
  /** Runs what a library calls back: it passes on no errors of ours. */
  own<T>(use: () => Promise<T>): Promise<T>;
  /** Runs a call of the library. @throws CountersignError the error of the last request if that failed, otherwise `other` for what the library threw */
  call<T>(use: () => Promise<T>, other: (thrown: unknown) => CountersignError): Promise<T>;
}

interface Call {
  failure: unknown;
  /** The service that answered last, if it gave what was asked for. */
  answered: AskedService | undefined;
}

/** One for each call: several signatures may be made at the same time. Some libraries keep what they were first given for all their objects. */
const calls = new AsyncLocalStorage<Call>();

/**
 * @param askedFor how errors name the service at an address
 * @param isPart whether an answer that is not 2xx belongs to the protocol: the challenge of a vault
 */
export function librarySend(
  run: Run,
  askedFor: (url: string) => AskedService,
  isPart: (answer: NetResponse, sent: Readonly<Record<string, string>>) => boolean = () => false,
): LibrarySend {
  const remember = (failure: unknown, answered?: AskedService): void => {
    const current = calls.getStore();
    if (current !== undefined) Object.assign(current, { failure, answered });
  };
  return {
    async send({ method, url, headers, body }) {
      const asked = { ...askedFor(url), secrets: secretsIn(headers, body) };
      for (const secret of asked.secrets) run.log.secret(secret);
      const started = run.clock();
      remember(undefined);
      let answer: NetResponse;
      try {
        const request = { purpose: 'keys', method: checkedMethod(method), url, headers, service: asked.role } as const;
        answer = await run.net.fetch({
          ...request,
          redirect: 'manual',
          // Services of machine credentials, at exactly known addresses; all others are refused.
          machineCredentials: url.startsWith('http:'),
          maxBytes: MAX_ANSWER_BYTES,
          ...(body === undefined ? {} : { body }),
        });
      } catch (thrown) {
        const failure = noAnswer(run, asked, started, thrown);
        remember(failure);
        throw failure;
      }
      if (answer.status >= 200 && answer.status < 300) remember(undefined, asked);
      else if (!isPart(answer, headers)) remember(notAnswered(run, asked, started, answer));
      return answer;
    },
    async own(use) {
      try {
        return await use();
      } catch (thrown) {
        remember(thrown);
        throw thrown;
      }
    },
    async call(use, other) {
      const current: Call = { failure: undefined, answered: undefined };
      try {
        return await calls.run(current, use);
      } catch (thrown) {
        if (thrown instanceof CountersignError) throw thrown;
        if (current.failure !== undefined) throw current.failure;
        const error = current.answered === undefined ? other(thrown) : unusable(current.answered);
        // Without the cause: the words of a library may quote an answer, and causes are printed.
        throw new CountersignError(error.code, error.message, {
          expected: error.expected,
          found: error.found,
          hint: error.hint,
        });
      }
    },
  };
}

const METHODS: readonly NetRequest['method'][] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

function checkedMethod(method: string): NetRequest['method'] {
  const known = METHODS.find((name) => name === method.toUpperCase());
  if (known === undefined) throw new CountersignError('INTERNAL', `a library sends requests of the method ${method}`);
  return known;
}

/** An answer that the library cannot use. */
function unusable({ role, url, expected }: AskedService): CountersignError {
  return new CountersignError('SERVICE_ANSWER_INVALID', `${role} ${new URL(url).host} gave an answer that cannot be used`, {
    expected,
    // Without the words of the library, which may quote the answer.
    found: 'another form',
    hint: 'Nothing of it was used. Check which program answers at this address, and the proxies before it.',
  });
}
