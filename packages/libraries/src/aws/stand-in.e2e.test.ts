import { createHash, createPublicKey, verify } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand, type SigningAlgorithmSpec } from '@aws-sdk/client-kms';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import {
  CHECKS,
  signatureOf,
  startFakeAws,
  type CheckName,
  type FakeAws,
  type FakeAwsOptions,
} from '../../../sandbox/src/testing/aws/index.js';

/** The stand-in for AWS is as strict as AWS, and understood by AWS's own library alone. */
const NOW = new Date('2026-11-27T06:00:00Z');
const REGION = 'us-west-2';
const ROLE = 'arn:aws:iam::123456789012:role/FederatedWebIdentityRole';
const STATIC = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const SESSION = {
  accessKeyId: 'ASIAEXAMPLE',
  secretAccessKey: 'secret',
  sessionToken: 'token',
  ends: NOW.getTime() + 1000,
  actions: ['kms:Sign'],
};
const ID = '1234abcd-12ab-34cd-56ef-1234567890ab';

let sandbox: Sandbox;
let aws: FakeAws;
beforeAll(async () => {
  sandbox = await startSandbox({ clock: () => NOW });
});
afterAll(() => sandbox.stop());
afterEach(() => aws.close());

async function start(options: FakeAwsOptions = {}): Promise<FakeAws> {
  const { keySets } = sandbox.services.issuer;
  const role = {
    arn: ROLE,
    issuer: sandbox.issuers.github,
    keys: keySets.github,
    audiences: ['sts.amazonaws.com'],
    subject: 'repo:acme/app:*',
  };
  aws = await startFakeAws({
    region: REGION,
    clock: () => NOW,
    credentials: [STATIC, SESSION],
    roles: [role],
    secrets: { MyTestDatabaseSecret: '{\n  "username":"david",\n  "password":"EXAMPLE-PASSWORD"\n}\n' },
    ...options,
  });
  aws.addKey('ECC_NIST_P384', 'SIGN_VERIFY', ID);
  aws.state.aliases.set('alias/ECC_signing_key', ID);
  return aws;
}

const client = () => ({
  region: REGION,
  endpoint: aws.url,
  credentials: STATIC,
  maxAttempts: 1,
  systemClockOffset: NOW.getTime() - Date.now(),
});

