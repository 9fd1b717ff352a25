import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { json } from '../http/router.js';
import { claimsOf, issuedChain, newKeyPair, post, signingRequest, startServices, type Services } from '../testing/services.js';
import { readCertificate } from '../x509/certificate-reader.js';
import { certificatePem, OID, readPem } from '../x509/index.js';

let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.close());

async function request(token: string, challenge = String(claimsOf(token)['sub'])): Promise<Response> {
  return post(`${services.authorityUrl}/api/v2/signingCert`, signingRequest(token, newKeyPair(), challenge));
}

async function refusal(response: Response): Promise<string> {
  const { message } = (await response.json()) as { message: string };
  return `${response.status} ${message}`;
}

describe('a certificate for a GitHub token', () => {
  it('is valid for ten minutes, has no subject, and chains to the root', async () => {
    const [leaf, intermediate, root] = (await issuedChain(await request(await services.issuer.mint('github')))).map(
      (der) => new X509Certificate(der),
    );
    if (!leaf || !intermediate || !root) throw new Error('incomplete chain');
    expect(leaf.validToDate.getTime() - leaf.validFromDate.getTime()).toBe(600_000);
    expect(Math.abs(leaf.validFromDate.getTime() - Date.now())).toBeLessThan(60_000);
    expect(leaf.subject ?? '').toBe('');
    expect(leaf.subjectAltName).toBe('URI:https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main');
    expect([leaf.verify(intermediate.publicKey), intermediate.verify(root.publicKey), root.verify(root.publicKey)]).toEqual([
      true,
      true,
      true,
    ]);
    expect([leaf.ca, intermediate.ca, root.ca]).toEqual([false, true, true]);
  });

  it('is accepted by openssl verify as a code signing certificate', async () => {
    const chain = await issuedChain(await request(await services.issuer.mint('github')));
    const folder = mkdtempSync(join(tmpdir(), 'countersign-chain-'));
    const files = chain.map((der, index) => {
      const file = join(folder, `${index}.pem`);
      writeFileSync(file, certificatePem(der));
      return file;
    });
    const [leaf = '', intermediate = '', root = ''] = files;
    // -ignore_critical is not needed: openssl supports every critical extension of a Fulcio leaf.
    const args = ['verify', '-purpose', 'any', '-x509_strict', '-CAfile', root, '-untrusted', intermediate, leaf];
    expect(execFileSync('openssl', args, { encoding: 'utf8' })).toContain('OK');
    rmSync(folder, { recursive: true });
  });

  it('contains one SCT of the log, over the certificate without the SCT', async () => {
    const [leaf] = await issuedChain(await request(await services.issuer.mint('github')));
    const list = readCertificate(leaf ?? Buffer.alloc(0)).extensions.filter(({ id }) => id === OID.ctTimestamps);
    expect(list).toHaveLength(1);
    // OCTET STRING header (2 or 3 bytes), list length (2), SCT length (2), version (1), then the log's id.
    const value = list[0]?.value ?? Buffer.alloc(0);
    const start = (value[1] === 0x81 ? 3 : 2) + 5;
    expect(value.subarray(start, start + 32)).toEqual(services.log.logId);
  });

  it('contains the environment if the token has it', async () => {
    const token = await services.issuer.mint('github', { environment: 'production' });
    const [leaf] = await issuedChain(await request(token));
    const extensions = readCertificate(leaf ?? Buffer.alloc(0)).extensions;
    const text = (arc: number): string | undefined =>
      extensions.find(({ id }) => id === `${OID.fulcio}.${arc}`)?.value.toString();
    expect(text(23)).toBe('\x0c\x0aproduction');
    expect(text(24)?.slice(2)).toBe('repo:acme/app:environment:production');
  });
});

