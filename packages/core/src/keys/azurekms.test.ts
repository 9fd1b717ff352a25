import { createHash, createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Issuer } from '../../../sandbox/src/issuer/index.js';
import type { AzureCloud } from '../../../sandbox/src/testing/clouds/azure/index.js';
import { failure, type TestRun } from '../net/testing/test-run.js';
import { openPublicKey, readKeyLogins, type KeyServices } from '../public-keys/index.js';
import { createKey, openSigner } from './index.js';
import { changed, clock, json, openIssuer, startAzure, type TestCloud } from './testing/clouds.js';

const TENANT = '11111111-2222-3333-4444-555555555555';
const OTHER_TENANT = '99999999-2222-3333-4444-555555555555';
const CLIENT = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const SECRET = 'a-client-secret-of-azure';
const JOB = 'repo:acme/app:environment:release';
const AUDIENCE = 'api://AzureADTokenExchange';
const DIGEST = createHash('sha256').update('app.tgz').digest();
const VAULT = 'azurekms://myvault.vault.azure.net';

let issuer: Issuer;
let azure: AzureCloud;
let cloud: TestCloud;
let folder: string;
let version: string;

beforeAll(async () => {
  issuer = await openIssuer();
  folder = mkdtempSync(join(tmpdir(), 'countersign-azure-'));
  ({ azure, cloud } = await startAzure(options()));
  version = azure.vault.addKey('release', { kty: 'EC', crv: 'P-256' });
});

beforeEach(() => cloud.reset());

afterAll(async () => {
  await cloud.close();
  rmSync(folder, { recursive: true, force: true });
});

const options = (): Parameters<typeof startAzure>[0] => ({
  clock,
  tenant: TENANT,
  applications: [
    {
      tenant: TENANT,
      client: CLIENT,
      secret: SECRET,
      federated: [{ issuer: issuer.issuers.github, subject: JOB, audience: AUDIENCE, keySet: issuer.keySets.github }],
    },
  ],
  machine: { tenant: TENANT, client: CLIENT },
  permits: (client, _permission, key) => client === CLIENT && key !== 'forbidden',
});

function login(line = `azure tenant=${TENANT} client=${CLIENT}`, claims: Readonly<Record<string, unknown>> = {}): KeyServices {
  return {
    logins: readKeyLogins([line], 'key-login'),
    identityToken: (audience) => issuer.mint('github', { sub: JOB, ...claims }, { audience }),
  };
}

const sign = async (
  reference = `${VAULT}/release`,
  run: TestRun = cloud.run(),
  options: { services?: KeyServices | undefined } = { services: login() },
) => {
  const signer = await openSigner(run, reference, options);
  return { signer, signature: await signer.sign({ kind: 'digest', digest: DIGEST }) };
};

