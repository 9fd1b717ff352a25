import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { collectFiles } from '../artifacts/index.js';
import { buildCertificate, extension } from '../crypto/testing/certificate-builder.js';
import { CountersignError } from '../errors/index.js';
import type { TestRun } from '../net/testing/test-run.js';
import type { NetRequest } from '../run/index.js';
import { signFiles } from '../signing/index.js';
import type { Studio } from '../signing/testing/studio.js';
import { encodeDer, encodePem } from '../wire/index.js';
import { openScene, openStudio, type Scene } from './testing/scene.js';

let studio: Studio;
let scene: Scene;
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();
const fingerprint = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
const PIN = fingerprint(pair.publicKey);

beforeAll(async () => {
  studio = await openStudio();
});
beforeEach(async () => {
  scene = openScene(studio);
  scene.write({
    'app.tgz': 'the package',
    'key.pem': pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    'key.pub': pem(pair.publicKey),
  });
  const run = scene.run();
  const subjects = await collectFiles(run, { paths: ['app.tgz'] });
  const report = await signFiles(run, { ...studio.options({ times: 0, scts: 0 }), keys: ['key.pem'], subjects });
  if (report.failures.length > 0) throw report.failures[0]?.error;
});
afterAll(() => studio.close());

const policy = (key: string, more = '', rest = ''): string => `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {own: {root: root.json}}
signers:
  ops: {key: ${key}${more}}
${rest}rules: [{name: all, match: {paths: ["*"]}, require: [signature: {by: ops}]}]
`;
const judge = async (text: string, run?: TestRun, more: object = {}) => {
  scene.write({ 'policy.yaml': text });
  const { decision, exitStatus } = await scene.gate({ policies: ['policy.yaml'], paths: ['app.tgz'], ...more }, run);
  const requirement = decision.policies[0]?.subjects[0]?.rules[0]?.requirements[0];
  return { outcome: decision.outcome, code: requirement?.code, message: requirement?.message, exitStatus };
};
const oneLine = async (key: string, keyDigest: string | undefined, run?: TestRun) => {
  const line = { oneLine: { key, keyDigest }, trustedRoot: 'root.json', paths: ['app.tgz'] };
  return (await scene.gate(line, run)).decision.outcome;
};
const withEnv = (value: string | undefined): TestRun => scene.run({ env: value === undefined ? {} : { OPS_KEY: value } });

/** A run that is answered at one address of the network. */
function answered(answer: (request: NetRequest) => { readonly status: number; readonly body: string } | Error): TestRun {
  const run = scene.run();
  const fetch: TestRun['net']['fetch'] = (request) => {
    if (request.purpose !== 'keys') return run.net.fetch(request);
    const found = answer(request);
    if (found instanceof Error) return Promise.reject(found);
    return Promise.resolve({ status: found.status, headers: {}, body: Buffer.from(found.body), url: request.url, attempts: 1 });
  };
  return { ...run, net: { ...run.net, fetch } };
}
const URL_KEY = `{url: "https://acme.dev/ops.pub", sha256: ${PIN}}`;

describe('a key in an environment variable', () => {
  const key = `{env: OPS_KEY, sha256: ${PIN}}`;

  it('counts if it is the pinned key, and never otherwise', async () => {
    expect(await judge(policy(key), withEnv(pem(pair.publicKey)))).toMatchObject({ outcome: 'allowed', exitStatus: 0 });
    await expect(judge(policy(key), withEnv(pem(other.publicKey)))).rejects.toMatchObject({
      code: 'POLICY_UNTRUSTED',
      expected: PIN,
      found: fingerprint(other.publicKey),
    });
    for (const value of [undefined, '', 'no key'])
      await expect(judge(policy(key), withEnv(value))).rejects.toMatchObject({ code: 'KEY_INVALID' });
  });

  it('that contains something else is refused by the name of its signer, and nothing of it is shown', async () => {
    const secret = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const certificate = encodePem('CERTIFICATE', buildCertificate({ key: pair }));
    const token = 'ghp_t0ps3cret';
    for (const value of [secret, certificate, pem(pair.publicKey) + secret, pem(pair.publicKey) + pem(other.publicKey), token]) {
      const error: unknown = await judge(policy(key), withEnv(value)).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'KEY_INVALID', message: expect.stringMatching(/^the key of "ops": /) });
      const { message, expected, found, hint } = error as CountersignError;
      for (const hidden of [token, ...secret.split('\n').filter((line) => line.length > 30 && !line.startsWith('-'))])
        expect(JSON.stringify([message, expected, found, hint])).not.toContain(hidden);
    }
    // What every object has is no variable.
    for (const name of ['constructor', '__proto__', 'toString'])
      await expect(judge(policy(`{env: ${name}, sha256: ${PIN}}`), withEnv('x'))).rejects.toMatchObject({
        code: 'KEY_INVALID',
        message: expect.stringContaining('is not set'),
      });
  });

  it('needs key-digest in the one-line policy', async () => {
    const run = withEnv(pem(pair.publicKey));
    expect(await oneLine('env://OPS_KEY', `sha256:${PIN}`, run)).toBe('allowed');
    await expect(oneLine('env://OPS_KEY', undefined, run)).rejects.toMatchObject({ code: 'INPUT_MISSING', exitStatus: 3 });
    await expect(oneLine('env://OPS_KEY', `sha256:${fingerprint(other.publicKey)}`, run)).rejects.toMatchObject({
      code: 'POLICY_UNTRUSTED',
      message: 'env://OPS_KEY is not the key of key-digest',
    });
  });
});

