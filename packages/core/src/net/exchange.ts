import { request as overHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as overHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { CountersignError } from '../errors/index.js';
import type { NetPurpose, NetRequest, NetResponse } from '../run/index.js';
import { describeUrl } from './addresses.js';
import type { Connection } from './connections.js';
import { AnswerRefused, fetchFailure } from './failures.js';
import { proxyRefusal } from './proxy-refusal.js';

/** Some registries send more headers than Node's default limit of 16 KiB. */
const MAX_HEADER_BYTES = 65_536;

export interface Attempt {
  readonly purpose: NetPurpose;
  readonly method: NetRequest['method'];
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | undefined;
  /** Largest accepted body, in bytes. */
  readonly maxBytes: number;
  /** Aborts when the time of the attempt or of the run is over. */
  readonly signal: AbortSignal;
  /** Resolves the name and checks its addresses. */
  readonly lookup: LookupFunction;
}

/** One request and its complete answer. @throws CountersignError FETCH_FAILED, or the signal's reason */
export async function exchange(attempt: Attempt, connection: Connection): Promise<NetResponse> {
  const { signal } = attempt;
  signal.throwIfAborted();
  const { proxy } = connection;
  let request: ClientRequest | undefined;
  let hasTunnel = false;
  let stop: (() => void) | undefined;
  // A request that still waits for its connection (a proxy that does not answer) ignores its abort signal: hence the race.
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => {
      request?.destroy();
      reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'));
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    request = open(attempt, connection);
    // Without this, a "404" of the proxy to CONNECT would be taken as the answer of the service.
    const refused = new Promise<never>((_resolve, reject) => {
      request?.on('proxyConnect', ({ statusCode, statusText }: { statusCode?: number; statusText?: string }) => {
        hasTunnel = true;
        if (statusCode !== 200 && proxy !== undefined)
          reject(proxyRefusal(attempt.url, proxy, statusCode ?? 0, statusText ?? ''));
      });
    });
    return await Promise.race([refused, answered(request, attempt), aborted]);
  } catch (error) {
    request?.destroy();
    if (signal.aborted || error instanceof CountersignError) throw error;
    const atProxy = proxy !== undefined && !hasTunnel && request?.reusedSocket !== true;
    throw fetchFailure(attempt.url, error, { purpose: attempt.purpose, proxy, atProxy });
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop);
  }
}

function open({ method, url, headers, body, lookup }: Attempt, { agent, secureContext }: Connection): ClientRequest {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const length =
    bytes !== undefined || ['POST', 'PUT', 'PATCH'].includes(method) ? { 'content-length': String(bytes?.length ?? 0) } : {};
  const options = {
    method,
    agent,
    lookup,
    headers: { 'user-agent': 'countersign', 'accept-encoding': 'identity', ...headers, ...length },
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  const request =
    url.protocol === 'https:'
      ? // Set explicitly, so that NODE_TLS_REJECT_UNAUTHORIZED=0 does not disable it.
        overHttps(url, { ...options, rejectUnauthorized: true, ...(secureContext === undefined ? {} : { secureContext }) })
      : overHttp(url, options);
  request.end(bytes);
  return request;
}

function answered(request: ClientRequest, attempt: Attempt): Promise<NetResponse> {
  return new Promise((resolve, reject) => {
    // Never removed: a connection may still fail after the answer was read.
    request.on('error', reject);
    request.on('response', (response) => {
      readBody(response, attempt).then((body) => {
        resolve({ status: response.statusCode ?? 0, headers: joined(response), body, url: attempt.url.href, attempts: 1 });
      }, reject);
    });
  });
}

async function readBody(response: IncomingMessage, { url, maxBytes, method }: Attempt): Promise<Uint8Array> {
  const tooLarge = (found: string): CountersignError =>
    new CountersignError('FETCH_FAILED', `${describeUrl(url)}: the answer is too large`, {
      expected: `at most ${maxBytes} bytes`,
      found,
      hint: 'Check that the address is that of the right service.',
      cause: new AnswerRefused('too large'),
    });
  const encoding = response.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity' && method !== 'HEAD') {
    throw new CountersignError(
      'FETCH_FAILED',
      `${describeUrl(url)}: the answer is compressed although no compression was requested`,
      {
        found: encoding,
        hint: 'Check the proxies between this machine and the service.',
        cause: new AnswerRefused('compressed'),
      },
    );
  }
  const announced = Number(response.headers['content-length'] ?? 0);
  if (method !== 'HEAD' && announced > maxBytes) throw tooLarge(`${announced} bytes announced`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(`more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  if (!response.complete) throw Object.assign(new Error('the answer ended early'), { code: 'ECONNRESET' });
  const whole = Buffer.concat(chunks, size);
  return new Uint8Array(whole.buffer, whole.byteOffset, whole.length);
}

function joined(response: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(response.headersDistinct)) headers[name] = (values ?? []).join(', ');
  return headers;
}
