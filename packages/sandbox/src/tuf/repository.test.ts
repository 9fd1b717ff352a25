import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Updater } from 'tuf-js';
import { serve, type RunningServer } from '../http/router.js';
import { openState, type State } from '../state.js';
import { createTufRepository } from './index.js';

describe('TUF repository', () => {
  let folder: string;
  let state: State;
  let server: RunningServer;
  let root: Buffer;

  const start = async (content: string, lifetimeMs?: number): Promise<void> => {
    const repository = createTufRepository({
      state,
      clock: () => new Date(),
      targets: { 'trusted_root.json': Buffer.from(content) },
      ...(lifetimeMs === undefined ? {} : { lifetimeMs }),
    });
    root = repository.root;
    server = await serve(repository.handler);
  };
  const newClient = (): string => {
    const cache = mkdtempSync(join(folder, 'client-'));
    writeFileSync(join(cache, 'root.json'), root);
    return cache;
  };
  const fetchTarget = async (cache: string): Promise<string> => {
    const updater = new Updater({
      metadataBaseUrl: server.url,
      targetBaseUrl: `${server.url}/targets`,
      metadataDir: cache,
      targetDir: cache,
      config: { fetchRetry: 0 },
    });
    await updater.refresh();
    const info = await updater.getTargetInfo('trusted_root.json');
    if (!info) throw new Error('no such target');
    return readFileSync(await updater.downloadTarget(info), 'utf8');
  };

  beforeEach(() => {
    state = openState();
    folder = mkdtempSync(join(tmpdir(), 'tuf-'));
  });
  afterEach(async () => {
    await server.close();
    state.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('serves its targets to a client that pins its root', async () => {
    await start('{"a":1}');
    expect(await fetchTarget(newClient())).toBe('{"a":1}');
  });

  it('is accepted after a restart with other targets, by a client that has the earlier ones', async () => {
    await start('{"a":1}');
    const client = newClient();
    await fetchTarget(client);
    await server.close();
    const before = root;
    await start('{"a":2}');
    expect(root).toEqual(before);
    expect(await fetchTarget(client)).toBe('{"a":2}');
  });

  it('is refused by a client that pins another repository’s root', async () => {
    await start('{"a":1}');
    const other = openState();
    const foreign = createTufRepository({ state: other, clock: () => new Date(), targets: {} });
    const client = newClient();
    writeFileSync(join(client, 'root.json'), foreign.root);
    await expect(fetchTarget(client)).rejects.toThrow();
    other.close();
  });

  it('is refused once its timestamp has expired', async () => {
    await start('{"a":1}', -1000);
    await expect(fetchTarget(newClient())).rejects.toThrow(/expired/i);
  });
});
