import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KeyDetails } from '@countersign/core/crypto';
import { openSigner } from '@countersign/core/keys';
import { openPublicKey } from '@countersign/core/public-keys';
import { execFileSync } from 'node:child_process';
import { createKey } from '../../../core/src/keys/create-pkcs11-key.js';
import { failure, testRun, type TestRunOptions } from '../../../core/src/net/testing/test-run.js';
import type { Exec } from '@countersign/core/run';
import { nodeExec } from '../node-exec.js';
import { toolkitExec } from '../toolkit-exec.js';
import { MODULE, PIN, softHsm, type SoftHsm } from './testing/soft-hsm.js';

const withHsm = MODULE === undefined ? describe.skip : describe;
const message = Buffer.from('what is signed');
const KINDS = {
  'P-256': ['EC:prime256v1', 'PKIX_ECDSA_P256_SHA_256', '01'],
  'P-384': ['EC:secp384r1', 'PKIX_ECDSA_P384_SHA_384', '02'],
  'P-521': ['EC:secp521r1', 'PKIX_ECDSA_P521_SHA_512', '03'],
  'RSA 2048': ['rsa:2048', 'PKIX_RSA_PKCS1V15_2048_SHA256', '04'],
  'RSA 3072': ['rsa:3072', 'PKIX_RSA_PKCS1V15_3072_SHA256', '05'],
  'RSA 4096': ['rsa:4096', 'PKIX_RSA_PKCS1V15_4096_SHA256', '06'],
  Ed25519: ['EC:edwards25519', 'PKIX_ED25519', '07'],
} as const;

let hsm: SoftHsm;
beforeAll(() => {
  if (MODULE === undefined) return;
  hsm = softHsm();
  for (const label of ['release', 'twin', 'twin']) hsm.makeToken(label);
  for (const [type, , id] of Object.values(KINDS))
    hsm.tool('release', '--keypairgen', '--key-type', type, '--id', id, '--label', `key ${id}`);
});
afterAll(() => {
  if (MODULE !== undefined) hsm.remove();
});

