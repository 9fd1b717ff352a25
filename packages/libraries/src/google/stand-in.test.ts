import { createHash, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import { KeyManagementServiceClient } from '@google-cloud/kms';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OAuth2Client } from 'google-auth-library';
import { SignJWT } from 'jose';
import { serve, type RunningServer } from '../../../sandbox/src/http/router.js';
import { createIssuer, newIssuerKeys, type Issuer } from '../../../sandbox/src/issuer/index.js';
import { castagnoli } from '../../../sandbox/src/testing/clouds/crc32c.js';
import { createGoogleCloud, type GoogleCloud } from '../../../sandbox/src/testing/clouds/google/index.js';

/** The stand-in for Google Cloud is as strict as Google, and understood by Google's own library alone. */
const RING = 'projects/acme/locations/global/keyRings/release';
const PROVIDER = 'projects/123456789012/locations/global/workloadIdentityPools/ci/providers/github';
const ACCOUNT = 'signer@acme.iam.gserviceaccount.com';
const SUBJECT = 'repo:acme/app:ref:refs/heads/main';
const PRINCIPAL = `principal://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/ci/subject/${SUBJECT}`;
const PLATFORM = 'https://www.googleapis.com/auth/cloud-platform';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const user = { clientId: 'c', clientSecret: 's', refreshToken: 'r', email: 'dev@example.com' };
let issuer: Issuer;
let google: GoogleCloud;
let server: RunningServer;

beforeAll(async () => {
  const clock = () => new Date();
  issuer = await createIssuer({ clock, keys: await newIssuerKeys(), baseUrl: 'https://issuer.test' });
  google = createGoogleCloud({
    clock,
    providers: [
      {
        name: PROVIDER,
        issuer: issuer.issuers.github,
        keySet: issuer.keySets.github,
        allows: ({ ref }) => ref === 'refs/heads/main',
      },
    ],
    accounts: [
      {
        email: ACCOUNT,
        publicKeyPem: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        impersonators: [PRINCIPAL],
      },
      { email: 'nobody@acme.iam.gserviceaccount.com' },
    ],
    users: [user],
    machine: ACCOUNT,
    permits: (principal, permission, resource) => principal === ACCOUNT && !resource.endsWith('closed') && permission !== '',
  });
  server = await serve(google.handler);
});
afterAll(() => server.close());

