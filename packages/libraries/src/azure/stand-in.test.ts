import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  verify,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { CryptographyClient, KeyClient } from '@azure/keyvault-keys';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { selfSigned } from '../../../core/src/keys/testing/certificate.js';
import { createAzureCloud, type AzureCloud } from '../../../sandbox/src/testing/clouds/azure/index.js';
import { createIssuer, newIssuerKeys, type Issuer } from '../../../sandbox/src/issuer/index.js';
import { azureCredential } from '../azure-public-keys.js';

/** The stand-in for Azure is as strict as Azure, and understood by Azure's own library alone. */
const TENANT = '11111111-2222-3333-4444-555555555555';
const CLIENT = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const SUBJECT = 'repo:acme/app:ref:refs/heads/main';
const AUDIENCE = 'api://AzureADTokenExchange';
const VAULT = 'https://myvault.vault.azure.net';

let now = new Date();
let issuer: Issuer;
let azure: AzureCloud;

beforeAll(async () => {
  issuer = await createIssuer({ clock: () => now, keys: await newIssuerKeys(), baseUrl: 'https://issuer.test' });
  azure = createAzureCloud({
    clock: () => now,
    tenant: TENANT,
    applications: [
      {
        tenant: TENANT,
        client: CLIENT,
        secret: 'a-secret',
        federated: [{ issuer: issuer.issuers.github, subject: SUBJECT, audience: AUDIENCE, keySet: issuer.keySets.github }],
      },
    ],
    permits: (client, permission) => client === CLIENT || permission === 'get',
  });
});
afterAll(() => {
  now = new Date();
});

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function ask(url: string, { method = 'GET', headers = {}, body = '' }: Sent = {}) {
  const answer = await azure.handler({
    method,
    url: new URL(url),
    headers: { host: new URL(url).host, ...headers },
    body: Buffer.from(body),
  });
  if (typeof answer !== 'object') throw new Error('no answer');
  const text = Buffer.from(answer.body ?? '').toString();
  return { status: answer.status, headers: answer.headers ?? {}, text, json: JSON.parse(text) as Record<string, unknown> };
}

const httpClient: HttpClient = {
  async sendRequest(request) {
    const { status, headers, text } = await ask(request.url, {
      method: request.method,
      headers: request.headers.toJSON(),
      body: typeof request.body === 'string' ? request.body : Buffer.from((request.body as Uint8Array | null) ?? '').toString(),
    });
    return { request, status, headers: createHttpHeaders(headers), bodyAsText: text };
  },
};

const credential = () =>
  azureCredential(
    {
      kind: 'assertion',
      tenant: TENANT,
      client: CLIENT,
      token: () => issuer.mint('github', { sub: SUBJECT }, { audience: AUDIENCE }),
    },
    'https://login.microsoftonline.com',
    async ({ method, url, headers, body }) => {
      const answer = await ask(url, { method, headers, body: Buffer.from(body ?? '').toString() });
      return { ...answer, body: Buffer.from(answer.text) };
    },
  );

describe("Azure's library", () => {
  it.each([
    [{ kty: 'EC', crv: 'P-256' }, 'ES256', 'sha256', { dsaEncoding: 'ieee-p1363' }],
    [{ kty: 'EC-HSM', crv: 'P-384' }, 'ES384', 'sha384', { dsaEncoding: 'ieee-p1363' }],
    [{ kty: 'EC', crv: 'P-521' }, 'ES512', 'sha512', { dsaEncoding: 'ieee-p1363' }],
    [{ kty: 'RSA', bits: 2048 }, 'RS256', 'sha256', {}],
    [{ kty: 'RSA', bits: 2048 }, 'RS384', 'sha384', {}],
    [{ kty: 'RSA', bits: 2048 }, 'RS512', 'sha512', {}],
    [{ kty: 'RSA', bits: 2048 }, 'PS256', 'sha256', { padding: 6, saltLength: 32 }],
    [{ kty: 'RSA', bits: 2048 }, 'PS512', 'sha512', { padding: 6, saltLength: 64 }],
  ] as const)('%j signs by %s what OpenSSL verifies', async (type, algorithm, hash, options) => {
    const name = `sdk-${algorithm}`;
    const version = azure.vault.addKey(name, type);
    const message = randomBytes(50);
    const client = new CryptographyClient(`${VAULT}/keys/${name}/${version}`, credential(), { httpClient });
    const { result } = await client.sign(algorithm, createHash(hash).update(message).digest());
    expect(verify(hash, message, { key: azure.vault.publicKeyPem(name, version), ...options }, result)).toBe(true);
  });

  it('makes a key, and reads its versions', async () => {
    const client = new KeyClient(VAULT, credential(), { httpClient });
    const made = await client.createEcKey('sdk-new', { curve: 'P-256', keyOps: ['sign', 'verify'] });
    expect((await client.getKey('sdk-new')).id).toBe(made.id);
    expect((await client.getKey('sdk-new', { version: made.properties.version ?? '' })).key?.crv).toBe('P-256');
  });
});