describe('keys in Azure Key Vault', () => {
  it.each([
    [{ kty: 'EC', crv: 'P-256' }, 'PKIX_ECDSA_P256_SHA_256', 'sha256', 'ES256'],
    [{ kty: 'EC-HSM', crv: 'P-384' }, 'PKIX_ECDSA_P384_SHA_384', 'sha384', 'ES384'],
    [{ kty: 'EC', crv: 'P-521' }, 'PKIX_ECDSA_P521_SHA_512', 'sha512', 'ES512'],
    [{ kty: 'RSA', bits: 2048 }, 'PKIX_RSA_PKCS1V15_2048_SHA256', 'sha256', 'RS256'],
    [{ kty: 'RSA-HSM', bits: 3072 }, 'PKIX_RSA_PKCS1V15_3072_SHA256', 'sha256', 'RS256'],
  ] as const)('%j signs a digest and a message', async (type, details, hash, algorithm) => {
    const name = Object.values(type).join('-');
    const made = azure.vault.addKey(name, type);
    const signer = await openSigner(cloud.run(), `${VAULT}/${name}`, { services: login() });
    expect([signer.details, signer.hash, signer.version]).toEqual([details, hash, made]);
    expect(signer.name).toBe(`${VAULT}/${name}/${made}`);
    // The numbers of an ECDSA signature are sometimes shorter than the curve.
    for (let count = 0; count < 20; count += 1) {
      const message = randomBytes(100);
      const signature = await signer.sign(
        count % 2 === 0 ? { kind: 'message', message } : { kind: 'digest', digest: createHash(hash).update(message).digest() },
      );
      expect(verify(hash, message, azure.vault.publicKeyPem(name, made), signature)).toBe(true);
    }
    const signed = cloud.requests.filter(({ url, body }) => url.pathname.endsWith('/sign') && body.length > 0);
    expect(signed.map(({ body }) => (JSON.parse(body.toString()) as { alg: string }).alg)).toEqual(Array(20).fill(algorithm));
  });

  it('RSA-PSS, if it is chosen', async () => {
    const made = azure.vault.addKey('pss', { kty: 'RSA', bits: 2048 });
    const signer = await openSigner(cloud.run(), `${VAULT}/pss`, { services: login(), details: 'PKIX_RSA_PSS_2048_SHA256' });
    const message = randomBytes(10);
    const signature = await signer.sign({ kind: 'message', message });
    const key = { key: azure.vault.publicKeyPem('pss', made), padding: 6, saltLength: 32 };
    expect(verify('sha256', message, key, signature)).toBe(true);
  });

  it('an algorithm of another key is refused', async () => {
    const other = openSigner(cloud.run(), `${VAULT}/release`, { services: login(), details: 'PKIX_ED25519' });
    expect((await failure(other)).code).toBe('KEY_INVALID');
    azure.vault.addKey('p384', { kty: 'EC', crv: 'P-384' });
    const deprecated = openSigner(cloud.run(), `${VAULT}/p384`, { services: login(), details: 'PKIX_ECDSA_P384_SHA_256' });
    expect((await failure(deprecated)).code).toBe('KEY_UNSUPPORTED');
  });

  it('the version that was opened signs, also after a rotation', async () => {
    azure.vault.addKey('rotated', { kty: 'EC', crv: 'P-256' });
    const first = await openSigner(cloud.run(), `${VAULT}/rotated`, { services: login() });
    const second = azure.vault.addKey('rotated', { kty: 'EC', crv: 'P-256' });
    await first.sign({ kind: 'digest', digest: DIGEST });
    expect(cloud.seen.at(-1)).toBe(`POST myvault.vault.azure.net/keys/rotated/${first.version}/sign`);
    expect((await sign(`${VAULT}/rotated`)).signer.version).toBe(second);
    expect((await sign(`${VAULT}/rotated/${first.version}`)).signer.version).toBe(first.version);
  });

  it('the public key is read without the right to sign, by verification', async () => {
    const opened = await openPublicKey(cloud.run(), `${VAULT}/release`, { readFile: () => new Uint8Array(), services: login() });
    expect(opened).toMatchObject({ version, where: `${VAULT}/release/${version}` });
    expect(opened.key.object.export({ type: 'spki', format: 'pem' })).toBe(azure.vault.publicKeyPem('release', version));
    expect(cloud.seen.filter((at) => at.startsWith('POST myvault'))).toEqual([]);
  });

  it.each([
    'azurekms://myvault/release',
    'azurekms://myvault.vault.azure.net.evil.test/release',
    'azurekms://evil.test/release',
    'azurekms://a.b.vault.azure.net/release',
    'azurekms://myvault.vault.azure.net:444/release',
    'azurekms://user@myvault.vault.azure.net/release',
    'azurekms://myvault.vault.azure.net/release/1',
    'azurekms://myvault.vault.azure.net/release?x',
    'azurekms://myvault.vault.azure.net/../release',
  ])('%s is not understood', async (reference) => {
    expect((await failure(openSigner(cloud.run(), reference, {}))).code).toBe('INPUT_INVALID');
    expect(cloud.seen).toEqual([]);
  });
});

