import { createHash, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Issuer } from '../../../sandbox/src/issuer/index.js';
import type { GoogleCloud } from '../../../sandbox/src/testing/clouds/google/index.js';
import { failure, type TestRun } from '../net/testing/test-run.js';
import { openPublicKey, readKeyLogins, type KeyServices } from '../public-keys/index.js';
import { createKey, openSigner } from './index.js';
import { changed, clock, json, openIssuer, startGoogle, type TestCloud } from './testing/clouds.js';

const RING = 'projects/acme/locations/europe-west1/keyRings/release';
const key = (name: string): string => `${RING}/cryptoKeys/${name}`;
const PROVIDER = 'projects/123456789012/locations/global/workloadIdentityPools/ci/providers/github';
const ACCOUNT = 'signer@acme.iam.gserviceaccount.com';
const JOB = 'repo:acme/app:ref:refs/heads/main';
const FEDERATED = `principal://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/ci/subject/${JOB}`;
const DIGEST = createHash('sha256').update('app.tgz').digest();

const account = generateKeyPairSync('rsa', { modulusLength: 2048 });
let issuer: Issuer;
let google: GoogleCloud;
let cloud: TestCloud;
let folder: string;

beforeAll(async () => {
  issuer = await openIssuer();
  folder = mkdtempSync(join(tmpdir(), 'countersign-google-'));
  ({ google, cloud } = await startGoogle({
    clock,
    providers: [
      {
        name: PROVIDER,
        issuer: issuer.issuers.github,
        keySet: issuer.keySets.github,
        allows: ({ repository }) => repository === 'acme/app',
      },
    ],
    accounts: [
      {
        email: ACCOUNT,
        publicKeyPem: account.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        impersonators: [FEDERATED],
      },
    ],
    users: [{ clientId: 'gcloud', clientSecret: 'not a secret', refreshToken: '1//refresh-token', email: 'dev@example.com' }],
    machine: ACCOUNT,
    permits: (principal, permission, resource) =>
      [ACCOUNT, FEDERATED, 'dev@example.com'].includes(principal) && !resource.includes('forbidden') && permission !== '',
    projects: { acme: '123456789012' },
  }));
  google.kms.addVersion(key('p256'), 'EC_SIGN_P256_SHA256');
});

beforeEach(() => cloud.reset());

