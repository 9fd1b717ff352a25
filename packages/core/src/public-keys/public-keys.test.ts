import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import { CountersignError } from '../errors/index.js';
import { failure, testRun } from '../net/testing/test-run.js';
import {
  KEY_SCHEMES,
  keyForms,
  loadScheme,
  openPublicKey,
  parseKeyReference,
  schemesFor,
  type KeyScheme,
  type KeyUse,
} from './index.js';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PUBLIC = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const PRIVATE = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** The files of the test, by name; reading any other file fails. */
const files =
  (known: Readonly<Record<string, string>>) =>
  (path: string): Uint8Array => {
    const text = known[path];
    if (text === undefined) throw new CountersignError('FILE_UNREADABLE', `${path} is not here`);
    return Buffer.from(text);
  };
const refusal = (reference: string, use: KeyUse): CountersignError => {
  try {
    parseKeyReference(reference, use);
  } catch (error) {
    if (error instanceof CountersignError) return error;
  }
  throw new Error('not refused');
};

describe('a reference of a key', () => {
  it.each([
    ['release.pem', 'file'],
    ['./a:b.pem', 'file'],
    ['C:\\keys\\release.pem', 'file'],
    ['c:/keys/release.pem', 'file'],
    ['env://RELEASE_KEY', 'env'],
    ['gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k', 'gcpkms'],
    ['gcp-secret://projects/p/secrets/s', 'gcp-secret'],
    ['azurekms://v.vault.azure.net/k', 'azurekms'],
    ['pkcs11:token=release;object=k1?module-path=/usr/lib/softhsm/libsofthsm2.so', 'pkcs11'],
    ['hashivault://release', 'hashivault'],
    ['openbao://release?version=3', 'openbao'],
    ['vault-kv://secret/ci/release#key', 'vault-kv'],
  ])('%s is of the scheme %s, for signing and verification', (reference, scheme) => {
    expect([parseKeyReference(reference, 'sign'), parseKeyReference(reference, 'verify')]).toEqual([scheme, scheme]);
  });

  it.each([
    ['env:KEY', 'env:', 'Did you mean env://VAR? '],
    ['ENV://KEY', 'ENV:', 'Did you mean env://VAR? '],
    ['files:release.pem', 'files:', 'Did you mean a PEM file? '],
    ['a:b:c.pem', 'none', ''],
    ['http://example.com/key.pub', 'http:', ''],
  ])('%s', (reference, found, meant) => {
    if (found === 'none') {
      expect(parseKeyReference(reference, 'verify')).toBe('file');
      return;
    }
    const error = refusal(reference, 'sign');
    expect(error).toMatchObject({ code: 'KEY_UNSUPPORTED', found, expected: `keyless, ${keyForms('sign').join(', ')}` });
    expect(error.hint).toContain(`${meant}Use one of the supported forms; write ./ before a file name with a colon.`);
    expect(refusal(reference, 'verify').expected).toBe(keyForms('verify').join(', '));
  });

  it.each(['acme://key', 'my-hsm2://a/b?c', 'evn://KEY'])('%s is of a plugin, which only signs', (reference) => {
    expect(parseKeyReference(reference, 'sign')).toBe('plugin');
    const error = refusal(reference, 'verify');
    expect(error).toMatchObject({ code: 'KEY_UNSUPPORTED', exitStatus: 3, expected: keyForms('verify').join(', ') });
    expect(error.hint).toContain('must not choose which key is trusted');
    expect(error.hint?.includes('Did you mean env://VAR?')).toBe(reference.startsWith('evn'));
  });

  it.each([
    'https://example.com/k',
    'http://x/k',
    'file:///k.pem',
    'oci://x',
    'k8s://a/b',
    'gitlab://a/b',
    'ENV://KEY',
    'Acme://k',
  ])('%s is no reference of a plugin', (reference) => {
    expect(KEY_SCHEMES.plugin.matches.test(reference)).toBe(false);
  });

  it('cannot be key material, which is not printed', () => {
    for (const use of ['sign', 'verify'] as const) {
      const error = refusal(`\n${PRIVATE}`, use);
      expect(error).toMatchObject({ code: 'INPUT_INVALID', found: 'PEM text', exitStatus: 3 });
      expect(JSON.stringify([error.message, error.hint])).not.toContain(PRIVATE.split('\n')[1]);
    }
  });
});

