import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { root } from '../programs.mjs';

/** GitLab's repository files API, with gitlab-components of this checkout as the project countersign/components. */
export async function startFilesApi() {
  const asked = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    asked.push(`${url.pathname}${url.search}`);
    const [, path] = /^\/api\/v4\/projects\/countersign%2Fcomponents\/repository\/files\/([^/]+)\/raw$/.exec(url.pathname) ?? [];
    const file = join(root, 'gitlab-components', decodeURIComponent(path ?? 'none'));
    if (path && existsSync(file)) response.end(readFileSync(file));
    else response.writeHead(404).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}/api/v4`,
    asked,
    stop: () => new Promise((done) => server.close(done)),
  };
}