afterAll(async () => {
  await cloud.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The job's login; a line of `key-login`. */
function login(line = `gcp provider=${PROVIDER}`, claims: Readonly<Record<string, unknown>> = {}): KeyServices {
  return {
    logins: readKeyLogins([line], 'key-login'),
    identityToken: (audience) => issuer.mint('github', { repository: 'acme/app', sub: JOB, ...claims }, { audience }),
  };
}

const sign = async (name: string, digest: Uint8Array = DIGEST, run: TestRun = cloud.run()) => {
  const signer = await openSigner(run, `gcpkms://${key(name)}`, { services: login() });
  return { signer, signature: await signer.sign({ kind: 'digest', digest }) };
};

describe('keys in Google Cloud KMS', () => {
  it.each([
    ['EC_SIGN_P256_SHA256', 'PKIX_ECDSA_P256_SHA_256', 'sha256', {}],
    ['EC_SIGN_P384_SHA384', 'PKIX_ECDSA_P384_SHA_384', 'sha384', {}],
    ['RSA_SIGN_PKCS1_2048_SHA256', 'PKIX_RSA_PKCS1V15_2048_SHA256', 'sha256', {}],
    ['RSA_SIGN_PKCS1_3072_SHA256', 'PKIX_RSA_PKCS1V15_3072_SHA256', 'sha256', {}],
    ['RSA_SIGN_PSS_2048_SHA256', 'PKIX_RSA_PSS_2048_SHA256', 'sha256', { padding: 6, saltLength: 32 }],
  ])('%s signs a digest and a message', async (algorithm, details, hash, options) => {
    google.kms.addVersion(key(algorithm), algorithm);
    const signer = await openSigner(cloud.run(), `gcpkms://${key(algorithm)}`, { services: login() });
    expect([signer.details, signer.hash, signer.version]).toEqual([details, hash, '1']);
    expect(signer.name).toBe(`gcpkms://${key(algorithm)}/cryptoKeyVersions/1`);
    const message = randomBytes(1000);
    for (const input of [
      { kind: 'message', message } as const,
      { kind: 'digest', digest: createHash(hash).update(message).digest() } as const,
    ]) {
      const signature = await signer.sign(input);
      expect(verify(hash, message, { key: google.kms.publicKeyPem(key(algorithm), 1), ...options }, signature)).toBe(true);
    }
  });

  it.each([
    ['EC_SIGN_ED25519', undefined],
    ['PQ_SIGN_ML_DSA_65', 'ML_DSA_65'],
  ] as const)('%s signs a message, and no digest', async (algorithm, details) => {
    google.kms.addVersion(key(algorithm), algorithm);
    const signer = await openSigner(cloud.run(), `gcpkms://${key(algorithm)}`, { services: login(), details });
    const message = randomBytes(100);
    const signature = await signer.sign({ kind: 'message', message });
    expect(verify(null, message, google.kms.publicKeyPem(key(algorithm), 1), signature)).toBe(true);
    expect((await failure(signer.sign({ kind: 'digest', digest: DIGEST }))).code).toBe('KEY_UNSUPPORTED');
    const large = signer.sign({ kind: 'message', message: new Uint8Array(64 * 1024 + 1) });
    expect((await failure(large)).code).toBe('KEY_UNSUPPORTED');
  });

  it('without a version, the newest enabled one of all pages is used, and named', async () => {
    for (let version = 1; version <= 5; version += 1) google.kms.addVersion(key('many'), 'EC_SIGN_P256_SHA256');
    google.kms.setState(key('many'), 5, 'DISABLED');
    const { signer } = await sign('many');
    expect(signer.version).toBe('4');
    expect(cloud.seen.filter((at) => at.endsWith('/cryptoKeyVersions'))).toHaveLength(2);
    const named = await openSigner(cloud.run(), `gcpkms://${key('many')}/versions/2`, { services: login() });
    expect(named.name).toBe(`gcpkms://${key('many')}/cryptoKeyVersions/2`);
    expect((await named.sign({ kind: 'digest', digest: DIGEST })).length).toBeGreaterThan(60);
  });

  it('a version that is disabled is refused in the words of the service', async () => {
    const error = await failure(openSigner(cloud.run(), `gcpkms://${key('many')}/cryptoKeyVersions/5`, { services: login() }));
    expect(error).toMatchObject({ code: 'SERVICE_REFUSED', found: expect.stringContaining('not enabled') });
    google.kms.addVersion(key('gone'), 'EC_SIGN_P256_SHA256', 'DESTROYED');
    expect((await failure(sign('gone'))).message).toContain('has no enabled version');
  });

  it('the public key is read without the right to sign, by verification', async () => {
    const opened = await openPublicKey(cloud.run(), `gcpkms://${key('p256')}`, {
      readFile: () => new Uint8Array(),
      services: login(),
    });
    expect(opened).toMatchObject({ version: '1', where: `gcpkms://${key('p256')}/cryptoKeyVersions/1` });
    expect(opened.key.object.export({ type: 'spki', format: 'pem' })).toBe(google.kms.publicKeyPem(key('p256'), 1));
    expect(cloud.seen.filter((at) => at.includes('asymmetricSign'))).toEqual([]);
  });

  it.each([
    'gcpkms://projects/acme/locations/eu/keyRings/r',
    'gcpkms://projects/acme/locations/eu/keyRings/r/cryptoKeys/../k',
    'gcpkms://projects/acme/locations/eu/keyRings/r/cryptoKeys/k?x=y',
    'gcpkms://projects/acme/locations/eu/keyRings/r/cryptoKeys/k/cryptoKeyVersions/0',
    'gcpkms://projects/acme/locations/eu/keyRings/r/cryptoKeys/k/cryptoKeyVersions/latest',
    'gcpkms://projects/./locations/eu/keyRings/r/cryptoKeys/k',
  ])('%s is not understood', async (reference) => {
    expect((await failure(openSigner(cloud.run(), reference, {}))).code).toBe('INPUT_INVALID');
    expect(cloud.seen).toEqual([]);
  });

  it('an algorithm that the registry does not have is refused, and one that the key does not have', async () => {
    google.kms.addVersion(key('sha512'), 'RSA_SIGN_PKCS1_4096_SHA512', 'ENABLED', account.privateKey);
    expect(await failure(sign('sha512'))).toMatchObject({ code: 'KEY_UNSUPPORTED', found: 'RSA_SIGN_PKCS1_4096_SHA512' });
    const other = openSigner(cloud.run(), `gcpkms://${key('p256')}`, { services: login(), details: 'PKIX_RSA_PSS_2048_SHA256' });
    expect(await failure(other)).toMatchObject({ code: 'KEY_UNSUPPORTED', found: 'PKIX_ECDSA_P256_SHA_256' });
  });
});

describe('answers of Google Cloud KMS that are not used', () => {
  const other = createHash('sha256').update('something else').digest();
  it.each<[string, RegExp, Readonly<Record<string, unknown>>]>([
    ['the digest was not verified', /:asymmetricSign$/, { verifiedDigestCrc32c: false }],
    ['the digest was not verified, as a text', /:asymmetricSign$/, { verifiedDigestCrc32c: 'true' }],
    ['the checksum of the signature is another one', /:asymmetricSign$/, { signatureCrc32c: '1' }],
    ['the signature has no checksum', /:asymmetricSign$/, { signatureCrc32c: undefined }],
    ['another version signed', /:asymmetricSign$/, { name: `${key('p256')}/cryptoKeyVersions/2` }],
    ['the public key is of another version', /\/publicKey$/, { name: `${key('p256')}/cryptoKeyVersions/2` }],
    ['the checksum of the public key is another one', /\/publicKey$/, { pemCrc32c: '1' }],
    ['the public key has no checksum', /\/publicKey$/, { pemCrc32c: undefined }],
    ['the algorithm is not that of the key', /\/publicKey$/, { algorithm: 'RSA_SIGN_PKCS1_2048_SHA256' }],
    [
      'a version of another key is listed',
      /\/cryptoKeyVersions$/,
      { cryptoKeyVersions: [{ name: `${key('other')}/cryptoKeyVersions/1`, state: 'ENABLED' }] },
    ],
    ['the list has something else', /\/cryptoKeyVersions$/, { cryptoKeyVersions: ['a text'] }],
    ['the list has nothing', /\/cryptoKeyVersions$/, { cryptoKeyVersions: [null] }],
    ['the list never ends', /\/cryptoKeyVersions$/, { nextPageToken: '0' }],
  ])('%s', async (_what, at, members) => {
    cloud.alter(at, changed(members));
    const error = await failure(sign('p256'));
    expect(['SERVICE_ANSWER_INVALID', 'KEY_INVALID']).toContain(error.code);
    expect(cloud.seen.filter((one) => one.endsWith('/cryptoKeyVersions')).length).toBeLessThanOrEqual(20);
  });

  it('the signature is of another digest', async () => {
    const { signature } = await sign('p256', other);
    const { castagnoli } = await import('../../../sandbox/src/testing/clouds/crc32c.js');
    const swapped = { signature: signature.toString(), signatureCrc32c: castagnoli(signature) };
    cloud.alter(/:asymmetricSign$/, changed({ ...swapped, signature: Buffer.from(signature).toString('base64') }));
    expect(await failure(sign('p256'))).toMatchObject({
      code: 'SERVICE_ANSWER_INVALID',
      message: expect.stringContaining('does not verify'),
    });
  });

  it('the signature is of another message', async () => {
    google.kms.addVersion(key('messages'), 'EC_SIGN_ED25519');
    const { castagnoli } = await import('../../../sandbox/src/testing/clouds/crc32c.js');
    const zeros = Buffer.alloc(64);
    const swapped = { signature: zeros.toString('base64'), signatureCrc32c: castagnoli(zeros) };
    cloud.alter(/:asymmetricSign$/, changed(swapped));
    const signer = await openSigner(cloud.run(), `gcpkms://${key('messages')}`, { services: login() });
    expect(await failure(signer.sign({ kind: 'message', message: DIGEST }))).toMatchObject({
      code: 'SERVICE_ANSWER_INVALID',
      message: expect.stringContaining('does not verify'),
    });
  });

  it('is no JSON object', async () => {
    cloud.alter(/\/publicKey$/, () => json(['x']));
    expect((await failure(sign('p256'))).code).toBe('SERVICE_ANSWER_INVALID');
  });

  it('redirects are not followed', async () => {
    cloud.alter(/\/publicKey$/, () => ({ status: 307, headers: { location: 'https://elsewhere.test/' }, body: '' }));
    expect(await failure(sign('p256'))).toMatchObject({
      code: 'SERVICE_REFUSED',
      found: expect.stringContaining('elsewhere.test'),
    });
    expect(cloud.seen.filter((at) => at.includes('elsewhere'))).toEqual([]);
  });

  it('the words of a refusal are passed on, without the token', async () => {
    google.kms.addVersion(key('forbidden'), 'EC_SIGN_P256_SHA256');
    const run = cloud.run();
    const error = await failure(sign('forbidden', DIGEST, run));
    expect(error).toMatchObject({ code: 'SERVICE_REFUSED', found: expect.stringContaining('cloudkms.cryptoKeyVersions.list') });
    expect(error.hint).toContain('roles/cloudkms.signerVerifier');
    expect(run.secrets.some((secret) => secret.startsWith('ya29.'))).toBe(true);
    expect(JSON.stringify([error, run.lines])).not.toContain('ya29.');
  });

  it('a refusal that repeats the token', async () => {
    cloud.alter(/\/publicKey$/, (_answer, { headers }) =>
      json({ error: { message: `wrong: ${headers.authorization?.slice('Bearer '.length)}` } }, 403),
    );
    const error = await failure(sign('p256'));
    expect(error.found).toContain('wrong: ');
    expect(JSON.stringify(error)).not.toContain('ya29.');
  });
});

describe('credentials of Google Cloud', () => {
  const using = async (services: KeyServices | undefined, env: Readonly<Record<string, string>> = {}) => {
    const run = cloud.run({ env: { HOME: folder, ...env }, cwd: folder });
    const signer = await openSigner(run, `gcpkms://${key('p256')}/cryptoKeyVersions/1`, { services });
    await signer.sign({ kind: 'digest', digest: DIGEST });
    return run;
  };
  const file = (document: unknown): Readonly<Record<string, string>> => {
    writeFileSync(join(folder, 'credentials.json'), JSON.stringify(document));
    return { GOOGLE_APPLICATION_CREDENTIALS: 'credentials.json' };
  };
  const keyFile = (): Record<string, string> => ({
    type: 'service_account',
    client_email: ACCOUNT,
    private_key_id: 'a',
    private_key: account.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    token_uri: 'https://oauth2.googleapis.com/token',
  });
  const external = (): Record<string, unknown> => ({
    type: 'external_account',
    audience: `//iam.googleapis.com/${PROVIDER}`,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: 'https://sts.googleapis.com/v1/token',
    credential_source: { file: join(folder, 'token.jwt') },
  });
  const audience = `https://iam.googleapis.com/${PROVIDER}`;
  const token = (claims: Readonly<Record<string, unknown>> = {}, more: Readonly<Record<string, unknown>> = {}) =>
    issuer.mint('github', { repository: 'acme/app', sub: JOB, ...claims }, { audience, ...more });

  it('the identity of the job, exchanged', async () => {
    await using(login());
    expect(cloud.seen.slice(0, 2)).toEqual([
      'POST sts.googleapis.com/v1/token',
      `GET cloudkms.googleapis.com/v1/${key('p256')}/cryptoKeyVersions/1/publicKey`,
    ]);
  });

  it('the identity of the job, as a service account', async () => {
    await using(login(`gcp provider=//iam.googleapis.com/${PROVIDER} service-account=${ACCOUNT}`));
    expect(cloud.seen[1]).toBe(`POST iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${ACCOUNT}:generateAccessToken`);
  });

  it('a token of another place, also where none is requested', async () => {
    const line = `gcp provider=${PROVIDER} token=env://GCP_ID_TOKEN`;
    const run = await using(
      { logins: readKeyLogins([line], 'key-login'), identityToken: undefined },
      { GCP_ID_TOKEN: await token() },
    );
    expect(run.secrets).toContain(run.env['GCP_ID_TOKEN']);
    const without = using({ logins: readKeyLogins([`gcp provider=${PROVIDER}`], 'key-login'), identityToken: undefined });
    expect(await failure(without)).toMatchObject({ code: 'INPUT_MISSING', hint: expect.stringContaining('token=env://') });
  });

  it('the library leaves the proxies of the environment to the network of the run', async () => {
    process.env['HTTPS_PROXY'] = 'what is no address would be refused';
    try {
      await using(login());
      await using(undefined, file(keyFile()));
    } finally {
      delete process.env['HTTPS_PROXY'];
    }
  });

  it('another audience', async () => {
    const error = await failure(using(login(`gcp provider=${PROVIDER} audience=https://another.test`)));
    expect(error).toMatchObject({ code: 'SERVICE_REFUSED', found: expect.stringContaining('aud') });
  });

  it.each([
    ['gcp provider=projects/acme/locations/global/workloadIdentityPools/ci/providers/github', 'provider'],
    [`gcp provider=${PROVIDER} service-account=a/b@x`, 'service-account'],
    [`gcp service-account=${ACCOUNT}`, 'provider'],
  ])('the line %s', async (line, named) => {
    expect(await failure(using(login(line)))).toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining(named) });
    expect(cloud.seen).toEqual([]);
  });

  it('a job that the condition does not allow', async () => {
    expect(await failure(using(login(undefined, { repository: 'evil/app' })))).toMatchObject({
      code: 'SERVICE_REFUSED',
      message: expect.stringContaining('sts.googleapis.com'),
      found: expect.stringContaining('attribute condition'),
    });
  });

  it('the key file of a service account', async () => {
    await using(undefined, file(keyFile()));
    expect(cloud.seen[0]).toBe('POST oauth2.googleapis.com/token');
  });

  it('the key file of another key is refused, and not printed', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(await failure(using(undefined, file({ ...keyFile(), private_key: pem })))).toMatchObject({ code: 'SERVICE_REFUSED' });
    const damaged = await failure(using(undefined, file({ ...keyFile(), private_key: 'hunter2-hunter2' })));
    expect(damaged.code).toBe('TOKEN_UNAVAILABLE');
    expect(JSON.stringify(damaged)).not.toContain('hunter2');
  });

  it.each<[string, RegExp, () => Readonly<Record<string, unknown>>]>([
    [
      'a login of a person',
      /^POST oauth2/,
      () => ({
        type: 'authorized_user',
        client_id: 'gcloud',
        client_secret: 'GOCSPX-opaque/secret',
        refresh_token: '1//opaque+token',
      }),
    ],
    ['an external account', /^POST sts/, external],
    ['a service account', /^POST oauth2/, keyFile],
  ])('a service that repeats the secrets of %s: none is in the error, and all are masked', async (_name, pattern, document) => {
    writeFileSync(join(folder, 'token.jwt'), 'opaque/subject+token=of the job');
    cloud.alter(pattern, (_answer, { body }) =>
      json({ error: 'invalid_grant', error_description: `${decodeURIComponent(body.toString())} ${body.toString()}` }, 400),
    );
    const run = cloud.run({ env: file(document()), cwd: folder });
    const error = await failure(openSigner(run, `gcpkms://${key('p256')}`, {}));
    expect(error.code).toBe('SERVICE_REFUSED');
    const shown = JSON.stringify([error.message, error.expected, error.found, error.hint, String(error.cause ?? '')]);
    for (const secret of ['GOCSPX-opaque', '1//opaque', '1%2F%2Fopaque', 'opaque/subject', 'opaque%2Fsubject', 'eyJ'])
      expect(shown).not.toContain(secret);
    expect(run.secrets.length).toBeGreaterThan(0);
  });

  it('an external account in a file, with the token in a file', async () => {
    writeFileSync(join(folder, 'token.jwt'), await token());
    await using(undefined, file(external()));
    const source = { file: join(folder, 'token.json'), format: { type: 'json', subject_token_field_name: 'value' } };
    writeFileSync(join(folder, 'token.json'), JSON.stringify({ value: await token() }));
    await using(undefined, file({ ...external(), credential_source: source }));
  });

  it('an external account with the token at an address, as GitHub has it, as a service account', async () => {
    const value = await token();
    cloud.alter(/^GET tokens\.test\//, (_answer, { headers }) =>
      headers.authorization === 'bearer job' ? json({ value }) : json({}, 401),
    );
    const document = {
      ...external(),
      service_account_impersonation_url: `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${ACCOUNT}:generateAccessToken`,
      credential_source: {
        url: 'https://tokens.test/token',
        headers: { Authorization: 'bearer job' },
        format: { type: 'json', subject_token_field_name: 'value' },
      },
    };
    await using(undefined, file(document));
    expect(cloud.seen.slice(0, 3).map((at) => at.split('/')[0])).toEqual([
      'GET tokens.test',
      'POST sts.googleapis.com',
      'POST iamcredentials.googleapis.com',
    ]);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['a program', { credential_source: { executable: { command: '/bin/sh' } } }],
    ['AWS', { credential_source: { environment_id: 'aws1', url: 'https://x.test' } }],
    ['a certificate', { credential_source: { certificate: {} } }],
    ['a token service elsewhere', { token_url: 'https://sts.googleapis.com.evil.test/v1/token' }],
    ['a token service without TLS', { token_url: 'http://sts.googleapis.com/v1/token' }],
    ['a token service at another port', { token_url: 'https://sts.googleapis.com:444/v1/token' }],
    ['impersonation elsewhere', { service_account_impersonation_url: 'https://evil.test/' }],
    ['another type', { type: 'gdch_service_account' }],
    ['no audience', { audience: 5 }],
  ])('an external account with %s is refused', async (_what, members) => {
    writeFileSync(join(folder, 'token.jwt'), await token());
    expect((await failure(using(undefined, file({ ...external(), ...members })))).code).toBe('KEY_INVALID');
    expect(cloud.seen).toEqual([]);
  });

  it('the login of a person', async () => {
    const run = await using(
      undefined,
      file({ type: 'authorized_user', client_id: 'gcloud', client_secret: 'not a secret', refresh_token: '1//refresh-token' }),
    );
    expect(cloud.seen[0]).toBe('POST oauth2.googleapis.com/token');
    expect(run.secrets).toContain('1//refresh-token');
  });

  it('the service account of the machine', async () => {
    await using(undefined);
    expect(cloud.seen[0]).toBe('GET metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token');
  });

  it.each<[string, Parameters<TestCloud['alter']>[1]]>([
    ['another server answers for its name', () => json({ access_token: 'stolen' })],
    ['it has no account', () => ({ status: 404, headers: { 'metadata-flavor': 'Google' }, body: 'Not Found' })],
    ['the answer has no token', () => ({ status: 200, headers: { 'metadata-flavor': 'Google' }, body: '{}' })],
    ['no answer comes', () => 'reset'],
  ])('the machine has no credentials: %s', async (_what, change) => {
    cloud.alter(/^GET metadata/, change);
    expect(await failure(using(undefined))).toMatchObject({
      code: 'TOKEN_UNAVAILABLE',
      hint: expect.stringContaining('key-login'),
    });
    expect(cloud.seen).toHaveLength(1);
  });

  it.each(['missing.json', 'no.json'])('the file %s', async (name) => {
    writeFileSync(join(folder, 'no.json'), '[]');
    const error = await failure(using(undefined, { GOOGLE_APPLICATION_CREDENTIALS: name }));
    expect(error.message).toContain('GOOGLE_APPLICATION_CREDENTIALS');
  });

  it('a failure of the token service is repeated by the run, not by the library', async () => {
    cloud.alter(/^POST sts/, () => json({ error: 'internal', error_description: 'down' }, 500));
    const run = cloud.run({ timeMs: 5_000 });
    const error = await failure(openSigner(run, `gcpkms://${key('p256')}`, { services: login() }));
    expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE', message: expect.stringContaining('sts.googleapis.com') });
    expect(run.events.filter(({ event }) => event === 'retried').length).toBe(cloud.seen.length - 1);
  });
});

