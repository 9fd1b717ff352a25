import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { testRun } from '../net/testing/test-run.js';
import { createRegistry } from './index.js';
import { sampleBundle } from './testing/samples.js';

/** Other programs: crane's registry (no referrers API) and images made by crane; signatures made and verified by cosign. */
const peers = join(process.env['COUNTERSIGN_PEERS'] ?? join(homedir(), '.cache/countersign-peers'), 'bin');
const there = ['crane', 'cosign'].every((name) => existsSync(join(peers, name)));
if (!there) console.warn(`skipped: crane and cosign are not in ${peers}`);

const folder = mkdtempSync(join(tmpdir(), 'countersign-peers-'));
const exec = promisify(execFile);
const env = { PATH: process.env['PATH'] ?? '', HOME: folder, COSIGN_PASSWORD: 'x' };
const run = async (name: string, ...args: string[]) =>
  (await exec(join(peers, name), args, { cwd: folder, env, timeout: 60_000 })).stdout.trim();
const client = () => createRegistry(testRun());
let server: ChildProcess | undefined;
let host: string;

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

(there ? describe : describe.skip)('with crane and cosign', () => {
  beforeAll(async () => {
    host = `127.0.0.1:${await freePort()}`;
    server = spawn(join(peers, 'crane'), ['registry', 'serve', '--address', host], { env, stdio: 'ignore' });
    for (let attempt = 0; ; attempt += 1) {
      if (attempt === 500) throw new Error(`nothing answers at ${host}`);
      if (
        await fetch(`http://${host}/v2/`).then(
          () => true,
          () => false,
        )
      )
        break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    mkdirSync(join(folder, 'root'));
    for (const name of ['one', 'two']) {
      writeFileSync(join(folder, 'root', 'file'), name);
      await exec('tar', ['cf', `${name}.tar`, '-C', 'root', 'file'], { cwd: folder });
      await run('crane', 'append', '-f', `${name}.tar`, '-t', `${host}/acme/app:${name}`, '--oci-empty-base');
    }
    await run(
      'crane',
      'index',
      'append',
      '-t',
      `${host}/acme/app:both`,
      '-m',
      `${host}/acme/app:one`,
      '-m',
      `${host}/acme/app:two`,
    );
    await run('cosign', 'generate-key-pair');
  });
  afterAll(() => {
    server?.kill();
    rmSync(folder, { recursive: true });
  });

  const sign = (reference: string) =>
    run(
      'cosign',
      'sign',
      '--key',
      'cosign.key',
      '--tlog-upload=false',
      '--use-signing-config=false',
      '--allow-http-registry',
      '-y',
      reference,
    );
  const verify = (reference: string) =>
    run('cosign', 'verify', '--key', 'cosign.pub', '--insecure-ignore-tlog=true', '--allow-http-registry', reference);

  it('resolves images that crane pushed to the same digests as crane', async () => {
    const index = await client().resolve(`${host}/acme/app:both`);
    expect(index.digest).toBe(await run('crane', 'digest', `${host}/acme/app:both`));
    const digests = await Promise.all(['one', 'two'].map((tag) => run('crane', 'digest', `${host}/acme/app:${tag}`)));
    expect(index.platforms.map(({ digest }) => digest)).toEqual(digests);
    expect(await client().find(index)).toEqual({ items: [], incomplete: [] });
  });

  it('finds the bundle of cosign, adds another, and both stay', async () => {
    const image = await client().resolve(`${host}/acme/app:one`);
    await sign(`${image.name}@${image.digest}`);
    const { bundle, serialized } = sampleBundle(image.digest.slice(7), 'https://example.com/ours/v1');
    const stored = await client().attach(image, bundle, serialized);
    expect(stored.listedBy).toBe('fallback-tag');
    const { items, incomplete } = await client().find(image);
    expect(incomplete).toEqual([]);
    expect(items.map(({ kind }) => kind)).toEqual(['bundle', 'bundle']);
    expect(await run('cosign', 'tree', '--allow-http-registry', `${image.name}@${image.digest}`)).toContain(
      'https://example.com/ours/v1',
    );
    const downloaded = await run(
      'cosign',
      'download',
      'attestation',
      '--allow-http-registry',
      '--predicate-type',
      'https://example.com/ours/v1',
      `${image.name}@${image.digest}`,
    );
    const { dsseEnvelope } = JSON.parse(downloaded) as { dsseEnvelope: { payload: string } };
    expect(bundle.content.kind === 'dsse' && Buffer.from(bundle.content.payload).toString('base64')).toBe(dsseEnvelope.payload);
  });

  it("attaches cosign's bundle where cosign then verifies it", async () => {
    await sign(`${host}/acme/app@${await run('crane', 'digest', `${host}/acme/app:two`)}`);
    const { items } = await client().find(await client().resolve(`${host}/acme/app:two`));
    const [item] = items;
    if (item?.kind !== 'bundle') throw new Error('cosign’s signature was not found');
    await run('crane', 'copy', `${host}/acme/app:two`, `${host}/acme/copy:two`);
    const copy = await client().resolve(`${host}/acme/copy:two`);
    await expect(verify(`${copy.name}@${copy.digest}`)).rejects.toThrow();
    await client().attach(copy, item.bundle, new TextEncoder().encode(JSON.stringify(item.bundle.json)));
    expect(await verify(`${copy.name}@${copy.digest}`)).toContain(copy.digest);
  });

  it('keeps every entry if ten clients attach in parallel', async () => {
    const image = await client().resolve(`${host}/acme/app:both`);
    const stored = await Promise.all(
      Array.from({ length: 10 }, (_, index) => {
        const { bundle, serialized } = sampleBundle(image.digest.slice(7), undefined, `${index}`);
        return client().attach(image, bundle, serialized);
      }),
    );
    const manifest = JSON.parse(await run('crane', 'manifest', `${image.name}:${image.digest.replace(':', '-')}`)) as {
      manifests: { digest: string }[];
    };
    expect(manifest.manifests.map(({ digest }) => digest).toSorted()).toEqual(stored.map(({ digest }) => digest).toSorted());
  });
});
