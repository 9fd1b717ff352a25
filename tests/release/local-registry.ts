import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { folderFiles, tar } from '../../scripts/release/archive.mjs';
import { root } from './made.js';

interface Manifest {
  readonly name: string;
  readonly version: string;
}

/** Name → version → folder of every package that this checkout has installed. */
function installedPackages(): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const store = join(root, 'node_modules', '.pnpm');
  const all = new Map<string, Map<string, string>>();
  for (const entry of readdirSync(store)) {
    const [, name, version] = /^(@?[^@]+)@(\d[^_(]*)/.exec(entry) ?? [];
    if (name === undefined || version === undefined) continue;
    const real = name.replace('+', '/');
    all.set(real, (all.get(real) ?? new Map<string, string>()).set(version, join(store, entry, 'node_modules', real)));
  }
  return all;
}

/** An npm registry that has what the lockfile has, and nothing else: installing from it proves that no dependency is missing. */
export async function startLocalRegistry(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const packages = installedPackages();
  const answer = async (path: string, url: string): Promise<Buffer | undefined> => {
    const [name, version] = decodeURIComponent(path.slice(1)).split('/-/');
    const versions = packages.get(name ?? '');
    if (version !== undefined) {
      const folder = versions?.get(version);
      return folder === undefined ? undefined : gzipSync(await tar(folderFiles(folder, 'package/')));
    }
    if (versions === undefined) return undefined;
    const manifests = [...versions].map(([one, folder]) => {
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
      return [one, { ...manifest, dist: { tarball: `${url}/${name ?? ''}/-/${one}` } }] as const;
    });
    return Buffer.from(
      JSON.stringify({ name, 'dist-tags': { latest: manifests.at(-1)?.[0] }, versions: Object.fromEntries(manifests) }),
    );
  };
  const server = createServer((request, response) => {
    answer(request.url ?? '/', url).then(
      (body) => response.writeHead(body === undefined ? 404 : 200).end(body),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