describe('proof of possession', () => {
  it('must be a signature over the subject', async () => {
    const token = await services.issuer.mint('github');
    expect(await refusal(await request(token, 'something else'))).toBe(
      '400 The signature supplied in the request could not be verified',
    );
  });

  it('is over the e-mail address if the token has a verified one', async () => {
    const token = await services.issuer.mint('oidc', { sub: '1', email: 'dev@example.com', email_verified: true });
    expect((await request(token, '1')).status).toBe(400);
    const [leaf] = await issuedChain(await request(token, 'dev@example.com'));
    expect(new X509Certificate(leaf ?? '').subjectAltName).toBe('email:dev@example.com');
  });

  it.each([
    ['P-256', 'sha256'],
    ['P-384', 'sha384'],
    ['P-521', 'sha512'],
  ])('works for a %s key with the matching hash', async (namedCurve, hash) => {
    const token = await services.issuer.mint('gitlab');
    const pair = generateKeyPairSync('ec', { namedCurve });
    const body = signingRequest(token, pair, '') as { publicKeyRequest: Record<string, unknown> };
    const proof = sign(hash, Buffer.from(String(claimsOf(token)['sub'])), pair.privateKey).toString('base64');
    body.publicKeyRequest = { ...body.publicKeyRequest, proofOfPossession: proof };
    const [leaf] = await issuedChain(await post(`${services.authorityUrl}/api/v2/signingCert`, body));
    expect(new X509Certificate(leaf ?? '').publicKey.equals(pair.publicKey)).toBe(true);
  });

  it.each([
    ['a weak RSA key', generateKeyPairSync('rsa', { modulusLength: 1024 })],
    ['a curve that is not a NIST one', generateKeyPairSync('ec', { namedCurve: 'secp256k1' })],
  ])('is not accepted for %s', async (_, pair) => {
    const token = await services.issuer.mint('github');
    const body = signingRequest(token, pair, String(claimsOf(token)['sub']));
    expect(await refusal(await post(`${services.authorityUrl}/api/v2/signingCert`, body))).toBe(
      '400 The public key supplied in the request is insecure',
    );
  });

  it('may be a certificate signing request, with the token in the header', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-csr-'));
    const args = 'req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=ignored -keyout key.pem -out csr.pem';
    execFileSync('openssl', args.split(' '), { cwd: folder, stdio: 'ignore' });
    const csr = readFileSync(join(folder, 'csr.pem'));
    rmSync(folder, { recursive: true });
    const authorization = `Bearer ${await services.issuer.mint('github')}`;
    const url = `${services.authorityUrl}/api/v2/signingCert`;
    const chain = await issuedChain(await post(url, { certificateSigningRequest: csr.toString('base64') }, { authorization }));
    expect(chain).toHaveLength(3);

    const [der = Buffer.alloc(0)] = readPem(csr.toString('utf8'), 'CERTIFICATE REQUEST');
    for (let at = 0; at < der.length; at += 1) {
      const changed = Buffer.from(der);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      const response = await post(url, { certificateSigningRequest: changed.toString('base64') }, { authorization });
      expect([at, response.status]).toEqual([at, 400]);
    }
  });
});

describe('a token is refused', () => {
  const cases: readonly [string, () => Promise<string>][] = [
    ['when it has expired', () => services.issuer.mint('github', {}, { lifetime: -1 })],
    ['when it is not valid yet', () => services.issuer.mint('github', { nbf: Math.floor(Date.now() / 1000) + 600 })],
    ['for another audience', () => services.issuer.mint('github', {}, { audience: 'nobody' })],
    ['of an unknown issuer', () => services.issuer.mint('github', { iss: 'https://token.actions.githubusercontent.com' })],
    ['signed by another issuer than it names', () => services.issuer.mint('github', { iss: services.issuer.issuers.gitlab })],
    ['without a signature', async () => `${(await services.issuer.mint('github')).split('.').slice(0, 2).join('.')}.`],
    [
      'signed with a shared secret',
      async () => {
        const claims = claimsOf(await services.issuer.mint('github'));
        return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(createHash('sha256').digest());
      },
    ],
    ['that is not a token', () => Promise.resolve('hello')],
  ];
  it.each(cases)('%s', async (_, mint) => {
    const body = signingRequest(await mint(), newKeyPair(), 'repo:acme/app:ref:refs/heads/main');
    expect(await refusal(await post(`${services.authorityUrl}/api/v2/signingCert`, body))).toBe(
      '400 There was an error processing the identity token',
    );
  });
});