describe('key-digest', () => {
  it('may be given for a file', async () => {
    expect(await oneLine('key.pub', undefined)).toBe('allowed');
    expect(await oneLine('key.pub', `sha256:${PIN}`)).toBe('allowed');
    await expect(oneLine('key.pub', `sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({ code: 'POLICY_UNTRUSTED' });
  });

  it.each([PIN, `sha256:${PIN.toUpperCase()}`, `sha512:${PIN}`, 'sha256:', ''])('is refused as %j', async (digest) => {
    await expect(oneLine('key.pub', digest)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('has no effect without key', async () => {
    const certificateIdentity = 'alice@acme.dev';
    const options = { certificateIdentity, certificateOidcIssuer: 'https://accounts.example.com', keyDigest: `sha256:${PIN}` };
    await expect(scene.gate({ oneLine: options, paths: ['app.tgz'] })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});

describe('a key at an address', () => {
  it('counts if it is the pinned key, and never otherwise', async () => {
    const right = answered(() => ({ status: 200, body: pem(pair.publicKey) }));
    expect(await judge(policy(URL_KEY), right)).toMatchObject({ outcome: 'allowed' });
    expect(await oneLine('https://acme.dev/ops.pub', `sha256:${PIN}`, right)).toBe('allowed');
    const wrong = answered(() => ({ status: 200, body: pem(other.publicKey) }));
    await expect(judge(policy(URL_KEY), wrong)).rejects.toMatchObject({
      code: 'POLICY_UNTRUSTED',
      hint: expect.stringContaining('replaced or rotated'),
    });
    await expect(oneLine('https://acme.dev/ops.pub', undefined, right)).rejects.toMatchObject({ code: 'INPUT_MISSING' });
  });

  it.each([
    ['is away', () => new CountersignError('FETCH_FAILED', 'no answer'), 'FETCH_FAILED'],
    ['answers 503', () => ({ status: 503, body: '' }), 'SERVICE_UNAVAILABLE'],
    ['answers 404', () => ({ status: 404, body: '' }), 'SERVICE_REFUSED'],
  ] as const)('that %s is undecided, not denied', async (_, answer, code) => {
    expect(await judge(policy(URL_KEY), answered(answer))).toMatchObject({ outcome: 'undecided', exitStatus: 2, code });
  });

  it('that is away is undecided also where the rest of the evidence is of other keys, and allowed where that is enough', async () => {
    const away = answered(() => ({ status: 503, body: '' }));
    const second = '  spare: {key: {file: key.pub}}\n';
    const both = policy(URL_KEY, '', second);
    expect(await judge(both, away)).toMatchObject({ outcome: 'denied', code: 'KEY_MISMATCH' });
    const any = both.replace('by: ops', 'by: {at-least: 1, of: [ops, spare]}');
    expect(await judge(any, away)).toMatchObject({ outcome: 'allowed' });
    scene.write({ 'key.pub': pem(other.publicKey) });
    expect(await judge(any, away)).toMatchObject({ outcome: 'undecided', code: 'SERVICE_UNAVAILABLE' });
  });

  it('of a revoked signer: what another key signed is undecided while it is away', async () => {
    const away = answered(() => ({ status: 503, body: '' }));
    const text = `${policy('{file: key.pub}', '', `  old: {key: ${URL_KEY}}\n`)}revoked: [{signer: old}]\n`;
    expect(await judge(text, away)).toMatchObject({ outcome: 'undecided' });
    const there = answered(() => ({ status: 200, body: pem(pair.publicKey) }));
    expect(await judge(text, there)).toMatchObject({ outcome: 'denied', code: 'REVOKED' });
  });

  it('is not asked without the network', async () => {
    expect(await judge(policy(URL_KEY), scene.run({ capability: 'none' }))).toMatchObject({
      outcome: 'undecided',
      code: 'NETWORK_FORBIDDEN',
    });
  });
});

describe('the key of a certificate', () => {
  const write = (options: Parameters<typeof buildCertificate>[0] = {}): void =>
    scene.write({ 'ops.crt': encodePem('CERTIFICATE', buildCertificate({ key: pair, ...options })) });
  const stamped = (text: string): string => text.replace('{root: root.json}', '{root: root.json, timestamps: 1}');
  const key = '{certificate: ops.crt}';

  it('counts for signatures in the validity of the certificate', async () => {
    write();
    expect(await judge(stamped(policy(key)))).toMatchObject({ outcome: 'allowed' });
    expect(await judge(stamped(policy(`{certificate: ops.crt, sha256: ${PIN}}`)))).toMatchObject({ outcome: 'allowed' });
    await expect(judge(policy(`{certificate: ops.crt, sha256: ${fingerprint(other.publicKey)}}`))).rejects.toMatchObject({
      code: 'POLICY_UNTRUSTED',
    });
  });

  it.each([
    ['before', { notBefore: '20550101000000Z', notAfter: '20560101000000Z' }],
    ['after', { notBefore: '20200101000000Z', notAfter: '20210101000000Z' }],
  ])('does not count for signatures made %s it', async (_, validity) => {
    write(validity);
    expect(await judge(stamped(policy(key)))).toMatchObject({ outcome: 'denied', code: 'CERTIFICATE_EXPIRED' });
    expect(await judge(policy('{file: key.pub}'))).toMatchObject({ outcome: 'allowed' });
  });

  it('counts until the not-after of the signer if that is earlier', async () => {
    write();
    expect(await judge(stamped(policy(key, ', not-after: 2020-01-01')))).toMatchObject({ code: 'SIGNER_UNTRUSTED' });
  });

  it('needs a verified time', async () => {
    write();
    const run = scene.run();
    const subjects = await collectFiles(run, { paths: ['app.tgz'] });
    const alone = {
      ...studio.options({ logEntries: 0, times: 0, scts: 0 }),
      signingConfig: undefined,
      transparencyLog: 'off' as const,
    };
    await signFiles(run, { ...alone, keys: ['key.pem'], subjects });
    const text = policy(key).replace('trust: {own: {root: root.json}}\n', '');
    const more = { trustedRoot: 'root.json', transparencyLog: 'off' };
    expect(await judge(text, undefined, more)).toMatchObject({ outcome: 'denied', code: 'TIMESTAMP_MISSING' });
    expect(await judge(text.replace(key, '{file: key.pub}'), undefined, more)).toMatchObject({ outcome: 'allowed' });
  });

  it('is one certificate of a key for signatures', async () => {
    const digitalSignature = extension('2.5.29.15', encodeDer(3, Uint8Array.of(7, 0x80)), true);
    write({ extensions: [digitalSignature] });
    expect(await judge(stamped(policy(key)))).toMatchObject({ outcome: 'allowed' });
    write({ extensions: [extension('2.5.29.15', encodeDer(3, Uint8Array.of(5, 0x20)), true)] });
    await expect(judge(policy(key))).rejects.toMatchObject({ code: 'KEY_INVALID', found: 'keyEncipherment' });
    write();
    const text = readFileSync(join(scene.folder, 'ops.crt'), 'utf8');
    for (const wrong of [text + text, 'nothing', pem(pair.publicKey), text.replace(/\n.{20}/, '\n')]) {
      scene.write({ 'ops.crt': wrong });
      await expect(judge(policy(key))).rejects.toMatchObject({ code: 'KEY_INVALID' });
    }
  });

  it('is covered by policy-digest', async () => {
    write();
    const text = stamped(policy(key));
    scene.write({ 'policy.yaml': text });
    const hex = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    const file = (name: string): Uint8Array => readFileSync(join(scene.folder, name));
    const lines = `${hex(text)}  policy\n${hex(file('ops.crt'))}  ops.crt\n${hex(file('root.json'))}  root.json\n`;
    const policyDigest = `sha256:${hex(lines)}`;
    expect(await judge(text, undefined, { policyDigest })).toMatchObject({ outcome: 'allowed' });
    write();
    await expect(judge(text, undefined, { policyDigest })).rejects.toMatchObject({ code: 'POLICY_UNTRUSTED' });
  });
});

describe('a key in a variable under policy-digest', () => {
  it('is covered by its pin in the policy: another value is refused, and changes nothing else', async () => {
    const text = policy(`{env: OPS_KEY, sha256: ${PIN}}`);
    const hex = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    const root = hex(readFileSync(join(scene.folder, 'root.json')));
    const policyDigest = `sha256:${hex(`${hex(text)}  policy\n${root}  root.json\n`)}`;
    expect(await judge(text, withEnv(pem(pair.publicKey)), { policyDigest })).toMatchObject({ outcome: 'allowed' });
    await expect(judge(text, withEnv(pem(other.publicKey)), { policyDigest })).rejects.toMatchObject({
      code: 'POLICY_UNTRUSTED',
    });
  });
});

describe('windows and revocations', () => {
  const places = (): [string, TestRun | undefined][] => {
    writeFileSync(join(scene.folder, 'ops.crt'), encodePem('CERTIFICATE', buildCertificate({ key: pair })));
    return [
      ['{file: key.pub}', undefined],
      [`{env: OPS_KEY, sha256: ${PIN}}`, withEnv(pem(pair.publicKey))],
      [URL_KEY, answered(() => ({ status: 200, body: pem(pair.publicKey) }))],
      ['{certificate: ops.crt}', undefined],
    ];
  };

  it('hold for every place of a key', async () => {
    for (const [key, run] of places()) {
      const stamped = policy(key, ', not-after: 2090-01-01').replace('{root: root.json}', '{root: root.json, timestamps: 1}');
      expect([key, (await judge(stamped, run)).code]).toEqual([key, undefined]);
      expect([key, (await judge(stamped.replace('2090', '2020'), run)).code]).toEqual([key, 'SIGNER_UNTRUSTED']);
      expect([key, (await judge(`${stamped}revoked: [{signer: ops, not-before: 2020-01-01}]\n`, run)).code]).toEqual([
        key,
        'REVOKED',
      ]);
    }
  });

  it('a revoked key does not count under another name and place', async () => {
    for (const [key, run] of places()) {
      const text = `${policy('{file: key.pub}', '', `  old: {key: ${key}}\n`)}revoked: [{signer: old}]\n`;
      expect([key, (await judge(text, run)).code]).toEqual([key, 'REVOKED']);
    }
  });
});

describe('the algorithm of a key', () => {
  it('must be that of the signature', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    scene.write({
      'app.tgz': 'another package',
      'key.pem': rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      'key.pub': pem(createPublicKey(rsa.privateKey)),
    });
    const run = scene.run();
    const subjects = await collectFiles(run, { paths: ['app.tgz'] });
    await signFiles(run, { ...studio.options({ times: 0, scts: 0 }), keys: ['key.pem'], subjects });
    const pss = '{file: key.pub, algorithm: rsa-sign-pss-2048-sha256}';
    const pkcs1 = '{file: key.pub, algorithm: rsa-sign-pkcs1-2048-sha256}';
    expect(await judge(policy(pkcs1))).toMatchObject({ outcome: 'allowed' });
    expect(await judge(policy(pss))).toMatchObject({ outcome: 'denied' });
    // The same key under both algorithms: each signature counts for its own.
    for (const [one, two] of [
      [pss, pkcs1],
      [pkcs1, pss],
    ] as const) {
      const text = policy(one, '', `  also: {key: ${two}}\n`);
      expect(await judge(text)).toMatchObject(
        one === pkcs1 ? { outcome: 'allowed' } : { outcome: 'denied', code: 'KEY_MISMATCH' },
      );
      expect(await judge(text.replace('by: ops', 'by: also'))).toMatchObject({ outcome: two === pkcs1 ? 'allowed' : 'denied' });
    }
    await expect(judge(policy('{file: key.pub, algorithm: ed25519}'))).rejects.toMatchObject({ code: 'KEY_INVALID' });
  });
});
