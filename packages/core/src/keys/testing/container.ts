import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The credential service of a container on ECS or EKS, on loopback: it gives credentials for its token alone. */
export async function startContainer(credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }) {
  const token = 'token-of-the-container';
  const server = createServer((request, response) => {
    const isOk = request.headers.authorization === token && request.url === '/role' && request.method === 'GET';
    response.writeHead(isOk ? 200 : 403).end(
      isOk
        ? JSON.stringify({
            AccessKeyId: credentials.accessKeyId,
            SecretAccessKey: credentials.secretAccessKey,
            Expiration: new Date(Date.now() + 3_600_000).toISOString(),
          })
        : '',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