/** Requests and answers of the API's own reference: github.com/Azure/azure-rest-api-specs, specification/keyvault/data-plane/Microsoft.KeyVault/stable/7.4/examples. */
describe('the published examples', () => {
  const bearer = async () => ({
    authorization: `Bearer ${await azure.login.issue({ tenant: TENANT, client: CLIENT, resource: 'https://vault.azure.net' })}`,
    'content-type': 'application/json',
  });
  const n =
    '2HJAE5fU3Cw2Rt9hEuq-F6XjINKGa-zskfISVqopqUy60GOs2eyhxbWbJBeUXNor_gf-tXtNeuqeBgitLeVa640UDvnEjYTKWjCniTxZRaU7ewY8BfTSk-7KxoDdLsPSpX_MX4rwlAx-_1UGk5t4sQgTbm9T6Fm2oqFd37dsz5-Gj27UP2GTAShfJPFD7MqU_zIgOI0pfqsbNL5xTQVM29K6rX4jSPtylZV3uWJtkoQIQnrIHhk1d0SC0KwlBV3V7R_LVYjiXLyIXsFzSNYgQ68ZjAwt8iL7I8Osa-ehQLM13DVvLASaf7Jnu3sC3CWl3Gyirgded6cfMmswJzY87w';

  it('GetKey-example.json', async () => {
    const operations = ['encrypt', 'decrypt', 'sign', 'verify', 'wrapKey', 'unwrapKey'];
    const privateKey = createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' });
    const version = '78deebed173b48e48f55abf87ed4cf71';
    azure.vault.addKey('CreateSoftKeyTest', { kty: 'RSA', bits: 2048 }, { version, privateKey, operations });
    const { json } = await ask(`${VAULT}/keys/CreateSoftKeyTest/${version}?api-version=7.4`, { headers: await bearer() });
    expect(json).toMatchObject({
      key: { kid: `${VAULT}/keys/CreateSoftKeyTest/${version}`, kty: 'RSA', key_ops: operations, n, e: 'AQAB' },
      attributes: { enabled: true, recoveryLevel: 'Recoverable+Purgeable' },
    });
  });

  it('CreateKey-example.json', async () => {
    const body = {
      kty: 'RSA',
      key_size: 2048,
      key_ops: ['encrypt', 'decrypt', 'sign', 'verify', 'wrapKey', 'unwrapKey'],
      attributes: {},
      tags: { purpose: 'unit test', 'test name ': 'CreateGetDeleteKeyTest' },
    };
    const { status, json } = await ask(`${VAULT}/keys/CreateKeyTest/create?api-version=7.4`, {
      method: 'POST',
      headers: await bearer(),
      body: JSON.stringify(body),
    });
    expect(status).toBe(200);
    expect(json['key']).toMatchObject({ kty: 'RSA', key_ops: body.key_ops, e: 'AQAB' });
  });

  /** Also at https://learn.microsoft.com/en-us/rest/api/keyvault/keys/sign/sign. */
  it('sign-example.json', async () => {
    const version = '9885aa558e8d448789683188f8c194b0';
    azure.vault.addKey('testkey', { kty: 'RSA', bits: 2048 }, { version });
    const value = 'RUE3Nzg4NTQ4QjQ5RjFFN0U2NzAyQzhDNEMwMkJDOTA1MTYyOTUzNjI5NDhBNzZDQTlFOTM1NDA2M0ZGMjk2Mg';
    const { json } = await ask(`${VAULT}/keys/testkey/${version}/sign?api-version=7.4`, {
      method: 'POST',
      headers: await bearer(),
      body: JSON.stringify({ alg: 'RS512', value }),
    });
    expect(json).toEqual({ kid: `${VAULT}/keys/testkey/${version}`, value: expect.stringMatching(/^[A-Za-z0-9_-]{342}$/) });
  });

  /** https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow, third case. */
  it('a token for a federated credential', async () => {
    const form = new URLSearchParams({
      scope: 'https://vault.azure.net/.default',
      client_id: CLIENT,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await issuer.mint('github', { sub: SUBJECT }, { audience: AUDIENCE }),
      grant_type: 'client_credentials',
    });
    const { json } = await token(form);
    expect(json).toEqual({ token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: expect.any(String) });
  });

  /** https://learn.microsoft.com/en-us/azure/key-vault/general/authentication-requests-and-responses */
  it('the challenge of a vault', async () => {
    const { status, headers } = await ask(`${VAULT}/keys/testkey?api-version=7.4`);
    expect([status, headers['www-authenticate']]).toEqual([
      401,
      `Bearer authorization="https://login.microsoftonline.com/${TENANT}", resource="https://vault.azure.net"`,
    ]);
  });
});

