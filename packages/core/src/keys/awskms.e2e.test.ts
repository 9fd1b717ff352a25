import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { startFakeAws, type FakeAws, type FakeAwsOptions } from '../../../sandbox/src/testing/aws/index.js';
import { hash, verifyDigestSignature, verifyMessageSignature, type KeyDetails } from '../crypto/index.js';
import { failure, testRun, type TestRun, type TestRunOptions } from '../net/testing/test-run.js';
import { openPublicKey, readKeyLogins, type KeyServices } from '../public-keys/index.js';
import { createKey } from './awskms.js';
import { openSigner } from './index.js';

const ROLE = 'arn:aws:iam::123456789012:role/sign';
const STATIC = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a-secret-of-the-machine' };
const VARIABLES = { AWS_ACCESS_KEY_ID: STATIC.accessKeyId, AWS_SECRET_ACCESS_KEY: STATIC.secretAccessKey };
const MESSAGE = new TextEncoder().encode('an artifact');

let folder: string;
let sandbox: Sandbox;
let aws: FakeAws;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-aws-'));
  sandbox = await startSandbox();
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => aws.close());

async function start(options: FakeAwsOptions = {}): Promise<FakeAws> {
  const role = {
    arn: ROLE,
    issuer: sandbox.issuers.github,
    keys: sandbox.services.issuer.keySets.github,
    audiences: ['sts.amazonaws.com'],
    subject: 'repo:acme/app:*',
    actions: ['kms:GetPublicKey', 'kms:Sign'],
  };
  return (aws = await startFakeAws({ credentials: [STATIC], roles: [role], ...options }));
}

function run(env: Readonly<Record<string, string>> = VARIABLES, options: TestRunOptions = {}): TestRun {
  const common = {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    HOME: join(folder, 'home'),
  };
  return testRun({ ...options, env: { ...common, ...env } });
}

function alias(spec: string, name = 'release'): string {
  aws.state.aliases.set(`alias/${name}`, aws.addKey(spec).arn.split('/').at(-1) ?? '');
  return `awskms:///alias/${name}`;
}

const readFile = () => {
  throw new Error('no files');
};

