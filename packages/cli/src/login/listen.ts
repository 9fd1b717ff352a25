import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemCode } from '@countersign/core/errors';
import type { RedirectListener } from '@countersign/core/login';

/** The path that Sigstore's clients use. */
const PATH = '/auth/callback';
/** How often another port is tried, if a port is free on one loopback address and not on the other. */
const ATTEMPTS = 5;
const MAX_HEADER_BYTES = 32 * 1024;

const PAGE = (text: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Countersign</title></head><body><p>${text}</p></body></html>\n`;
/** Fixed texts: nothing of the request is repeated. */
const PAGES = {
  done: PAGE('The answer of the login has arrived. Close this page and go back to the terminal.'),
  unknown: PAGE('This is not the answer of the login that is waiting.'),
} as const;
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  connection: 'close',
} as const;

/**
 * Listens on the loopback addresses 127.0.0.1 and ::1, for one answer (RFC 8252 section 7.3). The address in the redirect is `localhost`, because
 * providers have registered that name; both addresses are taken, so that no other program of this machine gets the answer under one of them.
 * Requests without the expected `state`, for other paths, or under another host name are refused, and do not end the wait.
 */
export async function listenForRedirect(state: string): Promise<RedirectListener> {
  let deliver: (answer: URL) => void = () => undefined;
  const answer = new Promise<URL>((resolve) => (deliver = resolve));
  let servers: readonly Server[] = [];
  let port = 0;
  const close = (): void => {
    for (const server of servers) {
      server.close();
      server.closeIdleConnections();
      server.unref();
    }
  };
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const url = URL.parse(request.url ?? '', `http://localhost:${String(port)}`);
    const isOurs = url !== null && isHost(request.headers.host, port) && request.method === 'GET' && url.pathname === PATH;
    if (!isOurs || url.searchParams.getAll('state').join() !== state) {
      response.writeHead(isOurs ? 400 : 404, HEADERS).end(PAGES.unknown);
      return;
    }
    response.writeHead(200, HEADERS).end(PAGES.done, () => {
      deliver(url);
    });
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      servers = await openBoth(handle);
      break;
    } catch (error) {
      if (attempt === ATTEMPTS || systemCode(error) !== 'EADDRINUSE') throw error;
    }
  }
  port = (servers[0]?.address() as AddressInfo).port;
  return { redirectUri: `http://localhost:${String(port)}${PATH}`, answer, close };
}

/** A web page of another site that reaches us under its own name (DNS rebinding) is refused. */
function isHost(host: string | undefined, port: number): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].some((name) => host === `${name}:${String(port)}`);
}

/** Without IPv6, only 127.0.0.1. */
async function openBoth(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<readonly Server[]> {
  const open = (host: string, port: number): Promise<Server> =>
    new Promise((resolve, reject) => {
      const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: 10_000 }, handle);
      server.once('error', reject);
      server.listen({ host, port, exclusive: true }, () => {
        resolve(server);
      });
    });
  const first = await open('127.0.0.1', 0);
  try {
    return [first, await open('::1', (first.address() as AddressInfo).port)];
  } catch (error) {
    if (['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes(systemCode(error) ?? '')) return [first];
    first.close();
    throw error;
  }
}
