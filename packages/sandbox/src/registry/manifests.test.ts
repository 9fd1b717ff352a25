import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { digestOf, EMPTY, INDEX, MANIFEST, manifestOf, TestRegistry } from '../testing/registry.js';

describe('manifests', () => {
  let registry: TestRegistry;
  beforeEach(async () => {
    registry = new TestRegistry();
    await registry.start();
  });
  afterEach(async () => registry.stop());

  beforeEach(async () => {
    await registry.pushBlob('acme/app', EMPTY);
  });

  it('are returned by digest and by tag, byte for byte', async () => {
    const content = Buffer.from(`${manifestOf().toString()}  `);
    expect((await registry.pushManifest('acme/app', content, 'v1')).headers.get('docker-content-digest')).toBe(digestOf(content));
    for (const reference of ['v1', digestOf(content)]) {
      const found = await registry.ask('GET', `/v2/acme/app/manifests/${reference}`);
      expect(found.headers.get('content-type')).toBe(MANIFEST);
      expect(Buffer.from(await found.arrayBuffer())).toEqual(content);
      const head = await registry.ask('HEAD', `/v2/acme/app/manifests/${reference}`);
      expect(head.headers.get('content-length')).toBe(String(content.length));
    }
  });

  it.each([
    [
      'under a wrong digest',
      () => registry.pushManifest('acme/app', manifestOf(), `sha256:${'0'.repeat(64)}`),
      400,
      'DIGEST_INVALID',
    ],
    ['with a missing blob', () => registry.pushManifest('acme/other', manifestOf(), 'v1'), 400, 'MANIFEST_BLOB_UNKNOWN'],
    ['that are not JSON', () => registry.pushManifest('acme/app', Buffer.from('x'), 'v1'), 400, 'MANIFEST_INVALID'],
    [
      'of another type than the header says',
      () => registry.pushManifest('acme/app', manifestOf({ mediaType: INDEX }), 'v1'),
      400,
      'MANIFEST_INVALID',
    ],
    ['with an invalid tag', () => registry.pushManifest('acme/app', manifestOf(), '-v1'), 400, 'MANIFEST_INVALID'],
  ])('are refused %s', async (_name, push, status, code) => {
    const response = await push();
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ code }] });
  });

  it('are refused if an index lists missing manifests', async () => {
    const child = { mediaType: MANIFEST, digest: digestOf(manifestOf()), size: manifestOf().length };
    const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: [child] }));
    expect((await registry.pushManifest('acme/app', index, 'v1', { 'content-type': INDEX })).status).toBe(400);
    await registry.pushManifest('acme/app', manifestOf());
    expect((await registry.pushManifest('acme/app', index, 'v1', { 'content-type': INDEX })).status).toBe(201);
  });

  it('are replaced with If-Match only if the writer has read the present one', async () => {
    const [first, second] = [manifestOf({ annotations: { n: '1' } }), manifestOf({ annotations: { n: '2' } })];
    await registry.pushManifest('acme/app', first, 'v1');
    const seen = (await registry.ask('HEAD', '/v2/acme/app/manifests/v1')).headers.get('etag') ?? '';
    expect((await registry.pushManifest('acme/app', second, 'v1', { 'if-match': seen })).status).toBe(201);
    expect((await registry.pushManifest('acme/app', first, 'v1', { 'if-match': seen })).status).toBe(412);
    expect((await registry.pushManifest('acme/app', first, 'v1', { 'if-none-match': '*' })).status).toBe(412);
    expect((await registry.pushManifest('acme/app', first, 'v2', { 'if-none-match': '*' })).status).toBe(201);
    await registry.start({ ifMatch: false });
    expect((await registry.pushManifest('acme/app', first, 'v1', { 'if-match': '"other"' })).status).toBe(201);
  });

  it('have tags, which are listed page by page', async () => {
    for (const tag of ['c', 'a', 'b']) await registry.pushManifest('acme/app', manifestOf(), tag);
    const first = await registry.ask('GET', '/v2/acme/app/tags/list?n=2');
    expect(await first.json()).toEqual({ name: 'acme/app', tags: ['a', 'b'] });
    const next = /<(.+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    expect(await (await registry.ask('GET', next)).json()).toEqual({ name: 'acme/app', tags: ['c'] });
    expect((await registry.ask('GET', '/v2/acme/none/tags/list')).status).toBe(404);
  });

  it('can be deleted, by tag or with all their tags', async () => {
    for (const tag of ['a', 'b']) await registry.pushManifest('acme/app', manifestOf(), tag);
    expect((await registry.ask('DELETE', '/v2/acme/app/manifests/a')).status).toBe(202);
    expect((await registry.ask('HEAD', '/v2/acme/app/manifests/b')).status).toBe(200);
    expect((await registry.ask('DELETE', `/v2/acme/app/manifests/${digestOf(manifestOf())}`)).status).toBe(202);
    expect((await registry.ask('HEAD', '/v2/acme/app/manifests/b')).status).toBe(404);
  });

  it('are kept after a restart', async () => {
    await registry.pushManifest('acme/app', manifestOf(), 'v1');
    await registry.start();
    expect((await registry.ask('GET', '/v2/acme/app/manifests/v1')).status).toBe(200);
    expect((await registry.ask('HEAD', `/v2/acme/app/blobs/${digestOf(EMPTY)}`)).status).toBe(200);
  });
});
