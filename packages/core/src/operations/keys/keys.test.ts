import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseCertificate } from '../../crypto/index.js';
import { buildCertificate } from '../../crypto/testing/certificate-builder.js';
import { openSigner } from '../../keys/index.js';
import { failure, testRun } from '../../net/testing/test-run.js';
import { encodePem } from '../../wire/index.js';
import {
  checkKeys,
  inspectKey,
  KEY_FORMATS,
  makeKey,
  NEW_KEYS,
  newKeyDetails,
  readKeyList,
  writeNewFile,
  type CheckedKey,
} from './index.js';

const DAY = 86_400_000;
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-keys-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const run = (env = {}) => testRun({ cwd: folder, env: { PASSWORD: 'long enough', ...env } });
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text, { mode: 0o600 });
  return name;
};

describe('making keys', () => {
  const names = Object.keys(NEW_KEYS).filter((name) => !/4096|3072/.test(name));
  it.each(names)('%s: the file of every format signs with the public key that was shown', async (algorithm) => {
    const details = newKeyDetails(algorithm);
    for (const format of ['cosign', 'pkcs8', 'pkcs8-plain'] as const) {
      const made = await makeKey(run(), details, format, KEY_FORMATS[format].encrypted ? 'long enough' : undefined);
      const file = write(`${algorithm}-${format}.key`, made.privatePem);
      const password = KEY_FORMATS[format].encrypted ? 'env://PASSWORD' : undefined;
      const signer = await openSigner(run(), file, { password, details });
      expect([signer.publicKey.fingerprint, signer.details]).toEqual([made.publicKey.fingerprint, details]);
      expect(createPublicKey(made.publicPem).export({ type: 'spki', format: 'der' })).toEqual(Buffer.from(made.publicKey.spki));
      if (KEY_FORMATS[format].encrypted) expect(() => createPrivateKey(made.privatePem)).toThrow();
    }
  });

  it('refuses an unknown algorithm with the nearest one, and an encrypted key without password', async () => {
    expect(() => newKeyDetails('ecdsa-sha2-256-nistp265')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('nistp256') as unknown }),
    );
    for (const password of [undefined, ''])
      expect(await failure(makeKey(run(), 'PKIX_ED25519', 'cosign', password))).toMatchObject({ code: 'INPUT_MISSING' });
  });

  it('writes files whole, for their owner alone, and never over another one', async () => {
    const path = join(folder, 'deep', 'new.key');
    await writeNewFile(run(), path, 'secret', 0o600);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await failure(writeNewFile(run(), path, 'other', 0o600))).toMatchObject({ code: 'INPUT_INVALID' });
    expect(existsSync(join(folder, 'deep', 'new.key'))).toBe(true);
  });
});

describe('inspecting keys', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });

  it('shows the same facts of a public key and of a private one, and never the secret', async () => {
    const fromPublic = await inspectKey(run(), write('k.pub', publicKey.export({ type: 'spki', format: 'pem' }).toString()));
    const secret = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const fromPrivate = await inspectKey(run(), write('k.key', secret));
    expect(fromPrivate).toMatchObject({ kind: 'private-key', encrypted: false, readableByOthers: false, key: fromPublic.key });
    expect(fromPublic).toMatchObject({ kind: 'public-key', key: { type: 'EC P-384', algorithm: 'ecdsa-sha2-384-nistp384' } });
    expect(JSON.stringify(fromPrivate)).not.toContain(secret.split('\n')[1]);
    chmodSync(join(folder, 'k.key'), 0o644);
    expect(await inspectKey(run(), 'k.key')).toMatchObject({ readableByOthers: true });
    expect(await inspectKey(run({ KEY: secret }), 'env://KEY')).toMatchObject({ where: 'env://KEY', key: fromPublic.key });
  });

  it('an encrypted key shows its public half only with its password', async () => {
    const { privatePem, publicKey: made } = await makeKey(run(), 'PKIX_ED25519', 'cosign', 'long enough');
    const file = write('encrypted.key', privatePem);
    expect((await inspectKey(run(), file)).key).toBeUndefined();
    expect((await inspectKey(run(), file, { password: 'env://PASSWORD' })).key?.fingerprint).toBe(made.fingerprint);
    expect(await failure(inspectKey(run({ PASSWORD: 'wrong' }), file, { password: 'env://PASSWORD' }))).toMatchObject({
      code: 'KEY_INVALID',
    });
  });

  it('shows the validity of a certificate', async () => {
    const der = buildCertificate();
    const facts = await inspectKey(run(), write('k.crt', encodePem('CERTIFICATE', der)));
    const { notAfter, serialNumber } = parseCertificate(der);
    expect(facts).toMatchObject({ kind: 'certificate', certificate: { notAfter: notAfter.toISOString(), serialNumber } });
  });

  it.each([
    ['nothing', 'no PEM'],
    ['two keys', publicKey.export({ type: 'spki', format: 'pem' }).toString().repeat(2)],
    ['a damaged key', '-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----\n'],
    ['something else', '-----BEGIN CERTIFICATE REQUEST-----\nQUJD\n-----END CERTIFICATE REQUEST-----\n'],
  ])('a file with %s is refused', async (_name, text) => {
    expect((await failure(inspectKey(run(), write('bad.pem', text)))).exitStatus).not.toBe(0);
  });
});