describe("Google's library", () => {
  const client = () => {
    const authClient = new OAuth2Client();
    authClient.setCredentials({ access_token: google.tokens.issue(ACCOUNT), expiry_date: Date.now() + 3_000_000 });
    return new KeyManagementServiceClient({
      fallback: true,
      apiEndpoint: '127.0.0.1',
      port: server.port,
      protocol: 'http',
      // Of another copy of the same library.
      authClient: authClient as never,
      projectId: 'acme',
    });
  };

  /** As https://cloud.google.com/kms/docs/create-validate-signatures has it, with all of its checks. */
  it.each([
    ['EC_SIGN_P256_SHA256', 'sha256', {}],
    ['EC_SIGN_P384_SHA384', 'sha384', {}],
    ['RSA_SIGN_PKCS1_2048_SHA256', 'sha256', {}],
    ['RSA_SIGN_PSS_2048_SHA256', 'sha256', { padding: 6, saltLength: 32 }],
  ] as const)('signs by %s what OpenSSL verifies', async (algorithm, hash, options) => {
    const key = `${RING}/cryptoKeys/sdk-${algorithm}`;
    google.kms.addVersion(key, algorithm);
    const name = `${key}/cryptoKeyVersions/1`;
    const kms = client();
    const [publicKey] = await kms.getPublicKey({ name });
    expect([publicKey.name, publicKey.algorithm]).toEqual([name, algorithm]);
    expect(String(publicKey.pemCrc32c?.value)).toBe(castagnoli(Buffer.from(publicKey.pem ?? '')));
    const message = randomBytes(40);
    const digest = createHash(hash).update(message).digest();
    const [answer] = await kms.asymmetricSign({ name, digest: { [hash]: digest }, digestCrc32c: { value: castagnoli(digest) } });
    expect([answer.name, answer.verifiedDigestCrc32c]).toEqual([name, true]);
    const signature = Buffer.from(answer.signature as Uint8Array);
    expect(String(answer.signatureCrc32c?.value)).toBe(castagnoli(signature));
    expect(verify(hash, message, { key: publicKey.pem ?? '', ...options }, signature)).toBe(true);
    await kms.close();
  });

  it('lists the versions of a key', async () => {
    const key = `${RING}/cryptoKeys/sdk-list`;
    for (const state of ['ENABLED', 'DISABLED', 'ENABLED', 'ENABLED'] as const)
      google.kms.addVersion(key, 'EC_SIGN_P256_SHA256', state);
    const kms = client();
    const [versions] = await kms.listCryptoKeyVersions({ parent: key, filter: 'state=ENABLED' });
    expect(versions.map(({ name }) => name?.slice(-1))).toEqual(['1', '3', '4']);
    await kms.close();
  });
});

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function ask(url: string, { method = 'POST', headers = {}, body = '' }: Sent = {}) {
  const request = { method, url: new URL(url), headers: { host: new URL(url).host, ...headers }, body: Buffer.from(body) };
  const answer = await google.handler(request);
  if (typeof answer !== 'object') throw new Error('no answer');
  const text = Buffer.from(answer.body ?? '').toString();
  const json = (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, unknown>;
  const { status = '', message = '' } = (typeof json['error'] === 'object' ? json['error'] : {}) as {
    status?: string;
    message?: string;
  };
  return { status: answer.status, json, error: status || json['error'], message };
}

const form = (
  parameters: Readonly<Record<string, string | undefined>>,
  headers: Readonly<Record<string, string>> = {},
): Sent => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  body: new URLSearchParams(Object.entries(parameters).filter((one): one is [string, string] => one[1] !== undefined)).toString(),
});

const subjectToken = (claims: Readonly<Record<string, unknown>> = {}, lifetime = 300) =>
  issuer.mint(
    'github',
    { sub: SUBJECT, ref: 'refs/heads/main', ...claims },
    { audience: `https://iam.googleapis.com/${PROVIDER}`, lifetime },
  );

/** https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token */
const exchange = async (
  change: Readonly<Record<string, string | undefined>> = {},
  headers: Readonly<Record<string, string>> = {},
) =>
  ask(
    'https://sts.googleapis.com/v1/token',
    form(
      {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        audience: `//iam.googleapis.com/${PROVIDER}`,
        scope: PLATFORM,
        requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        subject_token: await subjectToken(),
        subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
        ...change,
      },
      headers,
    ),
  );