describe('openPublicKey', () => {
  it('reads a file with the function of the caller, and a variable', async () => {
    const run = testRun({ env: { KEY: PUBLIC } });
    const readFile = files({ 'a.pub': PUBLIC });
    const fromFile = await openPublicKey(run, 'a.pub', { readFile });
    const fromVariable = await openPublicKey(run, 'env://KEY', { readFile });
    expect(fromFile.key.fingerprint).toBe(fromVariable.key.fingerprint);
    expect([fromFile.where, fromVariable.where]).toEqual(['a.pub', 'env://KEY']);
    expect([fromFile.bytes?.length, fromVariable.bytes]).toEqual([PUBLIC.length, undefined]);
  });

  it('uses the signature algorithm that the caller gives', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' });
    const options = { readFile: files({ 'rsa.pub': rsa.toString() }) };
    const details = 'PKIX_RSA_PSS_2048_SHA256';
    expect((await openPublicKey(testRun(), 'rsa.pub', { ...options, details })).key.details).toBe(details);
    expect((await openPublicKey(testRun(), 'rsa.pub', options)).key.details).toBe('PKIX_RSA_PKCS1V15_2048_SHA256');
  });

  it('reads a path if the caller allows only files', async () => {
    const run = testRun({ env: { KEY: PUBLIC } });
    const options = { readFile: files({}), scheme: 'file' } as const;
    expect(await failure(openPublicKey(run, 'env://KEY', options))).toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  it('rejects a private key, and prints nothing of it', async () => {
    const run = testRun({ env: { KEY: PRIVATE } });
    const options = { readFile: files({ 'a.pem': PRIVATE }) };
    for (const reference of ['a.pem', 'env://KEY', 'env://not a name']) {
      const error = await failure(openPublicKey(run, reference, options));
      expect(error.code).toBe('KEY_INVALID');
      const said = JSON.stringify([error.message, error.expected, error.found, error.hint, String(error.cause)]);
      expect(said).not.toContain(PRIVATE.split('\n')[1]);
      expect(said).not.toContain('not a name');
    }
  });
});

describe('the network capability that a scheme needs', () => {
  const loaded = () => jest.fn(() => Promise.resolve('opened'));
  it.each([
    ['none', 'none', true],
    ['none', 'registries', false],
    ['none', 'all', false],
    ['registries', 'all', false],
    ['all', 'all', true],
    ['all', 'none', true],
  ] as const)('a run with network %s, a scheme that needs %s', async (capability, needs, may) => {
    const load = loaded();
    const opening = loadScheme(testRun({ capability }), { form: 'awskms://…', needs }, load);
    if (may) {
      expect(await opening).toBe('opened');
      return;
    }
    expect(await failure(opening)).toMatchObject({
      code: 'NETWORK_FORBIDDEN',
      expected: `network: ${needs}`,
      found: `network: ${capability}`,
    });
    expect(load).not.toHaveBeenCalled();
  });
});

describe('the table of schemes', () => {
  const page = readFileSync(new URL('../../../../docs/reference/keys.md', import.meta.url), 'utf8').replaceAll(/\s+/g, ' ');

  it.each(Object.entries<KeyScheme>(KEY_SCHEMES))('%s is in the docs, and can be loaded', async (_, scheme) => {
    const { form, summary, load } = scheme;
    expect(page).toContain(`| ${/:/.test(form) ? `\`${form}\`` : form} |`);
    expect(page).toContain(summary);
    if (load !== undefined) expect((await load()).openPublicKey).toBeInstanceOf(Function);
    else expect(form).toBe('NAME://REF');
  });

  it('has the forms for each use', () => {
    for (const use of ['sign', 'verify'] as const)
      expect([...keyForms(use)].sort()).toEqual(
        schemesFor(use)
          .map(([, { form }]) => form)
          .sort(),
      );
  });
});
