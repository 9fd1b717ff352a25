import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BASIC, digestOf, TestRegistry } from '../testing/registry.js';

describe('blobs', () => {
  let registry: TestRegistry;
  beforeEach(async () => {
    registry = new TestRegistry();
    await registry.start();
  });
  afterEach(async () => registry.stop());

  const content = Buffer.from('a layer of some length');
  const digest = digestOf(content);

  it('are pushed in one request and read back, completely and in part', async () => {
    expect((await registry.pushBlob('acme/app', content)).status).toBe(201);
    const head = await registry.ask('HEAD', `/v2/acme/app/blobs/${digest}`);
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(content.length)]);
    expect(await (await registry.ask('GET', `/v2/acme/app/blobs/${digest}`)).text()).toBe(content.toString());
    const part = await registry.ask('GET', `/v2/acme/app/blobs/${digest}`, { headers: { range: 'bytes=2-6' } });
    expect([part.status, await part.text()]).toEqual([206, 'layer']);
  });

  it('are pushed in chunks that must follow each other', async () => {
    const started = await registry.ask('POST', '/v2/acme/app/blobs/uploads/');
    expect(started.status).toBe(202);
    const location = started.headers.get('location') ?? '';
    const chunk = async (from: number, to: number): Promise<Response> =>
      registry.ask('PATCH', location, { body: content.subarray(from, to), headers: { 'content-range': `${from}-${to - 1}` } });
    expect((await chunk(0, 5)).headers.get('range')).toBe('0-4');
    const gap = await chunk(9, 12);
    expect([gap.status, gap.headers.get('range')]).toEqual([416, '0-4']);
    expect((await chunk(5, 10)).status).toBe(202);
    const progress = await registry.ask('GET', location);
    expect([progress.status, progress.headers.get('range')]).toEqual([204, '0-9']);
    const done = await registry.ask('PUT', `${location}?digest=${digest}`, { body: content.subarray(10) });
    expect([done.status, done.headers.get('docker-content-digest')]).toEqual([201, digest]);
    expect(await (await registry.ask('GET', `/v2/acme/app/blobs/${digest}`)).text()).toBe(content.toString());
  });

  it.each([
    ['another digest', `sha256:${'0'.repeat(64)}`],
    ['an invalid digest', 'sha256:abc'],
    ['an unknown algorithm', `md5:${'0'.repeat(32)}`],
  ])('are refused with %s', async (_name, wrong) => {
    const response = await registry.ask('POST', `/v2/acme/app/blobs/uploads/?digest=${wrong}`, { body: content });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ code: 'DIGEST_INVALID' }] });
    expect((await registry.ask('HEAD', `/v2/acme/app/blobs/${digest}`)).status).toBe(404);
  });

  it('belong to their repository until they are mounted in another', async () => {
    await registry.pushBlob('acme/app', content);
    expect((await registry.ask('HEAD', `/v2/acme/other/blobs/${digest}`)).status).toBe(404);
    expect((await registry.ask('POST', `/v2/acme/other/blobs/uploads/?mount=${digest}&from=acme/app`)).status).toBe(201);
    expect((await registry.ask('HEAD', `/v2/acme/other/blobs/${digest}`)).status).toBe(200);
    expect((await registry.ask('POST', `/v2/acme/third/blobs/uploads/?mount=${digest}&from=acme/none`)).status).toBe(202);
    expect((await registry.ask('DELETE', `/v2/acme/app/blobs/${digest}`)).status).toBe(202);
    expect((await registry.ask('GET', `/v2/acme/app/blobs/${digest}`)).status).toBe(404);
    expect((await registry.ask('GET', `/v2/acme/other/blobs/${digest}`)).status).toBe(200);
  });

  it('are redirected to another host, where credentials are an error', async () => {
    await registry.start({ redirectBlobs: true });
    await registry.pushBlob('acme/app', content);
    const response = await registry.ask('GET', `/v2/acme/app/blobs/${digest}`);
    const location = response.headers.get('location') ?? '';
    expect(response.status).toBe(307);
    expect(new URL(location).hostname).not.toBe(new URL(registry.url).hostname);
    expect(await (await fetch(location)).text()).toBe(content.toString());
    expect((await fetch(location, { headers: { authorization: BASIC } })).status).toBe(400);
  });
});
