import { describe, expect, it } from '@jest/globals';
import { KEY_SCHEMES } from '../public-keys/index.js';
import { explainPolicy, readPolicy, readPolicyWithDocument, writePolicy } from './index.js';

const SHA = '9c'.repeat(32);
const policy = (key: string, more = '', trust = ''): string => `apiVersion: countersign.dev/v1beta1
kind: Policy
${trust}signers:
  ops: {key: ${key}${more}}
rules: [{name: all, match: {paths: ["*"]}, require: [signature: {by: ops}]}]
`;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string) => readPolicy(bytes(text), 'p.yaml');
const problem = (text: string): Promise<string> =>
  read(text).then(
    () => 'accepted',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

describe('the place of a public key in a policy', () => {
  it.each([
    ['{file: keys/ops.pub}', 'key in keys/ops.pub'],
    [`{file: keys/ops.pub, sha256: ${SHA}}`, `key in keys/ops.pub, SubjectPublicKeyInfo SHA-256 ${SHA}`],
    [`{env: OPS_KEY, sha256: ${SHA}}`, `key in the environment variable OPS_KEY, SubjectPublicKeyInfo SHA-256 ${SHA}`],
    [`{kms: "awskms:///alias/ops", sha256: ${SHA}}`, `key awskms:///alias/ops, SubjectPublicKeyInfo SHA-256 ${SHA}`],
    [`{kms: "openbao://ops", sha256: ${SHA}}`, `key openbao://ops, SubjectPublicKeyInfo SHA-256 ${SHA}`],
    [
      `{secret: "vault-kv://secret/ops#pub", sha256: ${SHA}}`,
      `key in vault-kv://secret/ops#pub, SubjectPublicKeyInfo SHA-256 ${SHA}`,
    ],
    [`{url: "https://acme.dev/ops.pub", sha256: ${SHA}}`, `key at https://acme.dev/ops.pub, SubjectPublicKeyInfo SHA-256 ${SHA}`],
    ['{certificate: ops.crt}', 'key in the certificate ops.crt'],
    ['{file: ops.pub, algorithm: rsa-sign-pss-2048-sha256}', 'algorithm rsa-sign-pss-2048-sha256'],
  ])('%s', async (key, words) => {
    const { policy: found, document } = await readPolicyWithDocument(bytes(policy(key)), 'p.yaml');
    expect(explainPolicy(found).split('\n')).toContain(`  ${words}`);
    const written = await writePolicy(document);
    expect((await readPolicyWithDocument(bytes(written), 'p.yaml')).document).toEqual(document);
  });

  it.each([
    ['{env: OPS_KEY}', '4:9: signers.ops.key: a key under "env" needs "sha256"'],
    ['{kms: "awskms:///alias/ops"}', '4:9: signers.ops.key: a key under "kms" needs "sha256"'],
    ['{secret: "vault-kv://secret/ops#pub"}', '4:9: signers.ops.key: a key under "secret" needs "sha256"'],
    ['{url: "https://acme.dev/ops.pub"}', '4:9: signers.ops.key: a key under "url" needs "sha256"'],
    [`{file: a.pub, env: OPS_KEY, sha256: ${SHA}}`, '4:9: signers.ops.key: exactly one of "file", "env"'],
    [`{sha256: ${SHA}}`, '4:9: signers.ops.key: exactly one of "file", "env"'],
    [`{env: "env://OPS_KEY", sha256: ${SHA}}`, '4:15: signers.ops.key.env: expected the name of an environment variable'],
    [`{url: "http://acme.dev/ops.pub", sha256: ${SHA}}`, '4:15: signers.ops.key.url: expected an address like "https://'],
    [`{url: "https://u:p@acme.dev/ops.pub", sha256: ${SHA}}`, 'an address of a public key has no user name and password'],
    [`{url: "https://acme.dev/ops.pub#x", sha256: ${SHA}}`, 'expected an address without "#"'],
    [
      `{kms: "pkcs11:token=ops;object=key", sha256: ${SHA}}`,
      '4:15: signers.ops.key.kms: keys of PKCS#11 modules cannot be named in a policy',
    ],
    [
      `{pkcs11: "token=ops", sha256: ${SHA}}`,
      '4:15: signers.ops.key.pkcs11: keys of PKCS#11 modules cannot be named in a policy',
    ],
    ['{file: "pkcs11:token=ops"}', '4:15: signers.ops.key.file: keys of PKCS#11 modules cannot be named in a policy'],
    [`{kms: "acme://ops", sha256: ${SHA}}`, '4:15: signers.ops.key.kms: keys of plugins cannot be named in a policy'],
    [`{plugin: "acme://ops", sha256: ${SHA}}`, 'signers.ops.key.plugin: keys of plugins cannot be named in a policy'],
    ['{file: "env://OPS_KEY"}', 'does not belong under "file"; write {env: VARIABLE, sha256: …}'],
    ['{file: "awskms:///alias/ops"}', 'does not belong under "file"; write {kms: "awskms://…", sha256: …}'],
    ['{certificate: "https://acme.dev/ops.crt"}', 'does not belong under "certificate"; write {url: "https://…", sha256: …}'],
    [`{kms: "vault-kv://secret/ops", sha256: ${SHA}}`, 'does not belong under "kms"; write {secret: "vault-kv://…", sha256: …}'],
    [`{secret: "hashivault://ops", sha256: ${SHA}}`, 'does not belong under "secret"; write {kms: "hashivault://…", sha256: …}'],
    [`{kms: "awskms", sha256: ${SHA}}`, 'expected a reference with awskms://'],
    [
      '{file: a.pub, algorithm: rsa-sign-pss-2048-sha512}',
      '4:28: signers.ops.key.algorithm: expected one of "ecdsa-sha2-256-nistp256"',
    ],
    ['{file: a.pub, sha256: 9C}', 'signers.ops.key.sha256: expected a SHA-256 in lower-case hex'],
    ['{}', 'exactly one of'],
  ])('refuses %s', async (key, message) => {
    expect(await problem(policy(key))).toContain(message);
  });

  it('refuses a certificate under a trust that verifies no time', async () => {
    const none = 'trust: {keys: {log-entries: 0, timestamps: 0}}\n';
    expect(await problem(policy('{certificate: ops.crt}', '', none))).toContain(
      'the certificate of signer "ops" has a validity, but its trust "keys" verifies no time; name the public key itself with "file"',
    );
    expect(await problem(policy('{file: ops.pub}', '', none))).toBe('accepted');
  });

  it('only a key can be a fallback', async () => {
    const fallback = await read(policy('{file: a.pub}', ', fallback: true'));
    expect(fallback.signers.get('ops')?.fallback).toBe(true);
    expect(explainPolicy(fallback)).toContain('fallback key: a decision that rests on it says so');
    for (const none of [policy('{file: a.pub}', ', fallback: false'), policy('{file: a.pub}')])
      expect((await read(none)).signers.get('ops')?.fallback).toBe(false);
    const json = JSON.stringify({
      apiVersion: 'countersign.dev/v1beta1',
      kind: 'Policy',
      signers: { ops: { key: { file: 'a.pub' }, fallback: true } },
      rules: [{ name: 'all', match: { paths: ['*'] }, require: [{ signature: { by: 'ops' } }] }],
    });
    const { policy: found, document } = await readPolicyWithDocument(bytes(json), 'p.json');
    expect(found.signers.get('ops')?.fallback).toBe(true);
    expect((await read(await writePolicy(document))).signers.get('ops')?.fallback).toBe(true);
    expect(await problem(policy('{file: a.pub}', ', fallback: maybe'))).toContain(
      '4:29: signers.ops.fallback: expected true or false',
    );
    const keyless = policy('{file: a.pub}', ', fallback: true').replace(
      '{key: {file: a.pub}',
      '{keyless: {identity: a@acme.dev, issuer: "https://accounts.example.com"}',
    );
    expect(await problem(keyless)).toContain('only a signer with "key" can be a fallback');
  });

  it('every form of a reference belongs to one key of a policy, or is refused by name', async () => {
    for (const { form } of Object.values(KEY_SCHEMES)) {
      if (!form.includes(':')) continue;
      const reference = `${form.split(':')[0] ?? ''}://x/y`;
      const messages = await Promise.all(
        ['kms', 'secret', 'url'].map((place) => problem(policy(`{${place}: "${reference}", sha256: ${SHA}}`))),
      );
      const isVariable = form.startsWith('env:');
      const accepted = messages.filter((message) => message === 'accepted').length;
      const refusedByName = messages.some((message) => /keys of (?:PKCS#11 modules|plugins) cannot be named/.test(message));
      expect([form, accepted, refusedByName]).toEqual([form, isVariable || refusedByName ? 0 : 1, refusedByName]);
    }
  });
});
