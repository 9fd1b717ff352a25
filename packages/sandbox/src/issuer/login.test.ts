import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimsOf, startServices, type Services } from '../testing/services.js';

const REDIRECT = 'http://localhost:39999/auth/callback';
let services: Services;
let now = Date.now();
beforeAll(async () => {
  services = await startServices({ clock: () => new Date(now) });
});
afterAll(() => services.close());

const verifier = randomBytes(32).toString('base64url');

function authorize(changes: Record<string, string> = {}): Promise<Response> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'sigstore',
    redirect_uri: REDIRECT,
    scope: 'openid email',
    state: 'the state',
    nonce: 'the nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  });
  return fetch(`${services.issuer.issuers.oidc}/authorize?${query.toString()}`, { redirect: 'manual' });
}

async function newCode(changes: Record<string, string> = {}): Promise<string> {
  const location = new URL((await authorize(changes)).headers.get('location') ?? '');
  return location.searchParams.get('code') ?? '';
}

function redeem(code: string, changes: Record<string, string> = {}): Promise<Response> {
  const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, client_id: 'sigstore', code_verifier: verifier };
  return fetch(`${services.issuer.issuers.oidc}/token`, { method: 'POST', body: new URLSearchParams({ ...form, ...changes }) });
}

describe('the login', () => {
  it('redirects at once with code and state, and the code gives a token', async () => {
    const response = await authorize();
    expect(response.status).toBe(302);
    const location = new URL(response.headers.get('location') ?? '');
    expect([location.origin + location.pathname, location.searchParams.get('state')]).toEqual([REDIRECT, 'the state']);
    const { id_token } = (await (await redeem(location.searchParams.get('code') ?? '')).json()) as { id_token: string };
    expect(claimsOf(id_token)).toMatchObject({
      iss: services.issuer.issuers.oidc,
      aud: 'sigstore',
      nonce: 'the nonce',
      email: 'developer@example.com',
      email_verified: true,
    });
  });

  it('uses the e-mail address in login_hint', async () => {
    const { id_token } = (await (await redeem(await newCode({ login_hint: 'eve@example.com' }))).json()) as { id_token: string };
    expect(claimsOf(id_token)['email']).toBe('eve@example.com');
  });

  it('tells the client that the person refused', async () => {
    const location = new URL((await authorize({ answer: 'deny' })).headers.get('location') ?? '');
    expect(Object.fromEntries(location.searchParams)).toMatchObject({ error: 'access_denied', state: 'the state' });
  });

  it('shows the code when the client cannot listen', async () => {
    const outOfBand = { redirect_uri: 'urn:ietf:wg:oauth:2.0:oob' };
    const code = await (await authorize(outOfBand)).text();
    expect((await redeem(code, outOfBand)).status).toBe(200);
  });

  it('is announced in the discovery document', async () => {
    const metadata: unknown = await (await fetch(`${services.issuer.issuers.oidc}/.well-known/openid-configuration`)).json();
    expect(metadata).toMatchObject({
      authorization_endpoint: `${services.issuer.issuers.oidc}/authorize`,
      token_endpoint: `${services.issuer.issuers.oidc}/token`,
      code_challenge_methods_supported: ['S256'],
    });
  });

  it.each([
    ['the wrong verifier', { code_verifier: 'guess' }],
    ['another redirect', { redirect_uri: 'http://localhost:1/' }],
    ['another client', { client_id: 'other' }],
    ['another grant type', { grant_type: 'password' }],
  ])('refuses %s, and the code becomes invalid', async (_, changes) => {
    const code = await newCode();
    const refused = await redeem(code, changes);
    expect([refused.status, await refused.json()]).toEqual([400, { error: 'invalid_grant' }]);
    expect((await redeem(code)).status).toBe(400);
  });

  it('refuses a used code and an expired one', async () => {
    const code = await newCode();
    expect([(await redeem(code)).status, (await redeem(code)).status]).toEqual([200, 400]);
    const old = await newCode();
    now += 61_000;
    expect((await redeem(old)).status).toBe(400);
  });

  it.each([
    ['a redirect to another machine', { redirect_uri: 'https://evil.example/cb' }],
    ['a redirect that only looks local', { redirect_uri: 'http://localhost.evil.example/cb' }],
    ['no PKCE', { code_challenge_method: 'plain' }],
    ['the implicit flow', { response_type: 'id_token' }],
  ])('refuses %s', async (_, changes) => {
    expect((await authorize(changes)).status).toBe(400);
  });
});

describe('the login on another device', () => {
  const challenge = { code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' };
  interface Device {
    readonly device_code: string;
    readonly user_code: string;
    readonly verification_uri_complete: string;
    readonly interval: number;
    readonly expires_in: number;
  }
  const post = (path: string, form: Record<string, string>): Promise<Response> =>
    fetch(`${services.issuer.issuers.oidc}${path}`, { method: 'POST', body: new URLSearchParams(form) });
  const begin = async (form: Record<string, string> = challenge): Promise<Device> =>
    (await (await post('/device/code', { client_id: 'sigstore', scope: 'openid email', ...form })).json()) as Device;
  const poll = async ({ device_code }: Device, form: Record<string, string> = { code_verifier: verifier }): Promise<unknown> => {
    const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code, client_id: 'sigstore' };
    return (await post('/token', { ...grant, ...form })).json();
  };

  it('is pending until the page is opened, and gives one token', async () => {
    const device = await begin();
    expect(await poll(device)).toEqual({ error: 'authorization_pending' });
    await fetch(device.verification_uri_complete);
    const { id_token } = (await poll(device)) as { id_token: string };
    expect(claimsOf(id_token)).toMatchObject({ aud: 'sigstore', email: 'developer@example.com' });
    expect(await poll(device)).toEqual({ error: 'invalid_grant' });
  });

  it('asks a client that polls too fast to slow down', async () => {
    const device = await begin();
    await poll(device);
    expect(await poll(device)).toEqual({ error: 'slow_down' });
    now += device.interval * 1000;
    expect(await poll(device)).toEqual({ error: 'authorization_pending' });
  });

  it('refuses the wrong verifier, another client, and a code that has expired or was refused', async () => {
    const open = async (query = ''): Promise<Device> => {
      const device = await begin();
      await fetch(`${device.verification_uri_complete}${query}`);
      return device;
    };
    expect(await poll(await open(), { code_verifier: 'guess' })).toEqual({ error: 'invalid_grant' });
    expect(await poll(await open(), { code_verifier: verifier, client_id: 'other' })).toEqual({ error: 'invalid_grant' });
    expect(await poll(await open('&answer=deny'))).toEqual({ error: 'access_denied' });
    const old = await open();
    now += (old.expires_in + 1) * 1000;
    expect(await poll(old)).toEqual({ error: 'expired_token' });
    expect((await post('/device/code', { code_challenge: 'x', code_challenge_method: 'plain' })).status).toBe(400);
    expect((await fetch(`${services.issuer.issuers.oidc}/device?user_code=NONE`)).status).toBe(404);
  });
});