describe('making keys in Google Cloud KMS', () => {
  it('a key, and a new version', async () => {
    const run = cloud.run();
    const made = await createKey(run, `gcpkms://${key('new')}`, 'PKIX_ECDSA_P384_SHA_384', { services: login() });
    expect(made.details).toBe('PKIX_ECDSA_P384_SHA_384');
    expect(run.waits.length).toBe(1);
    const next = await createKey(cloud.run(), `gcpkms://${key('new')}`, 'PKIX_ECDSA_P384_SHA_384', {
      services: login(),
      newVersion: true,
    });
    expect(next.fingerprint).not.toBe(made.fingerprint);
    expect((await openSigner(cloud.run(), `gcpkms://${key('new')}`, { services: login() })).version).toBe('2');
  });

  it.each([
    ['a key that exists', key('p256'), 'PKIX_ECDSA_P256_SHA_256', false, 'KEY_INVALID'],
    ['a version', `${key('x')}/cryptoKeyVersions/1`, 'PKIX_ECDSA_P256_SHA_256', false, 'KEY_INVALID'],
    ['a curve that Google does not have', key('x'), 'PKIX_ECDSA_P521_SHA_512', false, 'KEY_UNSUPPORTED'],
    ['a new version of another algorithm', key('p256'), 'PKIX_ED25519', true, 'KEY_UNSUPPORTED'],
  ] as const)('refuses %s', async (_what, name, details, newVersion, code) => {
    expect((await failure(createKey(cloud.run(), `gcpkms://${name}`, details, { services: login(), newVersion }))).code).toBe(
      code,
    );
    expect((await openSigner(cloud.run(), `gcpkms://${key('p256')}`, { services: login() })).version).toBe('1');
  });

  it.each([
    ['another key was made', false, /\/cryptoKeys$/, { name: key('other') }],
    ['a version of another key was made', true, /^POST .*\/cryptoKeyVersions$/, { name: `${key('p256')}/cryptoKeyVersions/1` }],
    ['it failed', false, /^GET .*\/cryptoKeyVersions\/1$/, { state: 'GENERATION_FAILED' }],
  ] as const)('an answer that %s', async (what, newVersion, at, members) => {
    const name = key(`made-${what.length}`);
    if (newVersion) google.kms.addVersion(name, 'EC_SIGN_P256_SHA256');
    // What would be used instead exists.
    google.kms.addVersion(key('other'), 'EC_SIGN_P256_SHA256');
    cloud.alter(at, changed(members));
    const making = createKey(cloud.run(), `gcpkms://${name}`, 'PKIX_ECDSA_P256_SHA_256', { services: login(), newVersion });
    expect((await failure(making)).code).toBe('SERVICE_ANSWER_INVALID');
  });
});

