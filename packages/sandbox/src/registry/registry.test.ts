import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { serve, type RunningServer } from '../http/router.js';
import { openState, type State } from '../state.js';
import { createRegistry, type RegistryBehaviour } from './index.js';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const EMPTY = Buffer.from('{}');

const digestOf = (content: Buffer): string => `sha256:${createHash('sha256').update(content).digest('hex')}`;
const credentials = { username: 'user', password: 'pass', identityToken: 'refresh-me' };
const basic = `Basic ${Buffer.from('user:pass').toString('base64')}`;

interface Sent {
  readonly body?: Buffer | string;
  readonly headers?: Record<string, string>;
}

describe('OCI registry', () => {
  let state: State;
  let server: RunningServer;
  let now: number;

  const start = async (behaviour: RegistryBehaviour = {}): Promise<void> => {
    server = await serve(createRegistry({ state, clock: () => new Date(now), credentials, ...behaviour }));
  };
  const restart = async (behaviour: RegistryBehaviour = {}): Promise<void> => {
    await server.close();
    await start(behaviour);
  };
  const ask = async (method: string, path: string, { body, headers = {} }: Sent = {}): Promise<Response> =>
    fetch(new URL(path, server.url), { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body }) });

  const pushBlob = async (repository: string, content: Buffer, headers: Record<string, string> = {}): Promise<Response> =>
    ask('POST', `/v2/${repository}/blobs/uploads/?digest=${digestOf(content)}`, { body: content, headers });
  const manifestOf = (fields: object = {}): Buffer => {
    const config = { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf(EMPTY), size: 2 };
    return Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config, layers: [], ...fields }));
  };
  const pushManifest = async (
    repository: string,
    content: Buffer,
    reference = digestOf(content),
    headers: Record<string, string> = {},
  ) =>
    ask('PUT', `/v2/${repository}/manifests/${reference}`, { body: content, headers: { 'content-type': MANIFEST, ...headers } });

  beforeEach(async () => {
    now = Date.parse('2026-05-01T00:00:00Z');
    state = openState();
    await start();
  });
  afterEach(async () => {
    await server.close();
    state.close();
  });

  describe('blobs', () => {
    const content = Buffer.from('a layer of some length');
    const digest = digestOf(content);

    it('are pushed whole and read back, whole and in part', async () => {
      expect((await pushBlob('acme/app', content)).status).toBe(201);
      const head = await ask('HEAD', `/v2/acme/app/blobs/${digest}`);
      expect([head.status, head.headers.get('content-length')]).toEqual([200, String(content.length)]);
      expect(await (await ask('GET', `/v2/acme/app/blobs/${digest}`)).text()).toBe(content.toString());
      const part = await ask('GET', `/v2/acme/app/blobs/${digest}`, { headers: { range: 'bytes=2-6' } });
      expect([part.status, await part.text()]).toEqual([206, 'layer']);
    });

    it('are pushed in chunks that must follow each other', async () => {
      const started = await ask('POST', '/v2/acme/app/blobs/uploads/');
      expect(started.status).toBe(202);
      const location = started.headers.get('location') ?? '';
      const chunk = async (from: number, to: number): Promise<Response> =>
        ask('PATCH', location, { body: content.subarray(from, to), headers: { 'content-range': `${from}-${to - 1}` } });
      expect((await chunk(0, 5)).headers.get('range')).toBe('0-4');
      const gap = await chunk(9, 12);
      expect([gap.status, gap.headers.get('range')]).toEqual([416, '0-4']);
      expect((await chunk(5, 10)).status).toBe(202);
      const progress = await ask('GET', location);
      expect([progress.status, progress.headers.get('range')]).toEqual([204, '0-9']);
      const done = await ask('PUT', `${location}?digest=${digest}`, { body: content.subarray(10) });
      expect([done.status, done.headers.get('docker-content-digest')]).toEqual([201, digest]);
      expect(await (await ask('GET', `/v2/acme/app/blobs/${digest}`)).text()).toBe(content.toString());
    });

    it.each([
      ['another digest', `sha256:${'0'.repeat(64)}`],
      ['a digest that is none', 'sha256:abc'],
      ['an unknown algorithm', `md5:${'0'.repeat(32)}`],
    ])('are refused with %s', async (_name, wrong) => {
      const response = await ask('POST', `/v2/acme/app/blobs/uploads/?digest=${wrong}`, { body: content });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ code: 'DIGEST_INVALID' }] });
      expect((await ask('HEAD', `/v2/acme/app/blobs/${digest}`)).status).toBe(404);
    });

    it('belong to their repository until they are mounted in another', async () => {
      await pushBlob('acme/app', content);
      expect((await ask('HEAD', `/v2/acme/other/blobs/${digest}`)).status).toBe(404);
      expect((await ask('POST', `/v2/acme/other/blobs/uploads/?mount=${digest}&from=acme/app`)).status).toBe(201);
      expect((await ask('HEAD', `/v2/acme/other/blobs/${digest}`)).status).toBe(200);
      expect((await ask('POST', `/v2/acme/third/blobs/uploads/?mount=${digest}&from=acme/none`)).status).toBe(202);
      expect((await ask('DELETE', `/v2/acme/app/blobs/${digest}`)).status).toBe(202);
      expect((await ask('GET', `/v2/acme/app/blobs/${digest}`)).status).toBe(404);
      expect((await ask('GET', `/v2/acme/other/blobs/${digest}`)).status).toBe(200);
    });

    it('come from another host when redirected, where credentials are an error', async () => {
      await restart({ redirectBlobs: true });
      await pushBlob('acme/app', content);
      const response = await ask('GET', `/v2/acme/app/blobs/${digest}`);
      const location = response.headers.get('location') ?? '';
      expect(response.status).toBe(307);
      expect(new URL(location).hostname).not.toBe(new URL(server.url).hostname);
      expect(await (await fetch(location)).text()).toBe(content.toString());
      expect((await fetch(location, { headers: { authorization: basic } })).status).toBe(400);
    });
  });

  describe('manifests', () => {
    beforeEach(async () => {
      await pushBlob('acme/app', EMPTY);
    });

    it('are found by digest and by tag, as the very bytes that were pushed', async () => {
      const content = Buffer.from(`${manifestOf().toString()}  `);
      expect((await pushManifest('acme/app', content, 'v1')).headers.get('docker-content-digest')).toBe(digestOf(content));
      for (const reference of ['v1', digestOf(content)]) {
        const found = await ask('GET', `/v2/acme/app/manifests/${reference}`);
        expect(found.headers.get('content-type')).toBe(MANIFEST);
        expect(Buffer.from(await found.arrayBuffer())).toEqual(content);
        const head = await ask('HEAD', `/v2/acme/app/manifests/${reference}`);
        expect(head.headers.get('content-length')).toBe(String(content.length));
      }
    });

    it.each([
      [
        'under a digest that is not theirs',
        () => pushManifest('acme/app', manifestOf(), `sha256:${'0'.repeat(64)}`),
        400,
        'DIGEST_INVALID',
      ],
      ['with a blob that is not there', () => pushManifest('acme/other', manifestOf(), 'v1'), 400, 'MANIFEST_BLOB_UNKNOWN'],
      ['that are not JSON', () => pushManifest('acme/app', Buffer.from('x'), 'v1'), 400, 'MANIFEST_INVALID'],
      [
        'of another type than said',
        () => pushManifest('acme/app', manifestOf({ mediaType: INDEX }), 'v1'),
        400,
        'MANIFEST_INVALID',
      ],
      ['with a bad tag', () => pushManifest('acme/app', manifestOf(), '-v1'), 400, 'MANIFEST_INVALID'],
    ])('are refused %s', async (_name, push, status, code) => {
      const response = await push();
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({ errors: [{ code }] });
    });

    it('are refused as an index of manifests that are not there', async () => {
      const child = { mediaType: MANIFEST, digest: digestOf(manifestOf()), size: manifestOf().length };
      const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: [child] }));
      expect((await pushManifest('acme/app', index, 'v1', { 'content-type': INDEX })).status).toBe(400);
      await pushManifest('acme/app', manifestOf());
      expect((await pushManifest('acme/app', index, 'v1', { 'content-type': INDEX })).status).toBe(201);
    });

    it('can be told by If-Match to replace only what the writer has seen', async () => {
      const [first, second] = [manifestOf({ annotations: { n: '1' } }), manifestOf({ annotations: { n: '2' } })];
      await pushManifest('acme/app', first, 'v1');
      const seen = (await ask('HEAD', '/v2/acme/app/manifests/v1')).headers.get('etag') ?? '';
      expect((await pushManifest('acme/app', second, 'v1', { 'if-match': seen })).status).toBe(201);
      expect((await pushManifest('acme/app', first, 'v1', { 'if-match': seen })).status).toBe(412);
      expect((await pushManifest('acme/app', first, 'v1', { 'if-none-match': '*' })).status).toBe(412);
      expect((await pushManifest('acme/app', first, 'v2', { 'if-none-match': '*' })).status).toBe(201);
      await restart({ ifMatch: false });
      expect((await pushManifest('acme/app', first, 'v1', { 'if-match': '"other"' })).status).toBe(201);
    });

    it('have tags that are listed page by page', async () => {
      for (const tag of ['c', 'a', 'b']) await pushManifest('acme/app', manifestOf(), tag);
      const first = await ask('GET', '/v2/acme/app/tags/list?n=2');
      expect(await first.json()).toEqual({ name: 'acme/app', tags: ['a', 'b'] });
      const next = /<(.+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
      expect(await (await ask('GET', next)).json()).toEqual({ name: 'acme/app', tags: ['c'] });
      expect((await ask('GET', '/v2/acme/none/tags/list')).status).toBe(404);
    });

    it('can be deleted, by tag or with all their tags', async () => {
      for (const tag of ['a', 'b']) await pushManifest('acme/app', manifestOf(), tag);
      expect((await ask('DELETE', '/v2/acme/app/manifests/a')).status).toBe(202);
      expect((await ask('HEAD', '/v2/acme/app/manifests/b')).status).toBe(200);
      expect((await ask('DELETE', `/v2/acme/app/manifests/${digestOf(manifestOf())}`)).status).toBe(202);
      expect((await ask('HEAD', '/v2/acme/app/manifests/b')).status).toBe(404);
    });

    it('stay after a restart', async () => {
      await pushManifest('acme/app', manifestOf(), 'v1');
      await restart();
      expect((await ask('GET', '/v2/acme/app/manifests/v1')).status).toBe(200);
      expect((await ask('HEAD', `/v2/acme/app/blobs/${digestOf(EMPTY)}`)).status).toBe(200);
    });
  });

  describe('referrers', () => {
    const subject = `sha256:${'ab'.repeat(32)}`;
    const referrer = (n: number, fields: object = { artifactType: BUNDLE }): Buffer =>
      manifestOf({ subject: { mediaType: MANIFEST, digest: subject, size: 1 }, annotations: { n: String(n) }, ...fields });
    const list = async (query = ''): Promise<{ response: Response; manifests: { digest: string; artifactType: string }[] }> => {
      const response = await ask('GET', `/v2/acme/app/referrers/${subject}${query}`);
      const { manifests } = (await response.json()) as { manifests: { digest: string; artifactType: string }[] };
      return { response, manifests };
    };
    const push = async (n: number, fields?: object): Promise<Response> => {
      await pushBlob('acme/app', EMPTY);
      return pushManifest('acme/app', referrer(n, fields));
    };

    it('are listed with their type and annotations, filtered when asked', async () => {
      expect((await push(1)).headers.get('oci-subject')).toBe(subject);
      await push(2, {});
      const all = await list();
      expect(all.response.headers.get('content-type')).toBe(INDEX);
      expect(all.manifests).toEqual([
        {
          mediaType: MANIFEST,
          digest: digestOf(referrer(1)),
          size: referrer(1).length,
          artifactType: BUNDLE,
          annotations: { n: '1' },
        },
        expect.objectContaining({ digest: digestOf(referrer(2, {})), artifactType: 'application/vnd.oci.empty.v1+json' }),
      ]);
      expect(all.response.headers.get('oci-filters-applied')).toBeNull();
      const bundles = await list(`?artifactType=${encodeURIComponent(BUNDLE)}`);
      expect(bundles.response.headers.get('oci-filters-applied')).toBe('artifactType');
      expect(bundles.manifests.map(({ digest }) => digest)).toEqual([digestOf(referrer(1))]);
    });

    it('are none, not an error, for a subject that nothing refers to', async () => {
      expect((await list()).manifests).toEqual([]);
    });

    it('come in pages', async () => {
      await restart({ referrersPageSize: 2 });
      for (const n of [1, 2, 3, 4, 5]) await push(n);
      const found: string[] = [];
      let query: string | undefined = `?artifactType=${encodeURIComponent(BUNDLE)}`;
      while (query !== undefined) {
        const { response, manifests } = await list(query);
        found.push(...manifests.map(({ digest }) => digest));
        query = /<[^?>]+(\?[^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
      }
      expect(found).toEqual([1, 2, 3, 4, 5].map((n) => digestOf(referrer(n))));
    });

    it('are not filtered by a registry that does not do that', async () => {
      await restart({ referrersFilter: false });
      await push(1);
      const { response, manifests } = await list('?artifactType=other');
      expect([manifests.length, response.headers.get('oci-filters-applied')]).toEqual([1, null]);
    });

    it.each([
      [false, null],
      ['header-only' as const, subject],
    ])('have no API with referrers: %s', async (referrers, header) => {
      await restart({ referrers });
      expect((await push(1)).headers.get('oci-subject')).toBe(header);
      expect((await ask('GET', `/v2/acme/app/referrers/${subject}`)).status).toBe(404);
    });
  });

  describe('access', () => {
    const challenge = async (response: Response): Promise<Record<string, string>> => {
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ errors: [{ code: 'UNAUTHORIZED' }] });
      const [scheme = '', rest = ''] = (response.headers.get('www-authenticate') ?? '').split(/ (.*)/);
      return { scheme, ...Object.fromEntries([...rest.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value])) };
    };
    const tokenFor = async (scope: string, headers: Record<string, string> = { authorization: basic }): Promise<string> => {
      const response = await ask('GET', `/token?service=x&scope=${encodeURIComponent(scope)}`, { headers });
      return ((await response.json()) as { token: string }).token;
    };

    it('basic: nothing without the password', async () => {
      await restart({ auth: 'basic' });
      expect(await challenge(await ask('GET', '/v2/'))).toMatchObject({ scheme: 'Basic' });
      const wrong = { authorization: `Basic ${Buffer.from('user:wrong').toString('base64')}` };
      await challenge(await ask('GET', '/v2/', { headers: wrong }));
      expect((await ask('GET', '/v2/', { headers: { authorization: basic } })).status).toBe(200);
      await challenge(await pushBlob('acme/app', EMPTY));
      expect((await pushBlob('acme/app', EMPTY, { authorization: basic })).status).toBe(201);
    });

    it('token: the challenge says where to get one for this very thing', async () => {
      await restart({ auth: 'token' });
      const { realm, service, scope, scheme } = await challenge(await pushBlob('acme/app', EMPTY));
      expect({ scheme, scope }).toEqual({ scheme: 'Bearer', scope: 'repository:acme/app:pull,push' });
      const response = await fetch(`${realm}?service=${service}&scope=${scope}`, { headers: { authorization: basic } });
      const { token } = (await response.json()) as { token: string };
      expect((await pushBlob('acme/app', EMPTY, { authorization: `Bearer ${token}` })).status).toBe(201);
    });

    it('token: good for its repository and action only, and for its time only', async () => {
      await restart({ auth: 'token', tokenLifetimeMs: 60_000 });
      const authorization = `Bearer ${await tokenFor('repository:acme/app:pull,push')}`;
      expect((await pushBlob('acme/app', EMPTY, { authorization })).status).toBe(201);
      await challenge(await pushBlob('acme/other', EMPTY, { authorization }));
      const pullOnly = `Bearer ${await tokenFor('repository:acme/app:pull')}`;
      await challenge(await pushBlob('acme/app', EMPTY, { authorization: pullOnly }));
      expect((await ask('GET', `/v2/acme/app/blobs/${digestOf(EMPTY)}`, { headers: { authorization: pullOnly } })).status).toBe(
        200,
      );
      now += 61_000;
      await challenge(await pushBlob('acme/app', EMPTY, { authorization }));
    });

    it('token: a mount needs the right to read where the blob is', async () => {
      await restart({ auth: 'token' });
      const source = `Bearer ${await tokenFor('repository:acme/secret:pull,push')}`;
      await pushBlob('acme/secret', EMPTY, { authorization: source });
      const path = `/v2/acme/app/blobs/uploads/?mount=${digestOf(EMPTY)}&from=acme/secret`;
      const narrow = `Bearer ${await tokenFor('repository:acme/app:pull,push')}`;
      expect((await ask('POST', path, { headers: { authorization: narrow } })).status).toBe(202);
      const wide = `Bearer ${await tokenFor('repository:acme/app:pull,push repository:acme/secret:pull')}`;
      expect((await ask('POST', path, { headers: { authorization: wide } })).status).toBe(201);
    });

    it('token: none for wrong credentials, one for reading for anybody if that is allowed', async () => {
      await restart({ auth: 'token' });
      expect((await ask('GET', '/token?scope=repository:a:pull')).status).toBe(401);
      await restart({ auth: 'token', anonymousPull: true });
      const wrong = `Basic ${Buffer.from('user:wrong').toString('base64')}`;
      expect((await ask('GET', '/token?scope=repository:a:pull', { headers: { authorization: wrong } })).status).toBe(401);
      const anonymous = `Bearer ${await tokenFor('repository:acme/app:pull,push', {})}`;
      await challenge(await pushBlob('acme/app', EMPTY, { authorization: anonymous }));
      const read = await ask('GET', `/v2/acme/app/blobs/${digestOf(EMPTY)}`, { headers: { authorization: anonymous } });
      expect(read.status).toBe(404);
    });

    it('token: an identity token is exchanged by POST', async () => {
      await restart({ auth: 'token' });
      const exchange = async (refresh: string): Promise<Response> =>
        ask('POST', '/token', {
          body: new URLSearchParams({
            grant_type: 'refresh_token',
            refresh_token: refresh,
            scope: 'repository:a:pull,push',
          }).toString(),
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        });
      expect((await exchange('wrong')).status).toBe(401);
      const { access_token: token } = (await (await exchange('refresh-me')).json()) as { access_token: string };
      expect((await pushBlob('a', EMPTY, { authorization: `Bearer ${token}` })).status).toBe(201);
    });
  });
});