describe('the published forms', () => {
  it('the answer of the token exchange', async () => {
    expect((await exchange()).json).toEqual({
      access_token: expect.any(String),
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      expires_in: 3600,
    });
  });

  /** https://cloud.google.com/iam/docs/create-short-lived-credentials-direct: its request, and the form of its answer. */
  it('impersonation', async () => {
    const token = String((await exchange()).json['access_token']);
    const body = { delegates: [], scope: [PLATFORM], lifetime: '300s' };
    const { json } = await impersonate(token, body);
    expect(json).toEqual({
      accessToken: expect.any(String),
      expireTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
  });

  /** https://cloud.google.com/compute/docs/access/authenticate-workloads */
  it('the metadata server', async () => {
    const url = 'http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token';
    const { json } = await ask(url, { method: 'GET', headers: { 'metadata-flavor': 'Google' } });
    expect(json).toEqual({ access_token: expect.any(String), expires_in: 3599, token_type: 'Bearer' });
    expect((await ask(url, { method: 'GET' })).status).toBe(403);
  });

  it('CRC32C of RFC 3720 section B.4', () => {
    expect(castagnoli(Buffer.alloc(32))).toBe(String(0x8a9136aa));
    expect(castagnoli(Buffer.alloc(32, 0xff))).toBe(String(0x62a8ab43));
    expect(castagnoli(Buffer.from(Array.from({ length: 32 }, (_, index) => index)))).toBe(String(0x46dd794e));
  });
});

const impersonate = (token: string, body: unknown, account = ACCOUNT) =>
  ask(`https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${account}:generateAccessToken`, {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('bad requests are refused', () => {
  it('of the token exchange', async () => {
    const error = async (...change: Parameters<typeof exchange>): Promise<unknown> => (await exchange(...change)).error;
    expect(await error()).toBeUndefined();
    expect(await error({}, { authorization: 'Bearer x' })).toBe('invalid_request');
    expect(await error({}, { 'content-type': 'text/plain' })).toBe('invalid_request');
    expect(await error({ grant_type: 'client_credentials' })).toBe('unsupported_grant_type');
    expect(await error({ requested_token_type: 'jwt' })).toBe('invalid_request');
    expect(await error({ subject_token_type: 'saml' })).toBe('invalid_request');
    expect(await error({ scope: undefined })).toBe('invalid_request');
    expect(await error({ audience: `https://iam.googleapis.com/${PROVIDER}` })).toBe('invalid_target');
    expect(await error({ audience: `//iam.googleapis.com/${PROVIDER}2` })).toBe('invalid_target');
    expect(await error({ subject_token: await subjectToken({ ref: 'refs/heads/other' }) })).toBe('unauthorized_client');
    expect(await error({ subject_token: await subjectToken({ aud: 'sigstore' }) })).toBe('invalid_grant');
    expect(await error({ subject_token: await subjectToken({ iss: 'https://evil.test' }) })).toBe('invalid_grant');
    expect(await error({ subject_token: await subjectToken({ iat: undefined }) })).toBe('invalid_grant');
    expect(await error({ subject_token: await subjectToken({}, -60) })).toBe('invalid_grant');
    const other = await issuer.mint(
      'gitlab',
      { iss: issuer.issuers.github, sub: SUBJECT, ref: 'refs/heads/main' },
      { audience: `https://iam.googleapis.com/${PROVIDER}` },
    );
    expect(await error({ subject_token: other })).toBe('invalid_grant');
    const twice = await ask('https://sts.googleapis.com/v1/token', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=a&grant_type=b',
    });
    expect(twice.json['error_description']).toContain('twice');
  });

  it('of impersonation', async () => {
    const token = google.tokens.issue(PRINCIPAL);
    const good = { scope: [PLATFORM], lifetime: '3600s' };
    const error = async (...change: Parameters<typeof impersonate>): Promise<unknown> => (await impersonate(...change)).error;
    expect(await error(token, good)).toBeUndefined();
    expect(await error('x', good)).toBe('UNAUTHENTICATED');
    expect(await error(google.tokens.issue(PRINCIPAL, ['https://www.googleapis.com/auth/cloudkms']), good)).toBe(
      'PERMISSION_DENIED',
    );
    expect(await error(google.tokens.issue('principal://other'), good)).toBe('PERMISSION_DENIED');
    expect(await error(token, good, 'nobody@acme.iam.gserviceaccount.com')).toBe('PERMISSION_DENIED');
    expect(await error(token, { lifetime: '3600s' })).toBe('INVALID_ARGUMENT');
    expect(await error(token, { scope: [PLATFORM], lifetime: '3601s' })).toBe('INVALID_ARGUMENT');
    expect(await error(token, { scope: [PLATFORM], other: 1 })).toBe('INVALID_ARGUMENT');
  });

  it('of OAuth', async () => {
    const error = async (parameters: Readonly<Record<string, string>>): Promise<unknown> =>
      (await ask('https://oauth2.googleapis.com/token', form(parameters))).error;
    const refresh = { grant_type: 'refresh_token', client_id: 'c', client_secret: 's', refresh_token: 'r' };
    expect(await error(refresh)).toBeUndefined();
    expect(await error({ ...refresh, refresh_token: 'x' })).toBe('invalid_grant');
    expect(await error({ ...refresh, client_secret: 'x' })).toBe('invalid_client');
    expect(await error({ grant_type: 'password' })).toBe('unsupported_grant_type');
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: ACCOUNT, aud: 'https://oauth2.googleapis.com/token', scope: PLATFORM, iat: now, exp: now + 3600 };
    const assertion = async (change: Readonly<Record<string, unknown>> = {}, key = pair.privateKey) => ({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: await new SignJWT({ ...claims, ...change }).setProtectedHeader({ alg: 'RS256' }).sign(key),
    });
    expect(await error(await assertion())).toBeUndefined();
    expect(await error(await assertion({ aud: 'https://sts.googleapis.com' }))).toBe('invalid_grant');
    expect(await error(await assertion({ exp: now + 3700 }))).toBe('invalid_grant');
    expect(await error(await assertion({ exp: now - 10 }))).toBe('invalid_grant');
    expect(await error(await assertion({ scope: undefined }))).toBe('invalid_grant');
    expect(await error(await assertion({ iss: 'nobody@acme.iam.gserviceaccount.com' }))).toBe('invalid_grant');
    expect(await error(await assertion({}, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey))).toBe(
      'invalid_grant',
    );
  });

  it('of Cloud KMS', async () => {
    const key = `${RING}/cryptoKeys/strict`;
    google.kms.addVersion(key, 'EC_SIGN_P256_SHA256');
    google.kms.addVersion(key, 'EC_SIGN_P256_SHA256', 'DISABLED');
    google.kms.addVersion(`${RING}/cryptoKeys/ed`, 'EC_SIGN_ED25519');
    google.kms.addVersion(`${RING}/cryptoKeys/closed`, 'EC_SIGN_P256_SHA256');
    const token = google.tokens.issue(ACCOUNT);
    const digest = createHash('sha256').update('x').digest();
    const sha256 = digest.toString('base64');
    const good = { digest: { sha256 }, digestCrc32c: castagnoli(digest) };
    const kms = async (
      path: string,
      sent: { readonly body?: unknown; readonly token?: string; readonly method?: string; readonly type?: string } = {},
    ) =>
      ask(`https://cloudkms.googleapis.com/v1/${path}`, {
        method: sent.method ?? 'POST',
        headers: { authorization: `Bearer ${sent.token ?? token}`, 'content-type': sent.type ?? 'application/json' },
        body: typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body ?? good),
      });
    const sign = async (sent: Parameters<typeof kms>[1] = {}, name = `${key}/cryptoKeyVersions/1`): Promise<unknown> =>
      (await kms(`${name}:asymmetricSign`, sent)).error;
    expect(await sign()).toBeUndefined();
    expect(await sign({ token: 'x' })).toBe('UNAUTHENTICATED');
    expect(await sign({ token: google.tokens.issue(ACCOUNT, [PLATFORM], -1) })).toBe('UNAUTHENTICATED');
    expect(await sign({ token: google.tokens.issue(ACCOUNT, ['https://www.googleapis.com/auth/devstorage.read_only']) })).toBe(
      'PERMISSION_DENIED',
    );
    expect(await sign({ token: google.tokens.issue('other@example.com') })).toBe('PERMISSION_DENIED');
    expect(await sign({}, `${RING}/cryptoKeys/closed/cryptoKeyVersions/1`)).toBe('PERMISSION_DENIED');
    expect(await sign({}, `${key}/cryptoKeyVersions/2`)).toBe('FAILED_PRECONDITION');
    expect(await sign({}, `${key}/cryptoKeyVersions/3`)).toBe('NOT_FOUND');
    expect(await sign({ type: 'text/plain' })).toBe('INVALID_ARGUMENT');
    expect(await sign({ body: '{' })).toBe('INVALID_ARGUMENT');
    expect(await sign({ body: '[]' })).toBe('INVALID_ARGUMENT');
    expect(await sign({ body: { ...good, message: 'x' } })).toBe('INVALID_ARGUMENT');
    expect(await sign({ body: {} })).toBe('INVALID_ARGUMENT');
    expect(await sign({ body: { ...good, data: sha256 } })).toBe('INVALID_ARGUMENT');
    expect(await sign({ body: { data: sha256 } })).toBe('INVALID_ARGUMENT');
    expect(await sign({ body: { digest: { sha384: sha256 } } })).toBe('INVALID_ARGUMENT');
    expect(await sign({ body: { digest: { sha256, sha384: sha256 } } })).toBe('INVALID_ARGUMENT');
    expect(await sign({ body: { digest: { sha256: 'AAAA' } } })).toBe('INVALID_ARGUMENT');
    expect(await sign({ body: { digest: { sha256: '!' } } })).toBe('INVALID_ARGUMENT');
    expect(await sign({ body: { ...good, digestCrc32c: '1' } })).toBe('INVALID_ARGUMENT');
    const ed = `${RING}/cryptoKeys/ed/cryptoKeyVersions/1`;
    expect(await sign({ body: { data: sha256, dataCrc32c: castagnoli(digest) } }, ed)).toBeUndefined();
    expect(await sign({}, ed)).toBe('INVALID_ARGUMENT');
    expect((await kms(`${ed}:asymmetricSign`)).message).toContain('The field digest is not supported');
    expect(await sign({ body: { data: '!' } }, ed)).toBe('INVALID_ARGUMENT');
    expect(await sign({ body: { data: Buffer.alloc(70_000).toString('base64') } }, ed)).toBe('INVALID_ARGUMENT');
    expect(
      (await kms(`${key}/cryptoKeyVersions/1:asymmetricSign`, { body: { digest: { sha256 } } })).json['verifiedDigestCrc32c'],
    ).toBe(false);

    const get = async (path: string): Promise<unknown> => (await kms(path, { method: 'GET' })).error;
    expect(await get(`${key}/cryptoKeyVersions/1/publicKey`)).toBeUndefined();
    expect(await get(`${key}/cryptoKeyVersions/1/publicKey?publicKeyFormat=NIST_PQC`)).toBe('INVALID_ARGUMENT');
    expect(await get(`${key}/cryptoKeyVersions/1/publicKey?format=PEM`)).toBe('INVALID_ARGUMENT');
    expect(await get(`${key}/cryptoKeyVersions?filter=enabled`)).toBe('INVALID_ARGUMENT');
    for (const path of ['', '/cryptoKeyVersions']) expect(await get(`${RING}/cryptoKeys/none${path}`)).toBe('NOT_FOUND');

    const create = async (id: string, body: unknown): Promise<unknown> =>
      (await kms(`${RING}/cryptoKeys?cryptoKeyId=${id}`, { body })).error;
    const template = { purpose: 'ASYMMETRIC_SIGN', versionTemplate: { algorithm: 'EC_SIGN_P256_SHA256' } };
    expect(await create('strict', template)).toBe('ALREADY_EXISTS');
    expect(await create('a.b', template)).toBe('INVALID_ARGUMENT');
    expect(await create('x', { ...template, purpose: 'ENCRYPT_DECRYPT' })).toBe('INVALID_ARGUMENT');
    expect(await create('x', { ...template, versionTemplate: { algorithm: 'EC_SIGN_P521_SHA512' } })).toBe('INVALID_ARGUMENT');
    expect((await kms(`${RING}/cryptoKeys/none/cryptoKeyVersions`, { body: {} })).error).toBe('NOT_FOUND');
  });

  it('of Secret Manager', async () => {
    google.secrets.add('projects/acme/secrets/key', Buffer.from('x'));
    google.secrets.add('projects/acme/secrets/closed', Buffer.from('x'));
    const read = async (path: string, token = google.tokens.issue(ACCOUNT)): Promise<unknown> =>
      (
        await ask(`https://secretmanager.googleapis.com/v1/projects/acme/secrets/${path}:access`, {
          method: 'GET',
          headers: { authorization: `Bearer ${token}` },
        })
      ).error;
    expect(await read('key/versions/latest')).toBeUndefined();
    expect(await read('key/versions/2')).toBe('NOT_FOUND');
    expect(await read('closed/versions/1')).toBe('PERMISSION_DENIED');
    expect(await read('key/versions/1', google.tokens.issue(ACCOUNT, ['https://www.googleapis.com/auth/cloudkms']))).toBe(
      'PERMISSION_DENIED',
    );
  });

  it('of hosts that are not those of the service', async () => {
    expect((await ask('https://sts.googleapis.com/token', form({ grant_type: 'refresh_token' }))).status).toBe(404);
    expect((await ask('https://elsewhere.test/v1/token')).status).toBe(404);
  });
});