describe('a key in AWS KMS', () => {
  it.each<readonly [string, KeyDetails]>([
    ['ECC_NIST_P256', 'PKIX_ECDSA_P256_SHA_256'],
    ['ECC_NIST_P384', 'PKIX_ECDSA_P384_SHA_384'],
    ['ECC_NIST_P521', 'PKIX_ECDSA_P521_SHA_512'],
    ['RSA_2048', 'PKIX_RSA_PKCS1V15_2048_SHA256'],
    ['RSA_2048', 'PKIX_RSA_PSS_2048_SHA256'],
    ['RSA_3072', 'PKIX_RSA_PSS_3072_SHA256'],
    ['ECC_NIST_EDWARDS25519', 'PKIX_ED25519'],
    ['ECC_NIST_EDWARDS25519', 'PKIX_ED25519_PH'],
    ['ML_DSA_65', 'ML_DSA_65'],
  ])('%s signs as %s, and its public key verifies', async (spec, details) => {
    await start();
    const reference = alias(spec);
    const signer = await openSigner(run(), reference, { details });
    const { key, version } = await openPublicKey(run(), reference, { readFile, details });
    expect([signer.details, signer.version, key.fingerprint]).toEqual([details, version, signer.publicKey.fingerprint]);
    expect(version).toMatch(/^arn:aws:kms:us-east-1:123456789012:key\//);
    expect(await verifyMessageSignature(key, MESSAGE, await signer.sign({ kind: 'message', message: MESSAGE }))).toBe(true);
    if (signer.hash === undefined) return;
    const digest = hash(signer.hash, MESSAGE);
    expect(await verifyDigestSignature(key, digest, await signer.sign({ kind: 'digest', digest }))).toBe(true);
    // The file stays here: only its digest is sent.
    expect(aws.requests.map(({ body }) => body.toString('utf8')).join()).not.toContain(Buffer.from(MESSAGE).toString('base64'));
  });

  it('is RSA with PKCS #1 v1.5 and SHA-256 unless another algorithm is chosen, whatever AWS lists first', async () => {
    await start({
      alter: (operation, answer) =>
        operation === 'GetPublicKey'
          ? {
              ...answer,
              body: String(answer.body)
                .replace('"RSASSA_PKCS1_V1_5_SHA_256",', '')
                .replace('"SigningAlgorithms":[', '"SigningAlgorithms":["RSASSA_PSS_SHA_512","RSASSA_PKCS1_V1_5_SHA_256",'),
            }
          : answer,
    });
    const signer = await openSigner(run(), alias('RSA_2048'));
    await signer.sign({ kind: 'message', message: MESSAGE });
    expect(JSON.parse(aws.requests.at(-1)?.body.toString('utf8') ?? '')).toMatchObject({
      SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
    });
  });

  it('stays the same key in one run when its alias is moved', async () => {
    await start();
    const reference = alias('ECC_NIST_P256');
    const signer = await openSigner(run(), reference);
    alias('ECC_NIST_P256');
    const signature = await signer.sign({ kind: 'message', message: MESSAGE });
    expect(await verifyMessageSignature(signer.publicKey, MESSAGE, signature)).toBe(true);
  });

  it('does not sign long messages with Ed25519, nor digests', async () => {
    await start();
    const signer = await openSigner(run(), alias('ECC_NIST_EDWARDS25519'));
    const long = await failure(signer.sign({ kind: 'message', message: new Uint8Array(4097) }));
    const digest = await failure(signer.sign({ kind: 'digest', digest: new Uint8Array(32) }));
    expect([long.code, digest.code]).toEqual(['KEY_UNSUPPORTED', 'KEY_UNSUPPORTED']);
    expect(aws.asked).not.toContain('Sign');
  });

  it('is made with an alias that is free, and then signs', async () => {
    await start();
    const made = await createKey(run(), 'awskms:///alias/new', 'PKIX_ECDSA_P384_SHA_384', {});
    const signer = await openSigner(run(), 'awskms:///alias/new');
    expect(signer.publicKey.fingerprint).toBe(made.fingerprint);
    const keys = aws.state.keys.length;
    for (const [reference, options, code] of [
      ['awskms:///alias/new', {}, 'KEY_INVALID'],
      ['awskms:///1234abcd-12ab-34cd-56ef-1234567890ab', {}, 'KEY_INVALID'],
      ['awskms:///alias/new', { newVersion: true }, 'KEY_UNSUPPORTED'],
    ] as const)
      expect((await failure(createKey(run(), reference, 'PKIX_ED25519', options))).code).toBe(code);
    expect(aws.state.keys).toHaveLength(keys);
  });

  it('is named in a warning if it gets no alias: it would be lost', async () => {
    await start({
      alter: (operation, answer) => (operation === 'CreateAlias' ? { ...answer, status: 403, body: '{}' } : answer),
    });
    const job = run();
    await failure(createKey(job, 'awskms:///alias/new', 'PKIX_ECDSA_P256_SHA_256', {}));
    const ids = aws.state.keys.map(({ arn }) => arn.split('/').at(-1) ?? '');
    expect(ids.filter((id) => job.lines.join('\n').includes(id))).toHaveLength(1);
  });

  it('needs a run that may use the network', async () => {
    await start();
    const error = await failure(openSigner(run(VARIABLES, { capability: 'registries' }), alias('ECC_NIST_P256')));
    expect([error.code, aws.asked]).toEqual(['NETWORK_FORBIDDEN', []]);
  });
});

describe('an answer of AWS KMS', () => {
  /** Changes one member of the answer to an operation. */
  const changed = (operation: string, member: string, value: unknown): FakeAwsOptions => ({
    alter: (asked, answer) =>
      asked === operation ? { ...answer, body: JSON.stringify({ ...JSON.parse(String(answer.body)), [member]: value }) } : answer,
  });
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'der' });

  it.each<readonly [string, FakeAwsOptions, string, string]>([
    [
      'has a signature of other bytes',
      changed('Sign', 'Signature', 'MEUCIQ=='),
      'SERVICE_ANSWER_INVALID',
      'a signature that verifies',
    ],
    ['has no signature', changed('Sign', 'Signature', undefined), 'SERVICE_ANSWER_INVALID', 'a signature by arn:aws:kms'],
    [
      'is about another key',
      changed('Sign', 'KeyId', 'arn:aws:kms:us-east-1:123456789012:key/other'),
      'SERVICE_ANSWER_INVALID',
      'a signature by arn:aws:kms',
    ],
    [
      'is about another algorithm',
      changed('Sign', 'SigningAlgorithm', 'ECDSA_SHA_384'),
      'SERVICE_ANSWER_INVALID',
      'with ECDSA_SHA_256',
    ],
    [
      'has the public key of another',
      changed('GetPublicKey', 'PublicKey', other.toString('base64')),
      'SERVICE_ANSWER_INVALID',
      'a signature that verifies',
    ],
    ['has no public key', changed('GetPublicKey', 'PublicKey', undefined), 'SERVICE_ANSWER_INVALID', 'a key with its ARN'],
    ['has a public key that is none', changed('GetPublicKey', 'PublicKey', 'AAAA'), 'KEY_INVALID', ''],
    ['is about a key for encryption', changed('GetPublicKey', 'KeyUsage', 'ENCRYPT_DECRYPT'), 'KEY_UNSUPPORTED', 'SIGN_VERIFY'],
    [
      'does not allow the algorithm',
      changed('GetPublicKey', 'SigningAlgorithms', ['SM2DSA']),
      'KEY_UNSUPPORTED',
      'ECDSA_SHA_256',
    ],
    ['is no JSON', { alter: (_asked, answer) => ({ ...answer, body: '<html>' }) }, 'SERVICE_ANSWER_INVALID', ''],
  ])('that %s is not used', async (_, options, code, expected) => {
    await start(options);
    const reference = alias('ECC_NIST_P256');
    for (const input of [
      { kind: 'message', message: MESSAGE } as const,
      { kind: 'digest', digest: hash('sha256', MESSAGE) } as const,
    ]) {
      const error = await failure(openSigner(run(), reference).then((signer) => signer.sign(input)));
      expect(error.code).toBe(code);
      expect(error.expected ?? '').toContain(expected);
    }
  });

  it('that throttles is waited for', async () => {
    let left = 2;
    await start({
      alter: (operation, answer) =>
        operation === 'Sign' && left-- > 0
          ? { status: 400, body: '{"__type":"ThrottlingException","message":"Rate exceeded"}' }
          : answer,
    });
    const signer = await openSigner(run(), alias('ECC_NIST_P256'));
    await signer.sign({ kind: 'message', message: MESSAGE });
    expect(aws.asked.filter((operation) => operation === 'Sign')).toHaveLength(3);
  });

  it('that refuses says what AWS says', async () => {
    await start();
    const error = await failure(openSigner(run(), 'awskms:///alias/none'));
    expect([error.code, error.found]).toEqual(['SERVICE_REFUSED', "Key 'alias/none' does not exist"]);
    expect(error.hint).toContain('kms:GetPublicKey');
  });

  it('to a false clock says so', async () => {
    await start();
    const error = await failure(openSigner(run(VARIABLES, { skewMs: 600_000 }), alias('ECC_NIST_P256')));
    expect(`${error.found ?? ''} ${error.hint ?? ''}`).toMatch(/Signature not yet current.*10 minutes ahead/);
  });
});