const token = (form: URLSearchParams, tenant = TENANT, contentType = 'application/x-www-form-urlencoded') =>
  ask(`https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: form.toString(),
  });

describe('bad requests are refused', () => {
  const good = async (
    change: Readonly<Record<string, string | undefined>> = {},
    claims: Readonly<Record<string, unknown>> = {},
    lifetime = 300,
  ) => {
    const all: Record<string, string | undefined> = {
      scope: 'https://vault.azure.net/.default',
      client_id: CLIENT,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await issuer.mint('github', { sub: SUBJECT, ...claims }, { audience: AUDIENCE, lifetime }),
      grant_type: 'client_credentials',
      ...change,
    };
    return new URLSearchParams(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
  };
  const code = async (form: URLSearchParams, tenant = TENANT, contentType?: string): Promise<unknown> =>
    (await token(form, tenant, contentType)).json['error_codes'];

  it('of the login service', async () => {
    expect(await code(await good())).toBeUndefined();
    expect(await code(await good(), TENANT, 'application/json')).toEqual([900144]);
    expect(await code(await good({ grant_type: 'password' }))).toEqual([70003]);
    expect(await code(await good({ client_id: TENANT }))).toEqual([700016]);
    expect(await code(await good(), CLIENT)).toEqual([700016]);
    expect(await code(await good({ scope: 'https://management.azure.com/.default' }))).toEqual([70011]);
    expect(await code(await good({ client_assertion_type: 'jwt' }))).toEqual([900144]);
    expect(await code(await good({ client_assertion: undefined }))).toEqual([7000215]);
    expect(await code(await good({ client_assertion: undefined, client_secret: 'other' }))).toEqual([7000215]);
    expect(await code(await good({ client_assertion: undefined, client_secret: 'a-secret' }))).toBeUndefined();
    expect(await code(await good({}, { iss: 'https://evil.test' }))).toEqual([700211]);
    expect(await code(await good({}, { sub: 'repo:evil/app' }))).toEqual([700213]);
    expect(await code(await good({}, { aud: 'sigstore' }))).toEqual([700212]);
    expect(await code(await good({}, {}, -400))).toEqual([700024]);
    const [header, payload] = (await good()).get('client_assertion')?.split('.') ?? [];
    expect(await code(await good({ client_assertion: `${header}.${payload}.AAAA` }))).toEqual([700024]);
    const other = await issuer.mint('gitlab', { iss: issuer.issuers.github, sub: SUBJECT }, { audience: AUDIENCE });
    expect(await code(await good({ client_assertion: other }))).toEqual([700024]);
    const certificate = Buffer.from(JSON.stringify({ alg: 'PS256', 'x5t#S256': 'AAAA' })).toString('base64url');
    expect(await code(await good({ client_assertion: `${certificate}.${payload}.AAAA` }))).toEqual([700027]);
  });

  it('of the login service, with a certificate', async () => {
    const make = () => {
      const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      return { key, certificate: selfSigned(key) };
    };
    const [own, other] = [make(), make()];
    const cloud = createAzureCloud({
      clock: () => now,
      tenant: TENANT,
      applications: [{ tenant: TENANT, client: CLIENT, certificate: own.certificate }],
      permits: () => true,
    });
    const AT = `https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`;
    const codes = async (named: string, key: KeyObject, audience = AT): Promise<unknown> => {
      const thumbprint = createHash('sha256').update(new X509Certificate(named).raw).digest('base64url');
      const assertion = await new SignJWT({
        iss: CLIENT,
        sub: CLIENT,
        aud: audience,
        exp: Math.floor(now.getTime() / 1000) + 300,
      })
        .setProtectedHeader({ alg: 'PS256', 'x5t#S256': thumbprint })
        .sign(key);
      const form = await good({ client_assertion: assertion });
      const answer = await cloud.handler({
        method: 'POST',
        url: new URL(AT),
        headers: { host: new URL(AT).host, 'content-type': 'application/x-www-form-urlencoded' },
        body: Buffer.from(form.toString()),
      });
      if (typeof answer !== 'object') throw new Error('no answer');
      return (JSON.parse(Buffer.from(answer.body ?? '').toString()) as Record<string, unknown>)['error_codes'];
    };
    expect(await codes(own.certificate, own.key)).toBeUndefined();
    // Signed with the registered key, with the name of another certificate.
    expect(await codes(other.certificate, own.key)).toEqual([700027]);
    expect(await codes(own.certificate, other.key)).toEqual([700024]);
    expect(await codes(own.certificate, own.key, 'https://evil.test')).toEqual([700024]);
  });

  it('of the identity endpoint of a machine', async () => {
    const url = 'http://169.254.169.254/metadata/identity/oauth2/token?resource=https://vault.azure.net&api-version=2018-02-01';
    // This machine has no identity.
    expect((await ask(url, { headers: { metadata: 'true' } })).json['error_description']).toBe('Identity not found');
    expect((await ask(url)).json['error']).toBe('bad_request_102');
    expect((await ask(url.replace('2018', '2017'), { headers: { metadata: 'true' } })).json['error_description']).toBe(
      'api-version',
    );
  });

  it('of the vault', async () => {
    const version = azure.vault.addKey('strict', { kty: 'EC', crv: 'P-256' });
    const disabled = azure.vault.addKey('off', { kty: 'EC', crv: 'P-256' });
    azure.vault.disable('off', disabled);
    azure.vault.addKey('verify-only', { kty: 'EC', crv: 'P-256' }, { operations: ['verify'] });
    const access = (change: Partial<Parameters<AzureCloud['login']['issue']>[0]> = {}, lifetime = 100) =>
      azure.login.issue({ tenant: TENANT, client: CLIENT, resource: 'https://vault.azure.net', ...change }, lifetime);
    const value = createHash('sha256').update('x').digest('base64url');
    const sign = async (
      change: {
        readonly path?: string;
        readonly version?: string;
        readonly body?: unknown;
        readonly bearer?: string;
        readonly type?: string;
        readonly method?: string;
      } = {},
    ): Promise<string> => {
      const {
        path = `keys/strict/${version}/sign`,
        body = { alg: 'ES256', value },
        bearer = await access(),
        type = 'application/json',
      } = change;
      const { status, json } = await ask(`${VAULT}/${path}?api-version=${change.version ?? '7.6'}`, {
        method: change.method ?? 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': type },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      return `${status} ${String((json['error'] as { code?: string } | undefined)?.code)}`;
    };
    expect(await sign()).toBe('200 undefined');
    expect(await sign({ version: '1.0' })).toBe('400 BadParameter');
    expect(await sign({ bearer: 'x' })).toBe('401 Unauthorized');
    expect(await sign({ bearer: await access({ resource: 'https://management.azure.com' }) })).toBe('401 Unauthorized');
    expect(await sign({ bearer: await access({ tenant: CLIENT }) })).toBe('401 Unauthorized');
    expect(await sign({ bearer: await access({}, -1) })).toBe('401 Unauthorized');
    expect(await sign({ bearer: await access({ client: TENANT }) })).toBe('403 Forbidden');
    expect(await sign({ type: 'text/plain' })).toBe('415 UnsupportedMediaType');
    expect(await sign({ body: '{' })).toBe('400 BadParameter');
    expect(await sign({ body: { alg: 'ES256', value, digest: value } })).toBe('400 BadParameter');
    expect(await sign({ body: { alg: 'ES384', value } })).toBe('400 BadParameter');
    expect(await sign({ body: { alg: 'RS256', value } })).toBe('400 BadParameter');
    expect(await sign({ body: { alg: 'EdDSA', value } })).toBe('400 BadParameter');
    expect(await sign({ body: { alg: 'ES256', value: `${value}=` } })).toBe('400 BadParameter');
    expect(await sign({ body: { alg: 'ES256', value: 'AAAA' } })).toBe('400 BadParameter');
    expect(await sign({ body: { alg: 'ES256', value: Buffer.alloc(64).toString('base64url') } })).toBe('400 BadParameter');
    expect(await sign({ path: `keys/strict/${'0'.repeat(32)}/sign` })).toBe('404 KeyNotFound');
    expect(await sign({ path: `keys/off/${disabled}/sign` })).toBe('403 Forbidden');
    expect(await sign({ path: 'keys/verify-only/sign' })).toBe('403 Forbidden');
    expect(await sign({ method: 'PUT' })).toBe('405 MethodNotAllowed');
    expect(await sign({ path: 'keys/new/create', body: { kty: 'EC', crv: 'P-192' } })).toBe('400 BadParameter');
    expect(await sign({ path: 'keys/new/create', body: { kty: 'RSA', key_size: 1024 } })).toBe('400 BadParameter');
    expect(await sign({ path: 'keys/new/create', body: { kty: 'oct' } })).toBe('400 BadParameter');
  });

  it('of hosts that are not those of the cloud', async () => {
    expect((await ask('https://elsewhere.test/keys/strict')).status).toBe(404);
    expect((await ask(`https://login.microsoftonline.com/keys/strict?api-version=7.6`)).status).toBe(404);
  });
});
