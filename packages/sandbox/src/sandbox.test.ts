import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TUFClient } from '@sigstore/tuf/dist/client.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, tooManyRequests, type Sandbox, type SandboxOptions } from './index.js';
import { signEnvelope, signMessage, verifiedIdentity } from './testing/sigstore-js.js';

const artifact = Buffer.from('hello, world');
const statement = Buffer.from(
  JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'a', digest: { sha256: 'ab'.repeat(32) } }],
    predicateType: 'https://example.com/p/v1',
    predicate: {},
  }),
);
const SAN = 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main';

const running = new Set<Sandbox>();
async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  running.add(sandbox);
  return sandbox;
}
async function stop(sandbox: Sandbox): Promise<void> {
  running.delete(sandbox);
  await sandbox.stop();
}
const folders: string[] = [];
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  folders.push(folder);
  return folder;
}
afterAll(async () => {
  await Promise.all([...running].map(stop));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('signing with sigstore-js and verifying with @sigstore/verify', () => {
  let sandbox: Sandbox;
  let token: string;
  beforeAll(async () => {
    sandbox = await start({ rekor: 'both' });
    token = await sandbox.token('github');
  });

  it.each(['v1', 'v2'] as const)('a file, in Rekor %s', async (rekor) => {
    const bundle = await signMessage({ sandbox, token, rekor }, artifact);
    expect(verifiedIdentity(sandbox.trustedRoot, bundle, artifact)).toBe(SAN);
    expect(() => verifiedIdentity(sandbox.trustedRoot, bundle, Buffer.from('hello, worle'))).toThrow();
  });

  it.each(['dsse', 'intoto'] as const)('a statement, as %s in Rekor v1', async (entryType) => {
    const bundle = await signEnvelope({ sandbox, token, rekor: 'v1' }, statement, entryType);
    expect(verifiedIdentity(sandbox.trustedRoot, bundle)).toBe(SAN);
  });

  it('a statement in Rekor v2: accepted by the older server, refused by the newer one', async () => {
    await expect(signEnvelope({ sandbox, token, rekor: 'v2' }, statement, 'dsse')).rejects.toThrow();
    const older = await start({ rekorAcceptsDsse: true });
    const how = { sandbox: older, token: await older.token('github'), rekor: 'v2' as const };
    expect(verifiedIdentity(older.trustedRoot, await signEnvelope(how, statement, 'dsse'))).toBe(SAN);
    await stop(older);
  });

  it('does not verify under the root of another sandbox', async () => {
    const other = await start({ name: 'other' });
    const bundle = await signMessage({ sandbox: other, token: await other.token('github'), rekor: 'v2' }, artifact);
    expect(verifiedIdentity(other.trustedRoot, bundle, artifact)).toBe(SAN);
    expect(() => verifiedIdentity(sandbox.trustedRoot, bundle, artifact)).toThrow();
    await stop(other);
  });
});

describe('a sandbox', () => {
  afterEach(async () => {
    await Promise.all([...running].map(stop));
  });

  it('starts in less than two seconds', async () => {
    // CPU time: wall-clock time on a busy machine says nothing about the sandbox.
    const before = process.cpuUsage();
    await start();
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(2000);
  });

  it.each([
    ['v2' as const, [2]],
    ['v1' as const, [1]],
    ['both' as const, [2, 1]],
  ])('with rekor %s lists its logs in the signing config', async (rekor, versions) => {
    const sandbox = await start({ rekor });
    const { rekorTlogUrls } = sandbox.signingConfig as { rekorTlogUrls: { url: string; majorApiVersion: number }[] };
    expect(rekorTlogUrls.map(({ majorApiVersion }) => majorApiVersion)).toEqual(versions);
    expect(rekorTlogUrls[0]?.url).toBe(sandbox.urls.rekor);
    expect(JSON.parse(readFileSync(sandbox.files.signingConfig, 'utf8'))).toEqual(sandbox.signingConfig);
    expect(JSON.parse(readFileSync(sandbox.files.trustedRoot, 'utf8'))).toEqual(sandbox.trustedRoot);
    expect(JSON.parse(readFileSync(sandbox.files.clientTrustConfig, 'utf8'))).toMatchObject({
      trustedRoot: sandbox.trustedRoot,
      signingConfig: sandbox.signingConfig,
    });
  });

  it('serves its trust material to TUF clients', async () => {
    const sandbox = await start({ rekor: 'both' });
    const client = new TUFClient({
      cachePath: newFolder(),
      mirrorURL: sandbox.urls.tuf,
      rootPath: sandbox.files.tufRoot,
      forceInit: true,
      forceCache: false,
      retry: 0,
      timeout: 50_000,
    });
    await client.refresh();
    const read = async (name: string): Promise<unknown> => JSON.parse(await client.getTarget(name));
    expect(await read('trusted_root.json')).toEqual(sandbox.trustedRoot);
    expect(await read('signing_config.v0.2.json')).toMatchObject({ rekorTlogUrls: [{ majorApiVersion: 1 }] });
    expect(await read('signing_config_rekor_v2.v0.2.json')).toMatchObject({ rekorTlogUrls: [{ majorApiVersion: 2 }] });
  });

  it('keeps keys, ports, log and earlier signatures after a restart', async () => {
    const stateDir = newFolder();
    const first = await start({ stateDir, rekor: 'both', name: 'kept' });
    const how = async (sandbox: Sandbox, rekor: 'v1' | 'v2') => ({ sandbox, rekor, token: await sandbox.token('github') });
    const bundles = [await signMessage(await how(first, 'v1'), artifact), await signMessage(await how(first, 'v2'), artifact)];
    await stop(first);

    const second = await start({ stateDir });
    expect(second.trustedRoot).toEqual(first.trustedRoot);
    expect(second.issuers).toEqual(first.issuers);
    expect(second.name).toBe('kept');
    for (const bundle of bundles) expect(verifiedIdentity(second.trustedRoot, bundle, artifact)).toBe(SAN);
    const next = await signMessage(await how(second, 'v2'), artifact);
    expect(next.verificationMaterial.tlogEntries[0]?.logIndex).toBe('2');
    expect(existsSync(stateDir)).toBe(true);
  });

  it('does not share its folder with another sandbox, and does not change its name', async () => {
    const stateDir = newFolder();
    const first = await start({ stateDir });
    await expect(startSandbox({ stateDir })).rejects.toThrow(/in use/);
    await stop(first);
    await expect(startSandbox({ stateDir, name: 'renamed' })).rejects.toThrow(/belongs to the sandbox/);
    await start({ stateDir });
  });

  it('uses another port if the last one is in use, and fails if that port was requested', async () => {
    const stateDir = newFolder();
    const first = await start({ stateDir });
    const port = Number(new URL(first.urls.fulcio).port);
    await stop(first);
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
    const second = await start({ stateDir });
    expect(second.urls.fulcio).not.toBe(first.urls.fulcio);
    expect(second.urls.issuer).toBe(first.urls.issuer);
    await stop(second);
    await expect(startSandbox({ ports: { fulcio: port } })).rejects.toThrow(/EADDRINUSE/);
    await new Promise((resolve) => squatter.close(resolve));
  });

  it('leaves no files if it has no stateDir', async () => {
    const sandbox = await start();
    const { dir } = sandbox.files;
    expect(existsSync(dir)).toBe(true);
    await stop(sandbox);
    expect(existsSync(dir)).toBe(false);
  });

  it.each(['', '-a', 'A', '../x', 'a.b'])('refuses the name %j', async (name) => {
    await expect(startSandbox({ name })).rejects.toThrow(/invalid sandbox name/);
  });

  it('logs requests without the secrets in queries, and simulates faults', async () => {
    const lines: string[] = [];
    const sandbox = await start({ log: (line) => lines.push(line), registry: { auth: 'token' } });
    sandbox.faults.add({ service: 'registry', path: /\/v2\//, times: 1, answer: tooManyRequests(1) });
    const url = `http://${sandbox.registry.host}`;
    expect((await fetch(`${url}/v2/`)).headers.get('retry-after')).toBe('1');
    expect((await fetch(`${url}/v2/`)).status).toBe(401);
    await fetch(`${url}/token?password=secret`);
    expect(lines).toEqual(['registry GET /v2/ 429', 'registry GET /v2/ 401', 'registry GET /token 401']);
  });

  it('has variables for commands, but none that a tool would trust by itself', async () => {
    const sandbox = await start({ registry: { auth: 'basic' } });
    const environment = sandbox.environment();
    expect(environment['COUNTERSIGN_SANDBOX_TRUSTED_ROOT']).toBe(sandbox.files.trustedRoot);
    const others = Object.keys(environment).filter((key) => !key.startsWith('COUNTERSIGN_SANDBOX_'));
    expect(others).toEqual(['DOCKER_CONFIG']);
    const docker = JSON.parse(readFileSync(join(environment['DOCKER_CONFIG'] ?? '', 'config.json'), 'utf8')) as {
      auths: Record<string, { auth: string }>;
    };
    const { host, username, password } = sandbox.registry;
    expect(Buffer.from(docker.auths[host]?.auth ?? '', 'base64').toString()).toBe(`${username}:${password}`);
  });
});