describe('answers of Azure Key Vault that are not used', () => {
  const kid = (name: string, at: string) => `https://myvault.vault.azure.net/keys/${name}/${at}`;
  const jwk = (members: Readonly<Record<string, unknown>>) => ({
    key: { kid: kid('release', version), kty: 'EC', crv: 'P-256', x: 'a', y: 'b', ...members },
  });

  const publicJwk = (name: string, at: string) => createPublicKey(azure.vault.publicKeyPem(name, at)).export({ format: 'jwk' });

  it.each<[string, RegExp, () => Readonly<Record<string, unknown>>, string]>([
    ['the key of another name', /^GET .*\/release/, () => jwk({ kid: kid('other', version) }), 'SERVICE_ANSWER_INVALID'],
    [
      'the key of another vault',
      /^GET .*\/release/,
      () => jwk({ kid: `https://o.vault.azure.net/keys/release/${version}` }),
      'SERVICE_ANSWER_INVALID',
    ],
    [
      'a key without version',
      /^GET .*\/release/,
      () => jwk({ kid: 'https://myvault.vault.azure.net/keys/release' }),
      'SERVICE_ANSWER_INVALID',
    ],
    ['a key with an empty version', /^GET .*\/release/, () => jwk({ kid: kid('release', '') }), 'SERVICE_ANSWER_INVALID'],
    ['a key without identifier', /^GET .*\/release/, () => jwk({ kid: 5 }), 'SERVICE_ANSWER_INVALID'],
    ['no key', /^GET .*\/release/, () => ({ key: undefined }), 'SERVICE_ANSWER_INVALID'],
    ['a symmetric key', /^GET .*\/release/, () => jwk({ kty: 'oct-HSM' }), 'KEY_UNSUPPORTED'],
    ['a curve that is not supported', /^GET .*\/release/, () => jwk({ crv: 'P-256K' }), 'KEY_UNSUPPORTED'],
    ['another version signed', /\/sign$/, () => ({ kid: kid('release', '0'.repeat(32)) }), 'SERVICE_ANSWER_INVALID'],
    ['no word of the version', /\/sign$/, () => ({ kid: undefined }), 'SERVICE_ANSWER_INVALID'],
    ['a signature of another length', /\/sign$/, () => ({ value: 'AAAA' }), 'SERVICE_ANSWER_INVALID'],
    ['a signature of zeros', /\/sign$/, () => ({ value: Buffer.alloc(64).toString('base64url') }), 'SERVICE_ANSWER_INVALID'],
  ])('%s', async (_what, at, members, code) => {
    cloud.alter(at, (answer, request) =>
      typeof answer === 'object' && answer.status === 200 ? changed(members())(answer, request) : answer,
    );
    expect((await failure(sign())).code).toBe(code);
  });

  it('another version than the named one', async () => {
    const other = azure.vault.addKey('two', { kty: 'EC', crv: 'P-256' });
    const named = azure.vault.addKey('two', { kty: 'EC', crv: 'P-256' });
    cloud.alter(/^GET .*\/two/, (answer, request) =>
      request.headers.authorization === undefined
        ? answer
        : changed({ key: { ...publicJwk('two', named), kid: kid('two', other) } })(answer, request),
    );
    expect(await failure(sign(`${VAULT}/two/${named}`))).toMatchObject({
      code: 'SERVICE_ANSWER_INVALID',
      message: expect.stringContaining('is about another key'),
    });
  });

  it('a key that encrypts', async () => {
    cloud.alter(/^GET .*\/release/, (answer, request) =>
      request.headers.authorization === undefined ? answer : changed(jwk({ kty: 'oct-HSM' }))(answer, request),
    );
    expect((await failure(sign())).message).toContain('cannot sign');
  });

  it.each<[string, RegExp, 'with' | 'without', Readonly<Record<string, string>>]>([
    ['the login service asks for a token', /^POST login/, 'without', { 'www-authenticate': 'Bearer realm="x"' }],
    [
      'the vault asks again',
      /^GET myvault/,
      'with',
      {
        'www-authenticate': `Bearer authorization="https://login.microsoftonline.com/${TENANT}", resource="https://vault.azure.net"`,
      },
    ],
    ['the vault does not say who gives tokens', /^GET myvault/, 'without', {}],
  ])('HTTP 401: %s', async (_what, at, token, headers) => {
    cloud.alter(at, (answer, request) =>
      (request.headers.authorization !== undefined) === (token === 'with')
        ? { status: 401, headers, body: JSON.stringify({ error: { code: 'Unauthorized', message: 'words of the service' } }) }
        : answer,
    );
    expect(await failure(sign())).toMatchObject({
      code: 'SERVICE_REFUSED',
      found: expect.stringContaining('words of the service'),
    });
  });

  it('a disabled key', async () => {
    const made = azure.vault.addKey('disabled', { kty: 'EC', crv: 'P-256' });
    azure.vault.disable('disabled', made);
    expect(await failure(sign(`${VAULT}/disabled`))).toMatchObject({
      code: 'KEY_INVALID',
      message: expect.stringContaining('disabled'),
    });
  });

  it('a challenge for another resource gets no token', async () => {
    const other = await startAzure({ ...options(), resource: 'https://management.azure.com' });
    other.azure.vault.addKey('release', { kty: 'EC', crv: 'P-256' });
    const error = await failure(sign(undefined, other.cloud.run()));
    expect(error).toMatchObject({ code: 'SERVICE_ANSWER_INVALID', message: expect.stringContaining('another domain') });
    expect(other.cloud.seen).toEqual(['GET myvault.vault.azure.net/keys/release/']);
    await other.cloud.close();
  });

  it('a challenge of another tenant gets no token', async () => {
    const other = await startAzure({ ...options(), tenant: OTHER_TENANT });
    const error = await failure(sign(undefined, other.cloud.run()));
    expect(error.code).toBe('TOKEN_UNAVAILABLE');
    expect(other.cloud.seen.filter((at) => at.startsWith('POST'))).toEqual([]);
    await other.cloud.close();
  });

  it('the words of a refusal are passed on, without the token', async () => {
    azure.vault.addKey('forbidden', { kty: 'EC', crv: 'P-256' });
    const run = cloud.run();
    const error = await failure(sign(`${VAULT}/forbidden`, run));
    expect(error).toMatchObject({ code: 'SERVICE_REFUSED', found: expect.stringContaining('not authorized') });
    expect(error.message).toContain('myvault.vault.azure.net');
    expect(new Set(run.secrets.filter((secret) => secret.startsWith('eyJ'))).size).toBe(2);
    expect(JSON.stringify([error, run.lines])).not.toContain('eyJ');
    expect((await failure(sign(`${VAULT}/nothing`))).found).toContain('was not found');
  });

  it('redirects are not followed', async () => {
    cloud.alter(/^GET myvault/, () => ({ status: 307, headers: { location: 'https://elsewhere.test/' }, body: '' }));
    expect((await failure(sign())).code).toBe('SERVICE_REFUSED');
    expect(cloud.seen).toHaveLength(1);
  });

  it('a failure of the vault is repeated by the run, not by the library', async () => {
    cloud.alter(/\/sign$/, (answer, { body }) =>
      body.length === 0 ? answer : json({ error: { code: 'Busy', message: 'moving' } }, 503),
    );
    const run = cloud.run({ timeMs: 5_000 });
    expect(await failure(sign(undefined, run))).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      found: expect.stringContaining('moving'),
    });
    const sent = cloud.requests.filter(({ url, body }) => url.pathname.endsWith('/sign') && body.length > 0);
    expect(run.events.filter(({ event }) => event === 'retried').length).toBe(sent.length - 1);
  });
});

