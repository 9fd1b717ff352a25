import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BASIC, digestOf, EMPTY, TestRegistry } from '../testing/registry.js';

describe('access to a registry', () => {
  let registry: TestRegistry;
  beforeEach(async () => {
    registry = new TestRegistry();
    await registry.start();
  });
  afterEach(async () => registry.stop());

  const challenge = async (response: Response): Promise<Record<string, string>> => {
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ errors: [{ code: 'UNAUTHORIZED' }] });
    const [scheme = '', rest = ''] = (response.headers.get('www-authenticate') ?? '').split(/ (.*)/);
    return { scheme, ...Object.fromEntries([...rest.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value])) };
  };
  const tokenFor = async (scope: string, headers: Record<string, string> = { authorization: BASIC }): Promise<string> => {
    const response = await registry.ask('GET', `/token?service=x&scope=${encodeURIComponent(scope)}`, { headers });
    return ((await response.json()) as { token: string }).token;
  };

  it('basic: refuses requests without the password', async () => {
    await registry.start({ auth: 'basic' });
    expect(await challenge(await registry.ask('GET', '/v2/'))).toMatchObject({ scheme: 'Basic' });
    const wrong = { authorization: `Basic ${Buffer.from('user:wrong').toString('base64')}` };
    await challenge(await registry.ask('GET', '/v2/', { headers: wrong }));
    expect((await registry.ask('GET', '/v2/', { headers: { authorization: BASIC } })).status).toBe(200);
    await challenge(await registry.pushBlob('acme/app', EMPTY));
    expect((await registry.pushBlob('acme/app', EMPTY, { authorization: BASIC })).status).toBe(201);
  });

  it('token: the challenge has the URL and scope for this request', async () => {
    await registry.start({ auth: 'token' });
    const { realm, service, scope, scheme } = await challenge(await registry.pushBlob('acme/app', EMPTY));
    expect({ scheme, scope }).toEqual({ scheme: 'Bearer', scope: 'repository:acme/app:pull,push' });
    const response = await fetch(`${realm}?service=${service}&scope=${scope}`, { headers: { authorization: BASIC } });
    const { token } = (await response.json()) as { token: string };
    expect((await registry.pushBlob('acme/app', EMPTY, { authorization: `Bearer ${token}` })).status).toBe(201);
  });

  it('token: is valid only for its repository, its action and its lifetime', async () => {
    await registry.start({ auth: 'token', tokenLifetimeMs: 60_000 });
    const authorization = `Bearer ${await tokenFor('repository:acme/app:pull,push')}`;
    expect((await registry.pushBlob('acme/app', EMPTY, { authorization })).status).toBe(201);
    await challenge(await registry.pushBlob('acme/other', EMPTY, { authorization }));
    const pullOnly = `Bearer ${await tokenFor('repository:acme/app:pull')}`;
    await challenge(await registry.pushBlob('acme/app', EMPTY, { authorization: pullOnly }));
    expect(
      (await registry.ask('GET', `/v2/acme/app/blobs/${digestOf(EMPTY)}`, { headers: { authorization: pullOnly } })).status,
    ).toBe(200);
    registry.now += 61_000;
    await challenge(await registry.pushBlob('acme/app', EMPTY, { authorization }));
  });

  it('token: a mount needs read access to the source repository', async () => {
    await registry.start({ auth: 'token' });
    const source = `Bearer ${await tokenFor('repository:acme/secret:pull,push')}`;
    await registry.pushBlob('acme/secret', EMPTY, { authorization: source });
    const path = `/v2/acme/app/blobs/uploads/?mount=${digestOf(EMPTY)}&from=acme/secret`;
    const narrow = `Bearer ${await tokenFor('repository:acme/app:pull,push')}`;
    expect((await registry.ask('POST', path, { headers: { authorization: narrow } })).status).toBe(202);
    const wide = `Bearer ${await tokenFor('repository:acme/app:pull,push repository:acme/secret:pull')}`;
    expect((await registry.ask('POST', path, { headers: { authorization: wide } })).status).toBe(201);
  });

  it('token: refuses wrong credentials; gives everyone a read token if allowed', async () => {
    await registry.start({ auth: 'token' });
    expect((await registry.ask('GET', '/token?scope=repository:a:pull')).status).toBe(401);
    await registry.start({ auth: 'token', anonymousPull: true });
    const wrong = `Basic ${Buffer.from('user:wrong').toString('base64')}`;
    expect((await registry.ask('GET', '/token?scope=repository:a:pull', { headers: { authorization: wrong } })).status).toBe(401);
    const anonymous = `Bearer ${await tokenFor('repository:acme/app:pull,push', {})}`;
    await challenge(await registry.pushBlob('acme/app', EMPTY, { authorization: anonymous }));
    const read = await registry.ask('GET', `/v2/acme/app/blobs/${digestOf(EMPTY)}`, { headers: { authorization: anonymous } });
    expect(read.status).toBe(404);
  });

  it('token: an identity token is exchanged by POST', async () => {
    await registry.start({ auth: 'token' });
    const exchange = async (refresh: string): Promise<Response> =>
      registry.ask('POST', '/token', {
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          refresh_token: refresh,
          scope: 'repository:a:pull,push',
        }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    expect((await exchange('wrong')).status).toBe(401);
    const { access_token: token } = (await (await exchange('refresh-me')).json()) as { access_token: string };
    expect((await registry.pushBlob('a', EMPTY, { authorization: `Bearer ${token}` })).status).toBe(201);
  });
});
