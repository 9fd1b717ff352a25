import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createTlsServer } from 'node:tls';
import type { AddressInfo, Server } from 'node:net';
import { distinguishedName, issueCertificate } from '../x509/certificate.js';
import { newEcKey, openKey } from '../x509/keys.js';
import { certificatePem } from '../x509/pem.js';

/** A server that gives no client an answer. */
export interface RefusingServer {
  readonly port: number;
  /** Number of connections; of a proxy: number of requests for a tunnel. */
  readonly seen: () => number;
  close(): Promise<void>;
}

const DAY = 86_400_000;

/** TLS with a certificate that is signed by its own key. */
export async function startUntrustedTls(): Promise<RefusingServer> {
  const key = await newEcKey('P-256');
  const { privateKey, spki } = openKey(key);
  const name = distinguishedName('untrusted.test', 'untrusted');
  const [notBefore, notAfter] = [new Date(Date.now() - DAY), new Date(Date.now() + DAY)];
  const certificate = issueCertificate({ issuer: name, subject: name, notBefore, notAfter, spki, extensions: [] }, privateKey);
  const server = createTlsServer({ cert: certificatePem(certificate), key });
  server.on('tlsClientError', () => undefined);
  return started(server, 'connection');
}

/** A proxy that refuses every tunnel with 407, and plain requests, too. */
export async function startRefusingProxy(): Promise<RefusingServer> {
  const server: HttpServer = createHttpServer((_request, response) => response.writeHead(407).end());
  server.on('connect', (_request, socket) => {
    socket.on('error', () => undefined);
    socket.end(
      'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"\r\nContent-Length: 0\r\n\r\n',
    );
  });
  return started(server, 'connect');
}

async function started(server: Server, counted: 'connection' | 'connect'): Promise<RefusingServer> {
  let seen = 0;
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on(counted, () => void (seen += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen: () => seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