describe("AWS's library", () => {
  it('signs as the example of Sign does: an alias, a message, ECDSA_SHA_384', async () => {
    await start();
    const kms = new KMSClient(client());
    const input = {
      KeyId: 'alias/ECC_signing_key',
      Message: Buffer.from('<message to be signed>'),
      MessageType: 'RAW',
      SigningAlgorithm: 'ECDSA_SHA_384',
    } as const;
    const { KeyId, Signature = new Uint8Array(), SigningAlgorithm } = await kms.send(new SignCommand(input));
    const arn = `arn:aws:kms:${REGION}:123456789012:key/${ID}`;
    expect({ KeyId, SigningAlgorithm }).toEqual({ KeyId: arn, SigningAlgorithm: 'ECDSA_SHA_384' });
    // Another client: it would take the time from the first answer, which is not that of this test.
    const answer = await new KMSClient(client()).send(new GetPublicKeyCommand({ KeyId: arn }));
    expect(answer).toMatchObject({
      KeyId: arn,
      KeyUsage: 'SIGN_VERIFY',
      KeySpec: 'ECC_NIST_P384',
      SigningAlgorithms: ['ECDSA_SHA_384'],
    });
    const key = createPublicKey({ key: Buffer.from(answer.PublicKey ?? []), format: 'der', type: 'spki' });
    expect(verify('sha384', input.Message, key, Signature)).toBe(true);
  });

  it('gets a public key as the example of GetPublicKey does', async () => {
    await start();
    const id = '0987dcba-09fe-87dc-65ba-ab0987654321';
    aws.addKey('RSA_4096', 'ENCRYPT_DECRYPT', id);
    const KeyId = `arn:aws:kms:us-west-2:123456789012:key/${id}`;
    const answer = await new KMSClient(client()).send(new GetPublicKeyCommand({ KeyId }));
    expect(answer).toMatchObject({ CustomerMasterKeySpec: 'RSA_4096', KeyId, KeyUsage: 'ENCRYPT_DECRYPT' });
    expect(answer.SigningAlgorithms).toBeUndefined();
  });

  it.each<readonly [string, SigningAlgorithmSpec, string | null, object]>([
    ['ECC_NIST_P256', 'ECDSA_SHA_256', 'sha256', {}],
    ['ECC_NIST_P521', 'ECDSA_SHA_512', 'sha512', {}],
    ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256', 'sha256', {}],
    ['RSA_2048', 'RSASSA_PSS_SHA_256', 'sha256', { padding: 6, saltLength: 32 }],
    ['RSA_2048', 'RSASSA_PSS_SHA_512', 'sha512', { padding: 6, saltLength: 64 }],
    ['ECC_NIST_EDWARDS25519', 'ED25519_SHA_512', null, {}],
  ])('gets signatures of %s by %s that OpenSSL verifies', async (spec, algorithm, hash, more) => {
    await start();
    const { arn, key } = aws.addKey(spec);
    const message = Buffer.from('hello');
    const Message = hash === null ? message : createHash(hash).update(message).digest();
    const input = { KeyId: arn, Message, MessageType: hash === null ? 'RAW' : 'DIGEST', SigningAlgorithm: algorithm } as const;
    const { Signature = new Uint8Array() } = await new KMSClient(client()).send(new SignCommand(input));
    expect(verify(hash, message, { key: createPublicKey(key), ...more }, Signature)).toBe(true);
  });

  it('reads a secret as the example of GetSecretValue does', async () => {
    await start();
    const answer = await new SecretsManagerClient(client()).send(new GetSecretValueCommand({ SecretId: 'MyTestDatabaseSecret' }));
    expect(answer).toMatchObject({
      ARN: 'arn:aws:secretsmanager:us-west-2:123456789012:secret:MyTestDatabaseSecret-a1b2c3',
      Name: 'MyTestDatabaseSecret',
      SecretString: '{\n  "username":"david",\n  "password":"EXAMPLE-PASSWORD"\n}\n',
      VersionId: 'EXAMPLE1-90ab-cdef-fedc-ba987SECRET1',
    });
  });

  it('assumes the role of the example with a token of the issuer, and uses what it got', async () => {
    await start();
    const WebIdentityToken = await sandbox.token('github', {}, { audience: 'sts.amazonaws.com' });
    const input = { DurationSeconds: 3600, RoleArn: ROLE, RoleSessionName: 'app1', WebIdentityToken };
    const answer = await new STSClient({ ...client() }).send(new AssumeRoleWithWebIdentityCommand(input));
    expect(answer.AssumedRoleUser).toEqual({
      Arn: 'arn:aws:sts::123456789012:assumed-role/FederatedWebIdentityRole/app1',
      AssumedRoleId: 'AROACLKWSDQRAOEXAMPLE:app1',
    });
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = answer.Credentials ?? {};
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    const kms = new KMSClient({ ...client(), credentials });
    await expect(kms.send(new GetPublicKeyCommand({ KeyId: ID }))).resolves.toMatchObject({ KeyUsage: 'SIGN_VERIFY' });
  });

  it('is told of its errors in their own form', async () => {
    await start();
    const wrong = new KMSClient({ ...client(), credentials: { ...STATIC, secretAccessKey: 'another' } });
    await expect(wrong.send(new GetPublicKeyCommand({ KeyId: ID }))).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    const token = await sandbox.token('github', {}, { audience: 'sigstore' });
    const input = { RoleArn: ROLE, RoleSessionName: 'app1', WebIdentityToken: token };
    const refused = new STSClient(client()).send(new AssumeRoleWithWebIdentityCommand(input));
    await expect(refused).rejects.toMatchObject({ name: 'InvalidIdentityTokenException' });
  });
});

