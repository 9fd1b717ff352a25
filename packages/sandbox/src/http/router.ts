import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request with its whole body. */
export interface SandboxRequest {
  readonly method: string;
  /** The absolute URL of the request; its host is the one on which the server listens. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface SandboxResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** How the body is sent. Default: complete and at once. */
  readonly sending?: Sending;
}

/**
 * Ways to send a body that do not end well. The headers always announce the whole body.
 * `cut`: the connection is reset after some bytes. `drip`: one byte at a time, with a pause before each.
 */
export type Sending = { readonly kind: 'cut'; readonly afterBytes: number } | { readonly kind: 'drip'; readonly everyMs: number };

/** The result of a handler: an answer, no answer (`hang`, until the client gives up), or a closed connection (`reset`). */
export type Answer = SandboxResponse | 'hang' | 'reset';

/** Answers a request; `undefined` passes it to the next handler. */
export type Handler = (request: SandboxRequest) => Promise<Answer | undefined> | Answer | undefined;

/** For tests: gets each request before the service; `undefined` passes it on. */
export type Fault = Handler;

export interface ServeOptions {
  /** TCP port on 127.0.0.1; 0 (default) uses a free one. */
  readonly port?: number;
  /** Largest request body in bytes; a larger one is answered with 413. Default 16 MiB. */
  readonly maxBodyBytes?: number;
}

export interface RunningServer {
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Replaces the handlers. Services that need their own URL are created after `listen`. */
  use(...handlers: Handler[]): void;
  close(): Promise<void>;
}

const DEFAULT_MAX_BODY = 16 * 1024 * 1024;
const MAX_HEADER_BYTES = 64 * 1024;

/** An error answer that a handler throws; sent as JSON `{code, message}` like the Go gateways do. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'HttpError';
  }
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): SandboxResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

export function text(status: number, body: string, contentType = 'text/plain; charset=utf-8'): SandboxResponse {
  return { status, headers: { 'content-type': contentType }, body };
}

export function binary(status: number, body: Uint8Array, contentType = 'application/octet-stream'): SandboxResponse {
  return { status, headers: { 'content-type': contentType }, body };
}

/** Parses a JSON object from a request's body; anything else is a 400. */
export function readJsonBody(request: SandboxRequest): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(request.body));
  } catch {
    throw new HttpError(400, 'the request body is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new HttpError(400, 'the request body is not a JSON object');
  }
  return value as Record<string, unknown>;
}

/**
 * A handler from a table of `'METHOD /exact/path'` entries. A known path with another method is a 405;
 * an unknown path is passed to the next handler.
 */
export function routes(table: Readonly<Record<string, Handler>>): Handler {
  const paths = new Set(Object.keys(table).map((key) => key.slice(key.indexOf(' ') + 1)));
  return (request) => {
    const found = table[`${request.method} ${request.url.pathname}`];
    if (found) return found(request);
    return paths.has(request.url.pathname) ? json(405, { code: 12, message: 'method not allowed' }) : undefined;
  };
}

/** Calls the handlers in order; the first answer is used. */
export function chain(...handlers: readonly (Handler | undefined)[]): Handler {
  return async (request) => {
    for (const handler of handlers) {
      const answer = await handler?.(request);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
}

/** Listens on 127.0.0.1 and answers 404 until `use` is called. */
export async function listen(options: ServeOptions = {}): Promise<RunningServer> {
  const maxBody = options.maxBodyBytes ?? DEFAULT_MAX_BODY;
  let handler: Handler = () => undefined;
  let url = '';

  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, keepAlive: true }, (incoming, outgoing) => {
    void answer(incoming, outgoing, url, maxBody, (request) => handler(request));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;

  return {
    url,
    port,
    use: (...handlers) => {
      handler = chain(...handlers);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** `listen` and `use` in one step. */
export async function serve(handlers: Handler | readonly Handler[], options: ServeOptions = {}): Promise<RunningServer> {
  const server = await listen(options);
  server.use(...(typeof handlers === 'function' ? [handlers] : handlers));
  return server;
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  base: string,
  maxBody: number,
  handler: Handler,
): Promise<void> {
  let result: Answer;
  try {
    const body = await readBody(incoming, maxBody);
    const url = new URL(incoming.url ?? '/', base);
    const request = { method: incoming.method ?? 'GET', url, headers: incoming.headers, body };
    result = (await handler(request)) ?? json(404, { code: 5, message: 'not found' });
  } catch (error) {
    result =
      error instanceof HttpError
        ? json(error.status, { code: grpcCode(error.status), message: error.message }, error.headers)
        : json(500, { code: 13, message: error instanceof Error ? error.message : 'internal error' });
  }
  if (result === 'hang' || outgoing.destroyed) return;
  if (result === 'reset') {
    outgoing.destroy();
    return;
  }
  const body = typeof result.body === 'string' ? Buffer.from(result.body, 'utf8') : (result.body ?? Buffer.alloc(0));
  outgoing.writeHead(result.status, { 'content-length': String(body.byteLength), ...result.headers });
  if (incoming.method === 'HEAD') outgoing.end();
  else if (result.sending === undefined) outgoing.end(body);
  else send(outgoing, body, result.sending);
}

function send(outgoing: ServerResponse, body: Uint8Array, sending: Sending): void {
  if (sending.kind === 'cut') {
    outgoing.write(body.subarray(0, sending.afterBytes), () => outgoing.socket?.resetAndDestroy());
    return;
  }
  let sent = 0;
  outgoing.flushHeaders();
  const timer = setInterval(() => {
    if (sent === body.length) outgoing.end();
    else outgoing.write(body.subarray(sent, (sent += 1)));
  }, sending.everyMs);
  outgoing.once('close', () => clearInterval(timer));
}

async function readBody(incoming: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
  }
  // The rest is read and discarded, so that the client gets the answer instead of a broken pipe.
  if (size > maxBytes) throw new HttpError(413, `the request body is larger than ${maxBytes} bytes`);
  return Buffer.concat(chunks);
}

/** The gRPC status code that a grpc-gateway sends with an HTTP status. */
function grpcCode(status: number): number {
  const codes: Readonly<Record<number, number>> = { 400: 3, 401: 16, 403: 7, 404: 5, 409: 6, 413: 8, 429: 8, 501: 12, 503: 14 };
  return codes[status] ?? 13;
}
