/**
 * What stands in front of a log where it is used: writes go to the server; the tiles and checkpoint of Rekor v2, which it does not serve
 * itself, come from its storage folder. It can lose answers.
 */
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

/**
 * @param {{server: string, storage?: string, lose?: number}} options `lose`: for so many entries the log's answer is replaced with 502
 * @returns {Promise<{url: string, seen: string[], close: () => Promise<unknown>}>} `seen`: method and status of each answer
 */
export async function startLogFront({ server, storage, lose = 0 }) {
  const seen = [];
  let left = lose;
  const answer = async (request, response) => {
    const { pathname, search } = new URL(request.url ?? '', server);
    const file = storage && /^\/api\/v2\/((?:checkpoint$|tile\/)[\w./]*)$/.exec(pathname)?.[1];
    const send = (status, headers, body) => {
      seen.push(`${request.method} ${status}`);
      response.writeHead(status, headers).end(body);
    };
    if (file) {
      const path = join(storage ?? '', file);
      return existsSync(path) ? send(200, {}, readFileSync(path)) : send(404, {}, '');
    }
    try {
      const headers = { 'content-type': request.headers['content-type'] ?? '', accept: request.headers.accept ?? '*/*' };
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = request.method === 'POST' ? Buffer.concat(chunks) : undefined;
      const got = await fetch(server + pathname + search, { method: request.method, headers, body });
      const answered = Buffer.from(await got.arrayBuffer());
      const { 'content-length': _, 'transfer-encoding': __, 'content-encoding': ___, ...kept } = Object.fromEntries(got.headers);
      if (request.method === 'POST' && got.status === 201 && left > 0) {
        left -= 1;
        return send(502, {}, 'bad gateway');
      }
      return send(got.status, kept, answered);
    } catch (error) {
      return send(502, {}, String(error));
    }
  };
  const front = createServer((request, response) => void answer(request, response));
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (front.address());
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    close: () => {
      front.closeAllConnections();
      return new Promise((resolve) => front.close(resolve));
    },
  };
}