/** The suite of test vectors that AWS published with Signature Version 4: get-vanilla and post-vanilla. */
describe('the calculation of signatures', () => {
  it.each([
    ['GET', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['POST', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  ])('is that of the vector %s', async (method, expected) => {
    await start();
    const headers = { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' };
    const request = { method, url: new URL('http://example.amazonaws.com/'), headers, body: Buffer.alloc(0) };
    const scope = { time: '20150830T123600Z', date: '20150830', region: 'us-east-1', service: 'service' };
    expect(signatureOf(request, ['host', 'x-amz-date'], STATIC.secretAccessKey, scope)).toBe(expected);
  });
});

interface Sent {
  readonly target?: string;
  readonly input?: unknown;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
  readonly time?: string;
  readonly date?: string;
  readonly region?: string;
  readonly service?: string;
  readonly unsignedHeader?: boolean;
  readonly signature?: string;
  readonly form?: Readonly<Record<string, string>>;
}

/** Sends a request that is right but for what is given. */
async function send(given: Sent): Promise<{ readonly status: number; readonly text: string }> {
  if (given.form !== undefined) {
    const answer = await fetch(aws.url, { method: 'POST', body: new URLSearchParams(given.form) });
    return { status: answer.status, text: await answer.text() };
  }
  const { region = REGION, service = 'kms', time = '20261127T060000Z' } = given;
  const credentials: NonNullable<Sent['credentials']> = given.credentials ?? STATIC;
  const date = given.date ?? time.slice(0, 8);
  const body = JSON.stringify(given.input ?? { KeyId: ID });
  const headers: Record<string, string> = {
    host: new URL(aws.url).host,
    'x-amz-date': time,
    'x-amz-target': given.target ?? 'TrentService.GetPublicKey',
    ...(credentials.sessionToken === undefined ? {} : { 'x-amz-security-token': credentials.sessionToken }),
  };
  const names = Object.keys(headers)
    .filter((name) => name !== 'x-amz-target' || given.unsignedHeader !== true)
    .sort();
  const request = { method: 'POST', url: new URL(`${aws.url}/`), headers, body: Buffer.from(body) };
  const signature = given.signature ?? signatureOf(request, names, credentials.secretAccessKey, { time, date, region, service });
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${date}/${region}/${service}/aws4_request, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  const answer = await fetch(aws.url, {
    method: 'POST',
    headers: signature === '' ? headers : { ...headers, authorization },
    body,
  });
  return { status: answer.status, text: await answer.text() };
}

const token = (claims: object = {}, audience = 'sts.amazonaws.com', lifetime = 300, kind: 'github' | 'gitlab' = 'github') =>
  sandbox.token(kind, { ...claims }, { audience, lifetime });
const form = async (more: Readonly<Record<string, string>> = {}) => ({
  Action: 'AssumeRoleWithWebIdentity',
  Version: '2011-06-15',
  RoleArn: ROLE,
  RoleSessionName: 'app1',
  WebIdentityToken: more['WebIdentityToken'] ?? (await token()),
  ...more,
});
const sign = (more: object): Sent => ({
  target: 'TrentService.Sign',
  input: {
    KeyId: ID,
    Message: Buffer.alloc(48).toString('base64'),
    MessageType: 'DIGEST',
    SigningAlgorithm: 'ECDSA_SHA_384',
    ...more,
  },
});

/** For each check, a request that is wrong in this alone. */
const BAD: Readonly<Record<CheckName, () => Promise<Sent> | Sent>> = {
  authorization: () => ({ signature: '' }),
  accessKey: () => ({ credentials: { ...STATIC, accessKeyId: 'AKIDOTHER' } }),
  sessionToken: () => ({ credentials: { ...SESSION, sessionToken: 'another' }, ...sign({}) }),
  credentialsValid: () => ({ credentials: SESSION, ...sign({}) }),
  scopeDate: () => ({ date: '20261126' }),
  scopeRegion: () => ({ region: 'us-east-1' }),
  scopeService: () => ({ service: 'sts' }),
  requestTime: () => ({ time: '20261127T055400Z' }),
  signedHeaders: () => ({ unsignedHeader: true }),
  signature: () => ({ signature: '0'.repeat(64) }),
  permission: () => ({ credentials: SESSION }),
  apiVersion: async () => ({ form: await form({ Version: '2010-05-08' }) }),
  role: async () => ({ form: await form({ RoleArn: `${ROLE}2` }) }),
  sessionName: async () => ({ form: await form({ RoleSessionName: 'a b' }) }),
  duration: async () => ({ form: await form({ DurationSeconds: '60' }) }),
  tokenForm: async () => ({ form: await form({ WebIdentityToken: 'Atza|IQEBLjAsAhRFiXuWpUXuRvQ9PZL3GMFcYevydwIUFAHZwXZXXXX' }) }),
  tokenIssuer: async () => ({ form: await form({ WebIdentityToken: await token({ iss: 'https://issuer.example.com' }) }) }),
  tokenSignature: async () => ({ form: await form({ WebIdentityToken: tampered(await token()) }) }),
  tokenAudience: async () => ({ form: await form({ WebIdentityToken: await token({}, 'sigstore') }) }),
  tokenExpiry: async () => ({ form: await form({ WebIdentityToken: await token({}, undefined, -60) }) }),
  tokenStart: async () => ({ form: await form({ WebIdentityToken: await token({ nbf: NOW.getTime() / 1000 + 900 }) }) }),
  tokenSubject: async () => ({ form: await form({ WebIdentityToken: await token({ repository: 'evil/app' }) }) }),
  keyExists: () => ({ input: { KeyId: 'alias/none' } }),
  keyUsage: () => sign({ KeyId: aws.addKey('ECC_NIST_P384', 'KEY_AGREEMENT').arn }),
  keyEnabled: () => {
    const key = aws.addKey('ECC_NIST_P384');
    key.enabled = false;
    return sign({ KeyId: key.arn });
  },
  algorithm: () => sign({ SigningAlgorithm: 'RSASSA_PSS_SHA_384' }),
  messageType: () => sign({ MessageType: 'TEXT' }),
  messageLength: () => sign({ MessageType: 'RAW', Message: Buffer.alloc(4097).toString('base64') }),
  digestLength: () => sign({ Message: Buffer.alloc(32).toString('base64') }),
  aliasName: () => ({ target: 'TrentService.CreateAlias', input: { AliasName: 'alias/aws/mine', TargetKeyId: ID } }),
  aliasFree: () => ({ target: 'TrentService.CreateAlias', input: { AliasName: 'alias/ECC_signing_key', TargetKeyId: ID } }),
  secretExists: () => ({ target: 'secretsmanager.GetSecretValue', service: 'secretsmanager', input: { SecretId: 'none' } }),
};

/** The same token with another subject, under the signature of the first. */
function tampered(text: string): string {
  const [head = '', payload = '', signature = ''] = text.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as object;
  return [head, Buffer.from(JSON.stringify({ ...claims, actor: 'mallory' })).toString('base64url'), signature].join('.');
}

describe('a bad request', () => {
  const names = Object.keys(CHECKS) as CheckName[];
  /** The session has ended only in the case that is about it. */
  const sessions = (name: CheckName) => ({
    credentials: [STATIC, name === 'credentialsValid' ? { ...SESSION, ends: NOW.getTime() - 1 } : SESSION],
  });

  it.each(names)('%s: is refused with the error of AWS', async (name) => {
    await start(sessions(name));
    const { status, text } = await send(await BAD[name]());
    expect({ status, text }).toEqual({ status: CHECKS[name].status, text: expect.stringContaining(CHECKS[name].error) });
  });

  it.each(names)('%s: would be answered without this one check', async (name) => {
    await start({ ...sessions(name), without: name });
    const { status, text } = await send(await BAD[name]());
    expect({ status, text: status === 200 ? '' : text }).toEqual({ status: 200, text: '' });
  });

  it('is the only kind that is refused: without a fault, requests are answered', async () => {
    await start();
    expect((await send({})).status).toBe(200);
    expect((await send(sign({}))).status).toBe(200);
    expect((await send({ form: await form() })).status).toBe(200);
  });
});