interface Call {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A run that starts programs, and records how. */
function runOf(exec: Exec = nodeExec, options: TestRunOptions & { readonly pin?: string } = {}) {
  const calls: Call[] = [];
  const env = { ...hsm.env, HSM_KEY_PASSWORD: options.pin ?? PIN };
  const recorded: Exec = (command, args, given) => {
    calls.push({ args, env: given.env });
    return exec(command, args, given);
  };
  return { run: testRun({ timeMs: 600_000, ...options, env, exec: recorded }), calls };
}
const password = 'env://HSM_KEY_PASSWORD';
const readFile = (): never => {
  throw new Error('no file is read');
};

describe.each<readonly [string, Exec]>([
  ['nodeExec', nodeExec],
  ['toolkitExec', toolkitExec],
])('a key in SoftHSM2, with %s', (_name, exec) => {
  withHsm('', () => {
    it.each(Object.entries(KINDS))('%s signs messages and digests', async (_kind, [, details, id]) => {
      const { run, calls } = runOf(exec);
      const signer = await openSigner(run, hsm.uri(`token=release;object=key%20${id}`), { password });
      expect(signer).toMatchObject({ details, name: `pkcs11:token=release;object=key%20${id}` });
      const { object } = signer.publicKey;
      expect(verify(signer.hash ?? null, message, object, await signer.sign({ kind: 'message', message }))).toBe(true);
      if (signer.hash !== undefined) {
        const digest = createHash(signer.hash).update(message).digest();
        expect(verify(signer.hash, message, object, await signer.sign({ kind: 'digest', digest }))).toBe(true);
      }
      const opened = await openPublicKey(run, hsm.uri(`token=release;id=%${id}`), { readFile });
      expect(opened.key.fingerprint).toBe(signer.publicKey.fingerprint);
      expect(opened.where).toBe(`pkcs11:token=release;id=%${id}`);
      // The PIN is no argument, and only calls that log in have it.
      expect(JSON.stringify(calls.map(({ args }) => args))).not.toContain(PIN);
      for (const { args, env } of calls) expect(Object.values(env).includes(PIN)).toBe(args.includes('--login'));
      expect(run.secrets).toContain(PIN);
    });
  });
});

withHsm('a key in SoftHSM2', () => {
  it.each(['04', '05', '06'])('RSA key %s signs with PSS if it is asked to', async (id) => {
    const bits = { '04': 2048, '05': 3072, '06': 4096 }[id];
    const details = `PKIX_RSA_PSS_${String(bits)}_SHA256` as KeyDetails;
    const signer = await openSigner(runOf().run, hsm.uri(`token=release;id=%${id}`), { password, details });
    expect(signer.details).toBe(details);
    const signature = await signer.sign({ kind: 'message', message });
    const pss = { key: signer.publicKey.object, padding: 6, saltLength: 32 };
    expect([verify('sha256', message, pss, signature), verify('sha256', message, signer.publicKey.object, signature)]).toEqual([
      true,
      false,
    ]);
  });

  it('makes many signatures, also when they are asked for at the same time', async () => {
    const signer = await openSigner(runOf().run, hsm.uri('token=release;id=%01'), { password });
    const messages = Array.from({ length: 60 }, (_one, index) => Buffer.from(`file ${String(index)}`));
    const signatures = await Promise.all(messages.map((one) => signer.sign({ kind: 'message', message: one })));
    expect(signatures.every((one, index) => verify('sha256', messages[index] ?? message, signer.publicKey.object, one))).toBe(
      true,
    );
  });

  it('Ed25519 signs no more than pkcs11-tool can, and says so', async () => {
    const signer = await openSigner(runOf().run, hsm.uri('token=release;id=%07'), { password });
    await signer.sign({ kind: 'message', message: Buffer.alloc(1024, 1) });
    expect(await failure(signer.sign({ kind: 'message', message: Buffer.alloc(1025, 1) }))).toMatchObject({
      code: 'KEY_UNSUPPORTED',
      found: '1025 bytes',
    });
  });

  it('reads the PIN from pin-source before key-password', async () => {
    writeFileSync(join(hsm.folder, 'pin'), `${PIN}\n`);
    const { run } = runOf(nodeExec, { pin: 'another' });
    const uri = `${hsm.uri('token=release;id=%01')}&pin-source=file:${join(hsm.folder, 'pin')}`;
    expect((await openSigner(run, uri, { password })).details).toBe('PKIX_ECDSA_P256_SHA_256');
  });

  it('uses the certificate if there is no public key', async () => {
    const key = join(hsm.folder, 'imported.der');
    const certificate = join(hsm.folder, 'certificate.der');
    const openssl = (...args: string[]): Buffer => execFileSync('/usr/bin/openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    writeFileSync(`${key}.pem`, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'der' }));
    openssl('req', '-x509', '-key', `${key}.pem`, '-outform', 'DER', '-out', certificate, '-subj', '/CN=hsm', '-days', '3');
    hsm.tool('release', '--write-object', key, '--type', 'privkey', '--id', '0c', '--label', 'imported');
    const uri = hsm.uri('token=release;object=imported');
    const { run } = runOf();
    expect((await failure(openSigner(run, uri, { password }))).message).toContain('neither the public key nor a certificate');
    hsm.tool('release', '--write-object', certificate, '--type', 'cert', '--id', '0c', '--label', 'imported');
    const signer = await openSigner(run, uri, { password });
    expect(verify('sha384', message, publicKey, await signer.sign({ kind: 'message', message }))).toBe(true);
    expect((await openPublicKey(run, hsm.uri('token=release;type=cert;id=%0c'), { readFile })).key.fingerprint).toBe(
      signer.publicKey.fingerprint,
    );
    // The certificate of another key with the same id: its signature would not verify.
    const other = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    writeFileSync(key, other.privateKey.export({ type: 'pkcs8', format: 'der' }));
    hsm.tool('release', '--delete-object', '--type', 'privkey', '--id', '0c');
    hsm.tool('release', '--write-object', key, '--type', 'privkey', '--id', '0c', '--label', 'imported');
    const swapped = await openSigner(run, uri, { password });
    expect((await failure(swapped.sign({ kind: 'message', message }))).code).toBe('SERVICE_ANSWER_INVALID');
  });

  it('lists the keys if several match, and if none does', async () => {
    const several = await failure(openSigner(runOf().run, hsm.uri('token=release'), { password }));
    expect(several).toMatchObject({ code: 'KEY_INVALID', message: 'several keys match the reference' });
    expect(several.found).toMatch(/private EC: id=%01, object="key 01"/);
    const none = await failure(openSigner(runOf().run, hsm.uri('token=release;object=key%2001;id=%02'), { password }));
    expect(none).toMatchObject({ code: 'KEY_INVALID', message: 'no key matches the reference' });
    expect(none.found).toMatch(/id=%07, object="key 07"/);
  });

  it('refuses two private keys with one id', async () => {
    for (const label of ['first', 'second']) {
      const der = join(hsm.folder, `${label}.der`);
      writeFileSync(der, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'der' }));
      hsm.tool('release', '--write-object', der, '--type', 'privkey', '--id', '0e', '--label', label);
    }
    expect((await failure(openSigner(runOf().run, hsm.uri('token=release;object=first'), { password }))).message).toBe(
      'two private keys of the token have the same id',
    );
  });

  it('finds the token by every attribute, and refuses a token that does not match or is not the only one', async () => {
    const slots = hsm.slots();
    const [, slotId = '', serial = ''] =
      /\((0x[0-9a-f]+)\).*\n +token label +: release\n[^]*?serial num +: (\w+)/.exec(slots) ?? [];
    const good = [
      `serial=${serial}`,
      `slot-id=${String(Number(slotId))}`,
      `token=release;manufacturer=SoftHSM%20project;model=SoftHSM%20v2;slot-manufacturer=SoftHSM%20project`,
      `serial=${serial};library-manufacturer=SoftHSM;library-description=Implementation%20of%20PKCS11;library-version=2.6`,
      `slot-description=SoftHSM%20slot%20ID%20${slotId}`,
    ];
    for (const path of good)
      expect((await openPublicKey(runOf().run, hsm.uri(`${path};id=%01`), { readFile })).key.details).toBe(KINDS['P-256'][1]);
    const bad = [
      'token=Release',
      'token=release;model=other',
      'token=release;slot-id=7',
      'token=release;serial=0',
      'library-version=9.9',
    ];
    for (const path of bad) {
      const error = await failure(openPublicKey(runOf().run, hsm.uri(`${path};id=%01`), { readFile }));
      expect(error).toMatchObject({ code: 'KEY_INVALID', message: 'no token matches the reference of the key' });
      expect(error.found).toContain(`token "release", serial "${serial}"`);
    }
    const twins = await failure(openSigner(runOf().run, hsm.uri('token=twin;id=%01'), { password }));
    expect(twins.message).toBe('several tokens match the reference of the key');
    expect(twins.found).not.toContain('release');
  });

  it('sends a wrong PIN once, and nothing after it', async () => {
    const { run, calls } = runOf(nodeExec, { pin: '0000wrong' });
    const error = await failure(openSigner(run, hsm.uri('token=release;id=%01'), { password }));
    expect(error).toMatchObject({ code: 'KEY_INVALID', message: 'the token refused the PIN' });
    expect(error.found).toContain('CKR_PIN_INCORRECT');
    expect(calls.filter(({ args }) => args.includes('--login'))).toHaveLength(1);
    expect(JSON.stringify([error.found, error.hint])).not.toContain('0000wrong');
  });

  it('asks for the PIN if none was given', async () => {
    const error = await failure(openSigner(runOf().run, hsm.uri('token=release;id=%01'), {}));
    expect(error).toMatchObject({ code: 'KEY_INVALID', message: 'no key matches the reference' });
    expect(error.hint).toContain('key-password: env://HSM_PIN');
  });

  it('does not load a module that is none', async () => {
    const uri = 'pkcs11:token=release;id=%01?module-path=/usr/bin/openssl';
    expect(await failure(openSigner(runOf().run, uri, { password }))).toMatchObject({
      code: 'KEY_INVALID',
      message: 'the PKCS #11 module cannot be loaded',
    });
  });

  describe('a new key', () => {
    it.each(Object.entries(KINDS))('%s is made, signs, and cannot be exported', async (kind, [, details]) => {
      const { run, calls } = runOf();
      const uri = hsm.uri(`token=release;object=new-${kind.replaceAll(' ', '-')}`);
      const made = await createKey(run, uri, details, { password });
      expect(made.details).toBe(details);
      const signer = await openSigner(run, uri, { password });
      expect(signer.publicKey.fingerprint).toBe(made.fingerprint);
      await signer.sign({ kind: 'message', message });
      expect(JSON.stringify(calls.map(({ args }) => args))).not.toContain(PIN);
      expect(run.lines).toEqual([]);
      const again = await failure(createKey(run, uri, details, { password }));
      expect(again).toMatchObject({ code: 'KEY_INVALID', message: expect.stringContaining('already has') as unknown });
      expect((await failure(createKey(run, uri, details, { password, newVersion: true }))).code).toBe('KEY_UNSUPPORTED');
    });

    it('needs a name, and the PIN', async () => {
      const make = (path: string, options = {}) => failure(createKey(runOf().run, hsm.uri(path), 'PKIX_ED25519', options));
      expect((await make('token=release', { password })).code).toBe('INPUT_INVALID');
      expect((await make('token=release;object=x')).code).toBe('INPUT_MISSING');
      expect((await make('token=release;object=x;id=%01', { password })).code).toBe('KEY_INVALID');
    });
  });
});
