import { afterEach, describe, expect, it } from '@jest/globals';
import {
  corrupted,
  oversizedHeaders,
  startSandbox,
  tooManyRequests,
  type RegistryBehaviour,
  type Sandbox,
} from '@countersign/sandbox';
import type { ImageSubject } from '../artifacts/index.js';
import type { Environment } from '../run/index.js';
import { failure, testRun } from '../net/testing/test-run.js';
import { putManifest } from './content.js';
import { createCredentials } from './credentials.js';
import { createRegistry } from './index.js';
import { OCI_MANIFEST } from './media-types.js';
import { pushBlob } from './push-blob.js';
import { repositoryAt } from './repositories.js';
import { createSession } from './session.js';
import { sampleBundle } from './testing/samples.js';

/** A registry with its own implementation of the specification, in all its modes. */
let sandbox: Sandbox;
afterEach(() => sandbox.stop());

const env = (): Environment => ({ DOCKER_CONFIG: sandbox.files.dockerConfig });
const client = (environment: Environment = env()) => createRegistry(testRun({ env: environment }));

async function start(registry: RegistryBehaviour): Promise<ImageSubject> {
  sandbox = await startSandbox({ registry });
  const run = testRun({ env: env() });
  const send = createSession(run, createCredentials(run, []));
  const at = repositoryAt(sandbox.registry.host, 'acme/app', []);
  const config = {
    mediaType: 'application/vnd.oci.image.config.v1+json',
    digest: await pushBlob(run, send, at, new TextEncoder().encode('{}')),
    size: 2,
  };
  const manifest = { schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers: [] };
  const answer = await putManifest(send, at, 'v1', {
    mediaType: OCI_MANIFEST,
    bytes: new TextEncoder().encode(JSON.stringify(manifest)),
  });
  expect(answer.status).toBe(201);
  return await client().resolve(`${sandbox.registry.host}/acme/app:v1`);
}

const modes: [string, RegistryBehaviour, 'referrers-api' | 'fallback-tag'][] = [
  ['open, with the referrers API', {}, 'referrers-api'],
  ['pages of one entry', { referrersPageSize: 1 }, 'referrers-api'],
  ['basic auth', { auth: 'basic' }, 'referrers-api'],
  ['token auth', { auth: 'token' }, 'referrers-api'],
  ['token auth, short-lived tokens', { auth: 'token', tokenLifetimeMs: 1000 }, 'referrers-api'],
  ['token auth, anyone may pull', { auth: 'token', anonymousPull: true }, 'referrers-api'],
  ['blobs on another host', { auth: 'token', redirectBlobs: true }, 'referrers-api'],
  ['no referrers API', { referrers: false }, 'fallback-tag'],
  ['no referrers API, If-Match ignored, token auth', { referrers: false, ifMatch: false, auth: 'token' }, 'fallback-tag'],
  ['OCI-Subject without the API', { referrers: 'header-only' }, 'fallback-tag'],
];

describe("the sandbox's registry", () => {
  it.each(modes)('%s: finds attached bundles, byte for byte', async (_name, behaviour, listedBy) => {
    const image = await start(behaviour);
    const samples = [1, 2, 3].map((number) => sampleBundle(image.digest.slice(7), undefined, `${number}`));
    const stored = await Promise.all(samples.map(({ bundle, serialized }) => client().attach(image, bundle, serialized)));
    expect(stored.map((referrer) => referrer.listedBy)).toEqual([listedBy, listedBy, listedBy]);
    const { items, incomplete } = await client().find(image);
    expect(incomplete).toEqual([]);
    expect(
      items.map((item) => (item.kind === 'bundle' ? JSON.stringify(item.bundle.json) : item.error.message)).toSorted(),
    ).toEqual(samples.map(({ serialized }) => new TextDecoder().decode(serialized)).toSorted());
  });

  it('allows reading but not writing without credentials', async () => {
    const image = await start({ auth: 'token', anonymousPull: true });
    expect(await client({}).find(image)).toEqual({ items: [], incomplete: [] });
    const { bundle, serialized } = sampleBundle(image.digest.slice(7));
    expect((await failure(client({}).attach(image, bundle, serialized))).code).toBe('REGISTRY_UNAUTHORIZED');
  });

  it.each(['basic', 'token'] as const)('%s auth without credentials: unauthorized, and the search incomplete', async (auth) => {
    const image = await start({ auth });
    expect((await failure(client({}).resolve(image.reference))).code).toBe('REGISTRY_UNAUTHORIZED');
    const { items, incomplete } = await client({}).find(image);
    expect(items).toEqual([]);
    expect(new Set(incomplete.map(({ code }) => code))).toEqual(new Set(['REGISTRY_UNAUTHORIZED']));
  });

  it('accepts an identity token', async () => {
    const image = await start({ auth: 'token' });
    const exec = () =>
      Promise.resolve({
        status: 0,
        stdout: new TextEncoder().encode(JSON.stringify({ Username: '<token>', Secret: sandbox.registry.identityToken })),
      });
    const { mkdtempSync, writeFileSync } = await import('node:fs');
    const folder = mkdtempSync(`${sandbox.files.dir}/helper-`);
    writeFileSync(`${folder}/config.json`, JSON.stringify({ credHelpers: { [sandbox.registry.host]: 'test' } }));
    const registry = createRegistry(testRun({ env: { DOCKER_CONFIG: folder }, exec }));
    const { bundle, serialized } = sampleBundle(image.digest.slice(7));
    await expect(registry.attach(image, bundle, serialized)).resolves.toMatchObject({ listedBy: 'referrers-api' });
  });

  it('reads answers with headers of 40 KB and waits if throttled', async () => {
    const image = await start({});
    sandbox.faults.add({ service: 'registry', alter: oversizedHeaders(40_000) });
    sandbox.faults.add({ service: 'registry', path: /referrers/, times: 1, answer: tooManyRequests(0) });
    expect(await client().find(image)).toEqual({ items: [], incomplete: [] });
  });

  it('refuses a blob and a manifest with other bytes than requested', async () => {
    const image = await start({});
    const { bundle, serialized } = sampleBundle(image.digest.slice(7));
    await client().attach(image, bundle, serialized);
    sandbox.faults.add({ service: 'registry', method: 'GET', path: /\/blobs\//, alter: corrupted });
    expect((await client().find(image)).items).toMatchObject([
      { kind: 'unreadable', error: { code: 'REGISTRY_ANSWER_INVALID' } },
    ]);
    sandbox.faults.add({ service: 'registry', method: 'GET', path: /\/manifests\//, alter: corrupted });
    expect((await failure(client().resolve(`${image.name}@${image.digest}`))).code).toBe('REGISTRY_ANSWER_INVALID');
  });

  it.each([false, true])(
    'loses no entry if eight clients attach in parallel without the API, If-Match honoured: %s',
    async (ifMatch) => {
      const image = await start({ referrers: false, ifMatch });
      await Promise.all(
        Array.from({ length: 8 }, (_, index) => {
          const { bundle, serialized } = sampleBundle(image.digest.slice(7), undefined, `${index}`);
          return createRegistry(testRun({ env: env(), realWaits: true })).attach(image, bundle, serialized);
        }),
      );
      expect((await client().find(image)).items).toHaveLength(8);
    },
  );
});