describe('the credentials for AWS', () => {
  const github = (audience: string) => sandbox.token('github', {}, { audience });
  const login = (line: string, identityToken: KeyServices['identityToken'] | 'none' = github): KeyServices => ({
    logins: readKeyLogins([line], 'key-login'),
    identityToken: identityToken === 'none' ? undefined : identityToken,
  });

  it('are those of the role in key-login, for the identity token of the job', async () => {
    await start();
    const job = run({});
    const signer = await openSigner(job, alias('ECC_NIST_P256'), { services: login(`aws role=${ROLE} session=run-7`) });
    await signer.sign({ kind: 'message', message: MESSAGE });
    expect(aws.asked).toEqual(['AssumeRoleWithWebIdentity', 'GetPublicKey', 'Sign']);
    const sent = new URLSearchParams(aws.requests[0]?.body.toString('utf8'));
    expect(sent.get('RoleSessionName')).toBe('run-7');
    // The exchange is not signed: no other credentials of the machine are used for it.
    expect(aws.requests[0]?.headers['authorization']).toBeUndefined();
    // Masked: the token, the secret key and the session token.
    expect(job.secrets).toEqual(
      expect.arrayContaining([sent.get('WebIdentityToken'), aws.requests[1]?.headers['x-amz-security-token']]),
    );
    expect(job.secrets.length).toBeGreaterThanOrEqual(3);
    expect(job.lines.join('\n')).not.toContain(sent.get('WebIdentityToken') ?? 'none');
  });

  it('of key-login come before those of the machine', async () => {
    await start();
    await openSigner(run(), alias('ECC_NIST_P256'), { services: login(`aws role=${ROLE}`) });
    expect(aws.asked[0]).toBe('AssumeRoleWithWebIdentity');
  });

  it('are requested with the token of a variable where no other is: GitLab, and the gate', async () => {
    await start();
    const services = login(`aws role=${ROLE} token=env://AWS_TOKEN`, 'none');
    const env = { AWS_TOKEN: `${await github('sts.amazonaws.com')}\n` };
    await openPublicKey(run(env), alias('ECC_NIST_P256'), { readFile, services });
    const error = await failure(
      openPublicKey(run(env), alias('ECC_NIST_P256'), { readFile, services: login(`aws role=${ROLE}`, 'none') }),
    );
    expect([error.code, error.hint]).toEqual(['INPUT_MISSING', expect.stringContaining('token=env://VAR')]);
  });

  it.each<readonly [string, string, KeyServices['identityToken'], string]>([
    ['a token for another audience', `aws role=${ROLE} audience=another-service`, github, 'Incorrect token audience'],
    ['another role', `aws role=${ROLE}2`, github, 'Not authorized to perform sts:AssumeRoleWithWebIdentity'],
    [
      'a token of another repository',
      `aws role=${ROLE}`,
      () => sandbox.token('github', { repository: 'evil/app' }, { audience: 'sts.amazonaws.com' }),
      'Not authorized',
    ],
    [
      'a token of another issuer',
      `aws role=${ROLE}`,
      () => sandbox.token('gitlab', {}, { audience: 'sts.amazonaws.com' }),
      'No OpenIDConnect provider found',
    ],
    [
      'a token that has ended',
      `aws role=${ROLE}`,
      () => sandbox.token('github', {}, { audience: 'sts.amazonaws.com', lifetime: -60 }),
      'Token expired',
    ],
  ])('are not given for %s', async (_, line, tokens, says) => {
    await start();
    const error = await failure(openSigner(run({}), alias('ECC_NIST_P256'), { services: login(line, tokens) }));
    expect([error.code, error.found]).toEqual(['SERVICE_REFUSED', expect.stringContaining(says)]);
    expect(error.hint).toContain('trust policy');
    expect(JSON.stringify(error)).not.toMatch(/eyJ/);
  });

  it('are not requested with a token that could sign', async () => {
    await start();
    const services = login(`aws role=${ROLE} audience=sigstore`);
    const file = join(folder, 'signing-token');
    writeFileSync(file, await github('sigstore'));
    for (const [env, options] of [
      [{}, { services }],
      [{ AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: ROLE }, {}],
    ] as const)
      expect((await failure(openSigner(run(env), alias('ECC_NIST_P256'), options))).code).toBe('TOKEN_INVALID');
    expect(aws.asked).toEqual([]);
  });

  it('that have ended when they come are not used', async () => {
    const ended = '<Expiration>2014-10-24T23:00:23Z';
    await start({ alter: (_, answer) => ({ ...answer, body: String(answer.body).replace(/<Expiration>[^<]*/, ended) }) });
    const error = await failure(openSigner(run({}), alias('ECC_NIST_P256'), { services: login(`aws role=${ROLE}`) }));
    expect([error.code, aws.asked]).toEqual(['SERVICE_ANSWER_INVALID', ['AssumeRoleWithWebIdentity']]);
    expect(error.found).toContain('ended at 2014-10-24');
  });

  it.each([
    ['role=other', 'role'],
    [`role=${ROLE} session=a/b`, 'session'],
    [`role=${ROLE} region=evil.example.com`, 'region'],
  ])('with %s are wrong use', async (words, name) => {
    await start();
    const error = await failure(openSigner(run({}), alias('ECC_NIST_P256'), { services: login(`aws ${words}`) }));
    expect([error.code, error.message, aws.asked]).toEqual(['INPUT_INVALID', expect.stringContaining(name), []]);
  });

  it('are requested once for all signatures of a run', async () => {
    await start();
    const signer = await openSigner(run({}), alias('ECC_NIST_P256'), { services: login(`aws role=${ROLE}`) });
    await Promise.all([1, 2, 3].map(() => signer.sign({ kind: 'message', message: MESSAGE })));
    expect(aws.asked.filter((operation) => operation.startsWith('Assume'))).toHaveLength(1);
  });

  it.each(['AWS_WEB_IDENTITY_TOKEN_FILE', 'a profile with keys', 'a profile with a role', 'a container'])(
    'come from %s, too',
    async (kind) => {
      await start();
      const file = join(folder, 'token');
      const config = join(folder, 'config');
      const shared = join(folder, 'credentials');
      writeFileSync(file, await github('sts.amazonaws.com'));
      const keys = `aws_access_key_id = ${STATIC.accessKeyId}\naws_secret_access_key = ${STATIC.secretAccessKey}\n`;
      writeFileSync(
        config,
        `[profile release]\nregion = us-east-1\n[profile role]\nrole_arn = ${ROLE}\nweb_identity_token_file = ${file}\n`,
      );
      writeFileSync(shared, `[release]\n${keys}`);
      const files = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: shared };
      const { startContainer } = await import('./testing/container.js');
      const container = await startContainer(STATIC);
      const environments: Readonly<Record<string, Readonly<Record<string, string>>>> = {
        AWS_WEB_IDENTITY_TOKEN_FILE: { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: ROLE },
        'a profile with keys': { ...files, AWS_PROFILE: 'release', AWS_REGION: '' },
        'a profile with a role': { ...files, AWS_PROFILE: 'role' },
        'a container': {
          AWS_CONTAINER_CREDENTIALS_FULL_URI: `${container.url}/role`,
          AWS_CONTAINER_AUTHORIZATION_TOKEN: container.token,
        },
      };
      try {
        const signer = await openSigner(run(environments[kind]), alias('ECC_NIST_P256'));
        await signer.sign({ kind: 'message', message: MESSAGE });
        expect(aws.asked).toEqual([
          ...(kind.includes('IDENTITY') || kind.includes('role') ? ['AssumeRoleWithWebIdentity'] : []),
          'GetPublicKey',
          'Sign',
        ]);
      } finally {
        await container.close();
      }
    },
  );

  it('of a profile are not made by a program', async () => {
    await start();
    const config = join(folder, 'process');
    writeFileSync(config, '[default]\ncredential_process = /bin/false\n');
    const error = await failure(openSigner(run({ AWS_CONFIG_FILE: config }), alias('ECC_NIST_P256')));
    expect(error.code).toBe('INPUT_INVALID');
  });

  it('that are nowhere are asked for', async () => {
    await start();
    const error = await failure(openSigner(run({}), alias('ECC_NIST_P256')));
    expect([error.code, error.hint]).toEqual(['INPUT_MISSING', expect.stringContaining('key-login: aws role=')]);
  });

  it('without a region are of no use', async () => {
    await start();
    const none = run({ ...VARIABLES, AWS_REGION: '' });
    expect((await failure(openSigner(none, alias('ECC_NIST_P256')))).code).toBe('INPUT_MISSING');
    const { arn } = aws.addKey('ECC_NIST_P256');
    await expect(openSigner(none, `awskms:///${arn}`)).resolves.toMatchObject({ version: arn });
  });
});