describe('keys in Google Secret Manager', () => {
  const SECRET = 'gcp-secret://projects/acme/secrets/release-key';
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  it('signs with the newest version, or the named one', async () => {
    google.secrets.add('projects/acme/secrets/release-key', Buffer.from('an old one'));
    google.secrets.add('projects/acme/secrets/release-key', Buffer.from(pem));
    const run = cloud.run();
    const signer = await openSigner(run, SECRET, { services: login() });
    expect([signer.version, signer.name]).toEqual(['2', SECRET]);
    expect(verify('sha256', Buffer.from('x'), publicKey, await signer.sign({ kind: 'message', message: Buffer.from('x') }))).toBe(
      true,
    );
    expect(run.secrets).toContain(pem);
    expect((await failure(openSigner(run, `${SECRET}/versions/1`, { services: login() }))).code).toBe('KEY_INVALID');
  });

  it('has a public key', async () => {
    const text = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    google.secrets.add('projects/acme/locations/europe-west1/secrets/public', Buffer.from(text));
    const opened = await openPublicKey(cloud.run(), 'gcp-secret://projects/acme/locations/europe-west1/secrets/public', {
      readFile: () => new Uint8Array(),
      services: login(),
    });
    expect(opened.version).toBe('1');
    expect(cloud.seen.at(-1)).toMatch(/^GET secretmanager\.europe-west1\.rep\.googleapis\.com\//);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['another secret', { name: 'projects/123456789012/secrets/other/versions/2' }],
    ['no version', { name: 'projects/123456789012/secrets/release-key' }],
    ['another checksum', { payload: { data: Buffer.from(pem).toString('base64'), dataCrc32c: '5' } }],
    ['no payload', { payload: 'x' }],
  ])('refuses an answer with %s', async (_what, members) => {
    cloud.alter(/:access$/, changed(members));
    expect((await failure(openSigner(cloud.run(), SECRET, { services: login() }))).code).toBe('SERVICE_ANSWER_INVALID');
  });

  it('refuses another version than the named one', async () => {
    cloud.alter(/:access$/, changed({ name: 'projects/123456789012/secrets/release-key/versions/1' }));
    expect((await failure(openSigner(cloud.run(), `${SECRET}/versions/2`, { services: login() }))).code).toBe(
      'SERVICE_ANSWER_INVALID',
    );
  });

  it.each([
    'gcp-secret://projects/acme/secrets/a/b',
    'gcp-secret://secrets/a',
    'gcp-secret://projects/acme/locations/a.b/secrets/c',
  ])('%s is not understood', async (reference) => {
    expect((await failure(openSigner(cloud.run(), reference, {}))).code).toBe('INPUT_INVALID');
  });
});