describe('credentials of Azure', () => {
  const using = (services: KeyServices | undefined, env: Readonly<Record<string, string>> = {}) => {
    const run = cloud.run({ env, cwd: folder });
    return sign(undefined, run, { services }).then(() => run);
  };
  const client = { AZURE_TENANT_ID: TENANT, AZURE_CLIENT_ID: CLIENT };
  const assertion = () => new URLSearchParams(cloud.requests.find(({ url }) => url.pathname.endsWith('/token'))?.body.toString());

  it('the identity of the job', async () => {
    await using(login());
    expect(assertion().get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    expect(assertion().get('scope')).toContain('https://vault.azure.net/.default');
  });

  it('a token of another place, also where none is requested', async () => {
    const line = `azure tenant=${TENANT} client=${CLIENT} token=env://AZURE_ID_TOKEN`;
    const AZURE_ID_TOKEN = await issuer.mint('github', { sub: JOB }, { audience: AUDIENCE });
    const run = await using({ logins: readKeyLogins([line], 'key-login'), identityToken: undefined }, { AZURE_ID_TOKEN });
    expect(run.secrets).toContain(AZURE_ID_TOKEN);
    const without = readKeyLogins([`azure tenant=${TENANT} client=${CLIENT}`], 'key-login');
    expect((await failure(using({ logins: without, identityToken: undefined }))).code).toBe('INPUT_MISSING');
  });

  it.each([
    [`azure tenant=${TENANT} client=${CLIENT} audience=other`, {}, '700212'],
    [`azure tenant=${TENANT} client=${CLIENT}`, { sub: 'repo:evil/app' }, '700213'],
    [`azure tenant=${TENANT} client=${CLIENT}`, { iss: 'https://evil.test' }, '700211'],
    [`azure tenant=${TENANT} client=${OTHER_TENANT}`, {}, '700016'],
  ])('is refused: %s %j', async (line, claims, number) => {
    expect(await failure(using(login(line, claims)))).toMatchObject({
      code: 'SERVICE_REFUSED',
      message: expect.stringContaining('login.microsoftonline.com'),
      found: expect.stringContaining(`AADSTS${number}`),
      hint: expect.stringContaining('federated credential'),
    });
  });

  it.each([`azure tenant=${TENANT}`, `azure client=${CLIENT}`])('the line %s', async (line) => {
    expect((await failure(using(login(line)))).code).toBe('INPUT_INVALID');
    expect(cloud.seen).toEqual([]);
  });

  it('a secret in the environment', async () => {
    const run = await using(undefined, { ...client, AZURE_CLIENT_SECRET: SECRET });
    expect(run.secrets).toContain(SECRET);
    const wrong = await failure(using(undefined, { ...client, AZURE_CLIENT_SECRET: 'another-secret-of-azure' }));
    expect(wrong).toMatchObject({ code: 'SERVICE_REFUSED', found: expect.stringContaining('AADSTS7000215') });
    expect(JSON.stringify(wrong)).not.toContain('another-secret');
    const half = await failure(using(undefined, { AZURE_TENANT_ID: TENANT, AZURE_CLIENT_SECRET: SECRET }));
    expect(half).toMatchObject({ code: 'INPUT_MISSING', found: 'no AZURE_CLIENT_ID' });
    expect((await failure(using(undefined, { AZURE_CLIENT_SECRET: SECRET }))).code).toBe('INPUT_MISSING');
  });

  it('workload identity: a token in a file that could sign is not sent', async () => {
    writeFileSync(join(folder, 'token'), await issuer.mint('github', { sub: JOB }, { audience: 'sigstore' }));
    const error = await failure(using(undefined, { ...client, AZURE_FEDERATED_TOKEN_FILE: 'token' }));
    expect([error.code, cloud.seen.filter((at) => at.includes('login.'))]).toEqual(['TOKEN_INVALID', []]);
  });

  it('workload identity: a token in a file', async () => {
    writeFileSync(join(folder, 'token'), `${await issuer.mint('github', { sub: JOB }, { audience: AUDIENCE })}\n`);
    const run = await using(undefined, { ...client, AZURE_FEDERATED_TOKEN_FILE: 'token' });
    expect(run.secrets).toContain(assertion().get('client_assertion'));
    expect(assertion().get('client_assertion')).toMatch(/^eyJ/);
    const missing = await failure(using(undefined, { ...client, AZURE_FEDERATED_TOKEN_FILE: 'missing' }));
    expect(missing).toMatchObject({ code: 'TOKEN_UNAVAILABLE', message: expect.stringContaining('AZURE_FEDERATED_TOKEN_FILE') });
  });

  it('the managed identity of the machine, which alone is asked without TLS', async () => {
    const run = cloud.run();
    const sent: [string, boolean | undefined][] = [];
    const fetch: TestRun['net']['fetch'] = (request) => {
      sent.push([new URL(request.url).protocol, request.machineCredentials]);
      return run.net.fetch(request);
    };
    await sign(undefined, { ...run, net: { ...run.net, fetch } }, { services: undefined });
    expect(sent.filter(([protocol]) => protocol === 'http:')).toEqual([['http:', true]]);
    expect(sent.filter(([protocol]) => protocol === 'https:').every(([, machine]) => machine === false)).toBe(true);
    expect(cloud.seen[1]).toBe('GET 169.254.169.254/metadata/identity/oauth2/token');
    cloud.reset();
    await using(undefined, { AZURE_CLIENT_ID: CLIENT });
    expect(cloud.requests[1]?.url.searchParams.get('client_id')).toBe(CLIENT);
    const unknown = await failure(using(undefined, { AZURE_CLIENT_ID: OTHER_TENANT }));
    expect(unknown).toMatchObject({ code: 'SERVICE_REFUSED', found: expect.stringContaining('Identity not found') });
  });

  it.each([
    // The library knows another name of the same service.
    ['myvault.vault.azure.cn', 'login.partner.microsoftonline.cn', 'AzureChinaCloud'],
    ['myvault.vault.usgovcloudapi.net', 'login.microsoftonline.us', 'AZUREUSGOVERNMENT'],
    ['myhsm.managedhsm.azure.net', 'login.microsoftonline.com', 'AzureCloud'],
  ])('the cloud of %s', async (vaultHost, loginHost, environment) => {
    const other = await startAzure({ ...options(), vaultHost, loginHost });
    other.azure.vault.addKey('release', { kty: 'EC-HSM', crv: 'P-256' });
    await sign(`azurekms://${vaultHost}/release`, other.cloud.run({ env: { AZURE_ENVIRONMENT: environment } }));
    expect(other.cloud.seen.some((at) => at.startsWith(`POST ${loginHost}/`))).toBe(true);
    await other.cloud.close();
  });

  it('AZURE_ENVIRONMENT of another cloud is refused, AZURE_AUTHORITY_HOST is used', async () => {
    const error = await failure(sign(undefined, cloud.run({ env: { AZURE_ENVIRONMENT: 'AzureChinaCloud' } })));
    expect(error.code).toBe('INPUT_INVALID');
    const own = await startAzure({ ...options(), loginHost: 'login.own.test' });
    own.azure.vault.addKey('release', { kty: 'EC', crv: 'P-256' });
    await failure(sign(undefined, own.cloud.run({ env: { AZURE_AUTHORITY_HOST: 'https://login.own.test' } })));
    expect(own.cloud.seen.filter((at) => at.startsWith('POST login.microsoftonline.com'))).toEqual([]);
    await own.cloud.close();
  });
});

describe('making keys in Azure Key Vault', () => {
  it('a key, and a new version', async () => {
    const made = await createKey(cloud.run(), `${VAULT}/new`, 'PKIX_ECDSA_P384_SHA_384', { services: login() });
    expect(made.details).toBe('PKIX_ECDSA_P384_SHA_384');
    const next = await createKey(cloud.run(), `${VAULT}/new`, 'PKIX_RSA_PSS_2048_SHA256', {
      services: login(),
      newVersion: true,
    });
    expect(next.details).toBe('PKIX_RSA_PSS_2048_SHA256');
    const body = JSON.parse(
      cloud.requests
        .filter(({ url }) => url.pathname.endsWith('/create'))
        .at(-1)
        ?.body.toString() ?? '',
    ) as object;
    expect(body).toMatchObject({ kty: 'RSA', key_size: 2048, key_ops: ['sign', 'verify'] });
  });

  it('a key in a managed HSM is in hardware', async () => {
    const other = await startAzure({ ...options(), vaultHost: 'myhsm.managedhsm.azure.net' });
    await createKey(other.cloud.run(), 'azurekms://myhsm.managedhsm.azure.net/new', 'PKIX_ECDSA_P256_SHA_256', {
      services: login(),
    });
    expect(other.cloud.requests.some(({ body }) => body.toString().includes('"kty":"EC-HSM"'))).toBe(true);
    await other.cloud.close();
  });

  it.each([
    ['a key that exists', 'release', 'PKIX_ECDSA_P256_SHA_256', false, 'KEY_INVALID'],
    ['a new version of nothing', 'nothing', 'PKIX_ECDSA_P256_SHA_256', true, 'KEY_INVALID'],
    ['a version', `x/${'0'.repeat(32)}`, 'PKIX_ECDSA_P256_SHA_256', false, 'KEY_INVALID'],
    ['Ed25519', 'x', 'PKIX_ED25519', false, 'KEY_UNSUPPORTED'],
    ['what it may not read', 'forbidden', 'PKIX_ECDSA_P256_SHA_256', false, 'SERVICE_REFUSED'],
  ] as const)('refuses %s', async (_what, name, details, newVersion, code) => {
    expect((await failure(createKey(cloud.run(), `${VAULT}/${name}`, details, { services: login(), newVersion }))).code).toBe(
      code,
    );
    expect(cloud.seen.filter((at) => at.endsWith('/create'))).toEqual([]);
  });
});

it('the private half of a certificate in the environment', async () => {
  const { selfSigned } = await import('./testing/certificate.js');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const certificate = selfSigned(privateKey);
  writeFileSync(join(folder, 'client.pem'), `${privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()}${certificate}`);
  const [application] = options().applications;
  if (application === undefined) throw new Error('no application');
  const own = await startAzure({ ...options(), applications: [{ ...application, certificate }] });
  own.azure.vault.addKey('release', { kty: 'EC', crv: 'P-256' });
  const password = { AZURE_CLIENT_CERTIFICATE_PASSWORD: 'a password of the certificate' };
  const env = { AZURE_TENANT_ID: TENANT, AZURE_CLIENT_ID: CLIENT, AZURE_CLIENT_CERTIFICATE_PATH: 'client.pem', ...password };
  const run = own.cloud.run({ env, cwd: folder });
  const signer = await openSigner(run, `${VAULT}/release`, {});
  await signer.sign({ kind: 'digest', digest: DIGEST });
  expect(run.secrets).toContain(password.AZURE_CLIENT_CERTIFICATE_PASSWORD);
  await own.cloud.close();
});