it.each([
  ['github', 'job_workflow_sha'],
  ['github', 'runner_environment'],
  ['gitlab', 'ci_config_ref_uri'],
  ['gitlab', 'ci_config_sha'],
] as const)('a %s token without %s gets no certificate, and the answer names the claim', async (kind, claim) => {
  const token = await services.issuer.mint(kind, { [claim]: undefined });
  expect(await refusal(await request(token))).toBe(`400 value <${claim}> not present in either claims or defaults`);
});

it('the older API answers a PEM chain with status 201', async () => {
  const token = await services.issuer.mint('github');
  const pair = newKeyPair();
  const body = {
    publicKey: { algorithm: 'ecdsa', content: pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64') },
    signedEmailAddress: sign('sha256', Buffer.from(String(claimsOf(token)['sub'])), pair.privateKey).toString('base64'),
  };
  const response = await post(`${services.authorityUrl}/api/v1/signingCert`, body, { authorization: `Bearer ${token}` });
  expect(response.status).toBe(201);
  expect((await response.text()).match(/BEGIN CERTIFICATE/g)).toHaveLength(3);
});

it('publishes its chain and its issuers', async () => {
  const bundle = (await (await fetch(`${services.authorityUrl}/api/v2/trustBundle`)).json()) as {
    chains: { certificates: string[] }[];
  };
  expect(bundle.chains).toEqual([{ certificates: services.authority.chain.map(certificatePem) }]);
  const configuration = (await (await fetch(`${services.authorityUrl}/api/v2/configuration`)).json()) as {
    issuers: { issuerUrl: string }[];
  };
  expect(configuration.issuers.map(({ issuerUrl }) => issuerUrl)).toEqual(Object.values(services.issuer.issuers));
});

it('issues a certificate without SCT if there is no log, as Fulcio does', async () => {
  const bare = await startServices({ withoutLog: true, selfSigned: true });
  const token = await bare.issuer.mint('github');
  const response = await post(
    `${bare.authorityUrl}/api/v2/signingCert`,
    signingRequest(token, newKeyPair(), String(claimsOf(token)['sub'])),
  );
  const answer = (await response.json()) as { signedCertificateDetachedSct?: { chain: { certificates: string[] } } };
  expect(answer.signedCertificateDetachedSct?.chain.certificates).toHaveLength(2);
  await bare.close();
});

it('a simulated fault answers instead of the service', async () => {
  let left = 1;
  const faulty = await startServices({
    fault: () => (left-- > 0 ? json(429, { message: 'slow down' }, { 'retry-after': '1' }) : undefined),
  });
  const url = `${faulty.authorityUrl}/api/v2/trustBundle`;
  expect([(await fetch(url)).status, (await fetch(url)).status]).toEqual([429, 200]);
  await faulty.close();
});

it('issues invalid certificates in process, for tests of verifiers', () => {
  const identity = services.authority.identity({
    iss: services.issuer.issuers.oidc,
    sub: 'x',
    email: 'a@example.com',
    email_verified: true,
  });
  const spki = newKeyPair().publicKey.export({ type: 'spki', format: 'der' });
  const notBefore = new Date('2020-01-01T00:00:00Z');
  const [leaf] = services.authority.issue(identity, spki, {
    notBefore,
    lifetime: 60,
    logs: [],
    extensions: (all) => all.slice(0, -1),
  });
  const certificate = new X509Certificate(leaf ?? '');
  expect(certificate.validToDate).toEqual(new Date('2020-01-01T00:01:00Z'));
  const ids = readCertificate(leaf ?? Buffer.alloc(0)).extensions.map(({ id }) => id);
  expect(ids).not.toContain(OID.ctTimestamps);
  expect(ids).not.toContain(`${OID.fulcio}.24`);
});