describe('a key in AWS Secrets Manager', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const secrets = {
    'release/key': pem,
    'release/keys': JSON.stringify({ private: pem, public: publicKey.export({ type: 'spki', format: 'pem' }) }),
  };

  it.each([
    'aws-secret://release/key',
    'aws-secret://release/keys#private',
    'aws-secret://arn:aws:secretsmanager:us-east-1:123456789012:secret:release/keys-a1b2c3#private',
  ])('%s signs, and stays secret', async (reference) => {
    await start({ secrets });
    const job = run();
    const signer = await openSigner(job, reference);
    const signature = await signer.sign({ kind: 'message', message: MESSAGE });
    const { key, version } = await openPublicKey(run(), 'aws-secret://release/keys#public', { readFile });
    expect(await verifyMessageSignature(key, MESSAGE, signature)).toBe(true);
    expect([signer.version, version]).toEqual(['EXAMPLE1-90ab-cdef-fedc-ba987SECRET1', 'EXAMPLE1-90ab-cdef-fedc-ba987SECRET1']);
    // The secret as a whole, and the member that is the key.
    const whole = secrets[reference.includes('keys') ? 'release/keys' : 'release/key'];
    expect(job.secrets).toEqual(expect.arrayContaining([whole, pem]));
  });

  it('that cannot be read is not quoted, nor what the library says of it', async () => {
    await start({
      secrets,
      alter: (operation, answer) =>
        operation === 'GetSecretValue' ? { ...answer, body: `{"SecretString": "hunter2" hunter2-hunter2}` } : answer,
    });
    const error = await failure(openSigner(run(), 'aws-secret://release/key'));
    expect(error.code).toBe('SERVICE_ANSWER_INVALID');
    const texts = [error.message, error.expected, error.found, error.hint];
    for (let { cause } = error as Error; cause instanceof Error; cause = cause.cause) texts.push(cause.message);
    expect(texts.join('\n')).not.toContain('hunter2');
  });

  it.each([
    ['aws-secret://none', 'SERVICE_REFUSED'],
    ['aws-secret://release/keys#other', 'KEY_INVALID'],
    ['aws-secret://release/key#private', 'KEY_INVALID'],
    ['aws-secret://a b', 'INPUT_INVALID'],
    ['aws-secret://', 'INPUT_INVALID'],
  ])('%s is %s', async (reference, code) => {
    await start({ secrets });
    const error = await failure(openSigner(run(), reference));
    expect(error.code).toBe(code);
    expect(JSON.stringify([error.message, error.expected, error.found, error.hint])).not.toContain('PRIVATE KEY-----');
  });
});