describe('checking keys', () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  beforeAll(() => void write('release.pub', publicKey.export({ type: 'spki', format: 'pem' }).toString()));
  const at = (days: number): string => new Date(Date.now() - days * DAY).toISOString().slice(0, 10);
  const check = async (key: object, more: object = {}): Promise<CheckedKey | undefined> => {
    const document = {
      apiVersion: 'countersign.dev/v1beta1',
      kind: 'Keys',
      ...more,
      keys: [{ name: 'k', key: 'release.pub', role: 'release', ...key }],
    };
    const keys = await readKeyList(Buffer.from(JSON.stringify(document)), 'keys.yaml');
    return (await checkKeys(run(), keys, { expiryWarning: 30 * DAY, folder }))[0];
  };
  const problems = async (key: object, more: object = {}): Promise<readonly string[]> =>
    (await check(key, more))?.problems.map(({ code }) => code) ?? [];

  it.each([
    ['development', 30],
    ['test', 90],
    ['ci', 180],
    ['release', 365],
    ['root', 1095],
  ])('a key of the role %s may be %d days old, and not one more', async (role, days) => {
    expect(await problems({ role, created: at(days - 1) })).toEqual([]);
    expect(await problems({ role, created: at(days + 2) })).toEqual(['too-old']);
  });

  it('the list can change the age of a role, and add roles', async () => {
    expect(await problems({ created: at(20) }, { roles: { release: '10d' } })).toEqual(['too-old']);
    expect(await problems({ role: 'lab', created: at(20) }, { roles: { lab: '30d' } })).toEqual([]);
  });

  it('an unknown age fails and says so; so does one in the future', async () => {
    expect(await check({})).toMatchObject({
      status: 1,
      problems: [{ code: 'age-unknown', message: expect.stringContaining('not known') as unknown }],
    });
    expect(await problems({ created: at(-3) })).toEqual(['created-in-future']);
  });

  it('a retired key has no age, and a key that is not there or is another one fails', async () => {
    expect(await problems({ created: at(900), retired: at(1) })).toEqual([]);
    expect(await problems({ created: at(900), retired: at(-5) })).toEqual(['too-old']);
    expect(await check({ created: at(1), key: 'missing.pub' })).toMatchObject({ status: 1, problems: [{ code: 'unreadable' }] });
    expect(await problems({ created: at(1), sha256: 'a'.repeat(64) })).toEqual(['fingerprint-mismatch']);
  });

  describe('during a rotation', () => {
    const NEW = { name: 'next', key: 'next.pub', role: 'release', created: at(10) };
    const overlapping = async (old: object, next: object, more: object = {}): Promise<readonly (CheckedKey | undefined)[]> => {
      const { publicKey: other } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      write('next.pub', other.export({ type: 'spki', format: 'pem' }).toString());
      const document = {
        apiVersion: 'countersign.dev/v1beta1',
        kind: 'Keys',
        ...more,
        keys: [
          { name: 'old', key: 'release.pub', role: 'release', created: at(400), retired: at(-20), ...old },
          { ...NEW, ...next },
        ],
      };
      return checkKeys(run(), await readKeyList(Buffer.from(JSON.stringify(document)), 'keys.yaml'), {
        expiryWarning: 30 * DAY,
        folder,
      });
    };
    const codes = (checked: CheckedKey | undefined): readonly string[] => checked?.problems.map(({ code }) => code) ?? [];

    it.each([
      ['an old key', {}],
      ['a key of unknown age', { created: undefined }],
    ])('%s passes until the date, and says which key replaces it', async (_name, old) => {
      const [first, second] = await overlapping(old, {});
      expect([first?.status, first?.replacedBy, first?.retired?.slice(0, 10)]).toEqual([0, 'next', at(-20)]);
      expect([second?.status, second?.replacedBy]).toEqual([0, undefined]);
    });

    it.each([
      ['has another role', { role: 'ci' }],
      ['is not made yet', { created: at(-3) }],
      ['is of unknown age', { created: undefined }],
      ['is older', { created: at(401) }],
      ['is too old before the old one ends', { created: at(350) }],
      ['is retired before', { retired: at(-10) }],
      ['is retired at the same time', { retired: at(-20) }],
      ['is the same key', { key: 'release.pub' }],
      ['cannot be read', { key: 'missing.pub' }],
    ])('not if the other key %s', async (_name, next) => {
      const [first] = await overlapping({}, next);
      expect([codes(first), first?.replacedBy]).toEqual([['too-old'], undefined]);
      expect(first?.problems[0]?.message).toContain(`it retires on ${at(-20)}, but the list has no other key`);
    });

    it('only its age is excused, and a certificate that ends later', async () => {
      const der = (days: number): string => `${new Date(Date.now() + days * DAY).toISOString().replace(/\D/g, '').slice(0, 14)}Z`;
      const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      write('overlap.pub', key.publicKey.export({ type: 'spki', format: 'pem' }).toString());
      const ending = async (days: number): Promise<readonly string[]> => {
        write('overlap.crt', encodePem('CERTIFICATE', buildCertificate({ key, notBefore: der(-1), notAfter: der(days) })));
        return codes((await overlapping({ key: 'overlap.pub', certificate: 'overlap.crt' }, {}))[0]);
      };
      expect([await ending(25), await ending(15), await ending(-0.5)]).toEqual([
        [],
        ['certificate-expires'],
        ['certificate-expired'],
      ]);
      expect(codes((await overlapping({ sha256: 'a'.repeat(64) }, {}))[0])).toEqual(['fingerprint-mismatch']);
      expect(codes((await overlapping({ key: 'missing.pub' }, {}))[0])).toEqual(['unreadable']);
    });
  });

  it('a certificate that nears its end fails, and so does one of another key', async () => {
    const der = (days: number): string => `${new Date(Date.now() + days * DAY).toISOString().replace(/\D/g, '').slice(0, 14)}Z`;
    const valid = (days: number): string =>
      encodePem('CERTIFICATE', buildCertificate({ notBefore: der(-1), notAfter: der(days) }));
    write('near.crt', valid(20));
    write('far.crt', valid(60));
    write('over.crt', valid(-0.5));
    const created = at(1);
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    write('own.pub', key.publicKey.export({ type: 'spki', format: 'pem' }).toString());
    write('own.crt', encodePem('CERTIFICATE', buildCertificate({ key, notBefore: der(-1), notAfter: der(60) })));
    expect(await problems({ created, key: 'own.pub', certificate: 'own.crt' })).toEqual([]);
    expect(await problems({ created, certificate: 'near.crt' })).toEqual(['certificate-of-other-key', 'certificate-expires']);
    expect(await problems({ created, certificate: 'far.crt' })).toEqual(['certificate-of-other-key']);
    expect(await problems({ created, certificate: 'over.crt' })).toEqual(['certificate-of-other-key', 'certificate-expired']);
    expect(await problems({ created, certificate: 'none.crt' })).toEqual(['unreadable']);
  });

  it.each([
    ['an unknown member', 'keys: [{name: a, key: b, role: release, age: 3}]', /2:\d+: keys.0/],
    ['an unknown role', 'keys: [{name: a, key: b, role: lab}]', /role "lab" has no maximum age/],
    ['a wrong date', 'keys: [{name: a, key: b, role: ci, created: 01.02.2026}]', /2:\d+.*created/],
    ['a name twice', 'keys: [{name: a, key: b, role: ci}, {name: a, key: c, role: ci}]', /keys/],
    ['no keys', 'keys: []', /keys/],
  ])('a list with %s is refused with its position', async (_name, text, message) => {
    const error = await failure(
      readKeyList(Buffer.from(`{apiVersion: countersign.dev/v1beta1, kind: Keys,\n${text}}`), 'keys.yaml'),
    );
    expect([error.code, error.message]).toEqual(['INPUT_INVALID', expect.stringMatching(message)]);
  });
});
