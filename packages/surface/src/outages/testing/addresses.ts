import { listen, type Handler } from '../../../../sandbox/src/http/router.js';
import { startRefusingProxy, startUntrustedTls, type RefusingServer } from '../../../../sandbox/src/http/refusing-servers.js';
import type { Fault, Service } from '../table.js';
import { PROXY_PASSWORD } from './credentials.js';

/** Where a run finds one service. */
export interface Address {
  readonly url: string;
  readonly host: string;
  /** Variables that the run needs to use it. */
  readonly env: Readonly<Record<string, string>>;
  /** Number of connections that the client tried; undefined if the service itself counts. */
  readonly tries: (() => number) | undefined;
  use(handler: Handler): void;
  close(): Promise<void>;
}

/** The names of hosts in these tests; they resolve to this machine. */
const DOMAIN = 'outages.test';

/** No server listens there. */
const CLOSED = '127.0.0.1:1';

/** An address at which the fault happens, for faults of the connection; otherwise that of a server whose handler is set later. */
export async function openAddress(service: Service, fault: Fault | undefined): Promise<Address> {
  // Registries on loopback use http, so for https they need a name.
  const name = `${service.toLowerCase()}.${DOMAIN}`;
  switch (fault) {
    case 'refused':
      return { ...nowhere(`http://${CLOSED}`), env: {}, tries: undefined, close: () => Promise.resolve() };
    case 'tls':
      return refusing(await startUntrustedTls(), (port) => ({ url: `https://${name}:${port}`, env: {} }));
    case 'proxy':
      return refusing(await startRefusingProxy(), (port) => ({
        url: `https://${name}`,
        env: { HTTPS_PROXY: `http://someone:${PROXY_PASSWORD}@127.0.0.1:${port}` },
      }));
    default: {
      const server = await listen();
      const { host } = new URL(server.url);
      return { url: server.url, host, env: {}, tries: undefined, use: (handler) => server.use(handler), close: server.close };
    }
  }
}

function nowhere(url: string): Pick<Address, 'url' | 'host' | 'use'> {
  return { url, host: new URL(url).host, use: () => undefined };
}

function refusing(
  server: RefusingServer,
  at: (port: number) => { readonly url: string; readonly env: Readonly<Record<string, string>> },
): Address {
  const { url, env } = at(server.port);
  return { ...nowhere(url), env, tries: server.seen, close: server.close };
}
