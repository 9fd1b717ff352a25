import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { collectFiles } from '../../artifacts/index.js';
import { publicKeyFromPem } from '../../crypto/index.js';
import { runGate } from '../../gate/index.js';
import { failure, type TestRun } from '../../net/testing/test-run.js';
import { createRegistry } from '../../registry/index.js';
import { signFiles } from '../../signing/index.js';
import { openStudio, type Studio } from '../../signing/testing/studio.js';
import { readTrustedRoot } from '../../trust/index.js';
import { chooseForSigning, findAffected, keyToRevoke, revokeIn, rotateKey, type Rotation } from './index.js';

/** A key is replaced and revoked, with services and gate at the same moving clock. */

const DAY = 86_400_000;
let ahead = 0;
let studio: Studio;
let folder = '';
beforeAll(async () => {
  studio = await openStudio({ clock: () => new Date(Date.now() + ahead) });
});
afterAll(() => studio.close());

const POLICY = `# The gate of the team
apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {corp: {root: root.json}}
signers:
  ops-2025: {key: {file: keys/ops-2025.pub}, trust: corp}   # on call
rules:
  - name: packages
    match: {paths: ["*.tgz"]}
    require:
      - signature: {by: ops-2025}
`;

beforeEach(() => {
  ahead = 0;
  folder = mkdtempSync(join(studio.folder, 'rotation-'));
  mkdirSync(join(folder, 'keys'));
  copyFileSync(studio.sandbox.files.trustedRoot, join(folder, 'root.json'));
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(join(folder, 'old.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(join(folder, 'keys', 'ops-2025.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  writeFileSync(join(folder, 'policy.yaml'), POLICY);
});

const run = (): TestRun => studio.run({ PASSWORD: 'long enough' }, { cwd: folder, skewMs: ahead });

async function sign(name: string, key: string): Promise<void> {
  writeFileSync(join(folder, name), `the bytes of ${name}`);
  const at = run();
  const report = await signFiles(at, {
    ...studio.options(),
    keys: [key],
    keyPassword: ['env://PASSWORD'],
    subjects: await collectFiles(at, { paths: [name] }),
  });
  const [failed] = report.failures;
  if (failed !== undefined) throw failed.error;
}

async function decisions(...names: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const result: Record<string, string> = {};
  for (const name of names) {
    const { decision } = await runGate(run(), { paths: [name], policies: ['policy.yaml'] });
    result[name] = decision.outcome;
  }
  return result;
}

const rotate = (changes: Partial<Parameters<typeof rotateKey>[1]> = {}): Promise<Rotation> =>
  rotateKey(run(), {
    signer: 'ops-2025',
    policies: ['policy.yaml'],
    name: 'ops-2026',
    details: 'PKIX_ECDSA_P256_SHA_256',
    format: 'pkcs8',
    password: () => Promise.resolve('long enough'),
    stores: [],
    overlap: 30 * DAY,
    dryRun: false,
    ...changes,
  });

it('both keys count during the overlap; after it the old key does not, and its earlier signatures stay valid', async () => {
  await sign('before.tgz', 'old.key');
  expect(await decisions('before.tgz')).toEqual({ 'before.tgz': 'allowed' });
  const rotation = await rotate();
  expect(rotation.steps.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done']);

  ahead = 10 * DAY;
  await sign('old-within.tgz', 'old.key');
  await sign('new.tgz', 'keys/ops-2026.key');
  const within = { 'before.tgz': 'allowed', 'old-within.tgz': 'allowed', 'new.tgz': 'allowed' };
  expect(await decisions(...Object.keys(within))).toEqual(within);

  ahead = 40 * DAY;
  await sign('old-after.tgz', 'old.key');
  await sign('new-after.tgz', 'keys/ops-2026.key');
  const after = { ...within, 'old-after.tgz': 'denied', 'new-after.tgz': 'allowed' };
  expect(await decisions(...Object.keys(after))).toEqual(after);
});

it('what the policy says about the old signer holds for the new one: fallback, algorithm', async () => {
  const strict = 'ops-2025: {key: {file: keys/ops-2025.pub, algorithm: ecdsa-sha2-256-nistp256}, fallback: true';
  writeFileSync(join(folder, 'policy.yaml'), POLICY.replace('ops-2025: {key: {file: keys/ops-2025.pub}', strict));
  await rotate({ details: 'PKIX_ECDSA_P384_SHA_384' });
  expect(readFileSync(join(folder, 'policy.yaml'), 'utf8')).toMatch(
    /ops-2026: \{key: \{file: keys\/ops-2026\.pub, sha256: [0-9a-f]{64}, algorithm: ecdsa-sha2-384-nistp384\}, fallback: true, trust: corp\}/,
  );
  await sign('new.tgz', 'keys/ops-2026.key');
  const { decision } = await runGate(run(), { paths: ['new.tgz'], policies: ['policy.yaml'] });
  expect([decision.outcome, decision.fallbackSigners]).toEqual(['allowed', ['ops-2026']]);
  expect(decision.notices?.[0]).toContain('fallback-signer-used');
});

it('revocation by date keeps what is proven to be older, and only that, or what a person lists, is signed again', async () => {
  await sign('a.tgz', 'old.key');
  ahead = 10 * DAY;
  await sign('b.tgz', 'old.key');
  await sign('theirs.tgz', 'old.key');
  const revoked = await keyToRevoke(run(), 'ops-2025', ['policy.yaml'], undefined);
  const since = new Date(Date.now() + 5 * DAY);
  const { signatures, incomplete } = await findAffected(run(), revoked.key, ['.'], createRegistry(run(), {}));
  expect(incomplete).toEqual([]);
  expect(signatures.map(({ file, state }) => [file, state])).toEqual([
    ['a.tgz', 'signed'],
    ['b.tgz', 'signed'],
    ['theirs.tgz', 'signed'],
  ]);
  const [, b] = signatures;
  const choices = await chooseForSigning(signatures, {
    key: revoked.key,
    since,
    digests: new Set([b?.digests?.sha256 ?? '']),
    root: readTrustedRoot(readFileSync(join(folder, 'root.json')), 'root.json'),
    now: new Date(Date.now() + ahead),
  });
  expect(choices.map(({ signature, because }) => [signature.file, because])).toEqual([
    ['a.tgz', 'proven'],
    ['b.tgz', 'listed'],
    ['theirs.tgz', undefined],
  ]);
  expect(choices[2]?.reason).toContain('nothing proves that it was signed before');
  await revokeIn(run(), revoked, { since: since.toISOString().replace(/\.\d+Z$/, 'Z'), dryRun: false });
  expect(await decisions('a.tgz', 'b.tgz')).toEqual({ 'a.tgz': 'allowed', 'b.tgz': 'denied' });
  expect(readFileSync(join(folder, 'policy.yaml'), 'utf8')).toContain('# on call');
});

it('a revocation does not wait for the keys of other signers, and finds its own by the pin', async () => {
  const pem = readFileSync(join(folder, 'keys', 'ops-2025.pub'), 'utf8');
  const { fingerprint } = publicKeyFromPem(pem);
  const more = [
    `  away: {key: {env: NOT_SET, sha256: ${'0'.repeat(64)}}, trust: corp}`,
    `  same: {key: {env: NOT_SET_EITHER, sha256: ${fingerprint}}, trust: corp}`,
    '  lost: {key: {file: keys/lost.pub}, trust: corp}',
  ];
  writeFileSync(join(folder, 'policy.yaml'), POLICY.replace('rules:', `${more.join('\n')}\nrules:`));
  const at = run();
  const revoked = await keyToRevoke(at, 'ops-2025', ['policy.yaml'], undefined);
  expect(revoked.policies.map(({ signers }) => signers)).toEqual([['ops-2025', 'same']]);
  expect(at.lines.filter((line) => line.startsWith('warn')).join('\n')).toMatch(/signer away[^]*signer lost/);
  await revokeIn(at, revoked, { since: undefined, dryRun: false });
  expect(readFileSync(join(folder, 'policy.yaml'), 'utf8')).toContain('revoked: [{signer: ops-2025}, {signer: same}]');
});

it('without a date nothing is proven, and every signature of the key is denied', async () => {
  await sign('a.tgz', 'old.key');
  const revoked = await keyToRevoke(run(), 'keys/ops-2025.pub', ['policy.yaml'], undefined);
  const { signatures } = await findAffected(run(), revoked.key, ['a.tgz.sigstore.json'], createRegistry(run(), {}));
  const root = readTrustedRoot(readFileSync(join(folder, 'root.json')), 'root.json');
  const options = { key: revoked.key, since: undefined, digests: new Set<string>(), root, now: new Date() };
  expect((await chooseForSigning(signatures, options)).map(({ because }) => because)).toEqual([undefined]);
  await revokeIn(run(), revoked, { since: undefined, dryRun: false });
  expect(await decisions('a.tgz')).toEqual({ 'a.tgz': 'denied' });
});

it('a file that changed after it was signed is listed by its old digest, and never signed again', async () => {
  await sign('a.tgz', 'old.key');
  writeFileSync(join(folder, 'a.tgz'), 'an attacker changed it');
  const { key } = await keyToRevoke(run(), 'ops-2025', ['policy.yaml'], undefined);
  const { signatures } = await findAffected(run(), key, ['.'], createRegistry(run(), {}));
  expect(signatures).toMatchObject([{ where: 'a.tgz.sigstore.json', state: 'signed' }]);
  expect(signatures[0]?.file).toBeUndefined();
  const root = readTrustedRoot(readFileSync(join(folder, 'root.json')), 'root.json');
  const choices = await chooseForSigning(signatures, {
    key,
    since: new Date(Date.now() + DAY),
    digests: new Set(Object.values(signatures[0]?.subjects[0]?.digests ?? {})),
    root,
    now: new Date(),
  });
  expect(choices).toMatchObject([
    { because: undefined, reason: expect.stringContaining('only bytes that are there') as unknown },
  ]);
});

it('a bundle of another key is not listed, whatever its hint says', async () => {
  await sign('a.tgz', 'old.key');
  const { key } = await keyToRevoke(run(), 'ops-2025', ['policy.yaml'], undefined);
  const path = join(folder, 'a.tgz.sigstore.json');
  const bundle = JSON.parse(readFileSync(path, 'utf8')) as { messageSignature: { signature: string } };
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { sign: signBytes } = await import('node:crypto');
  bundle.messageSignature.signature = signBytes('sha256', readFileSync(join(folder, 'a.tgz')), other.privateKey).toString(
    'base64',
  );
  writeFileSync(path, JSON.stringify(bundle));
  const { signatures, read } = await findAffected(run(), key, ['.'], createRegistry(run(), {}));
  expect([signatures, read]).toEqual([[], 1]);
});

it('a failure midway loses nothing: the same command goes on, and the policy is changed last', async () => {
  mkdirSync(join(folder, 'keys', 'ops-2026.pub.lock'));
  // The archive is a file, so that the old key cannot be archived there.
  writeFileSync(join(folder, 'keys', 'archive'), '');
  const at = run();
  const error = await failure(
    rotateKey(at, {
      signer: 'ops-2025',
      policies: ['policy.yaml'],
      name: 'ops-2026',
      details: 'PKIX_ECDSA_P256_SHA_256',
      format: 'pkcs8',
      password: () => Promise.resolve('long enough'),
      stores: ['copy.key'],
      overlap: 30 * DAY,
      dryRun: false,
    }),
  );
  expect(error.code).toBe('INPUT_INVALID');
  expect(at.lines.join('\n')).toMatch(
    /not finished[\s\S]*done: write the private key[\s\S]*not done: change the policy[\s\S]*take it back/,
  );
  expect(readFileSync(join(folder, 'policy.yaml'), 'utf8')).toBe(POLICY);
  const made = readFileSync(join(folder, 'copy.key'), 'utf8');

  const { rmSync } = await import('node:fs');
  rmSync(join(folder, 'keys', 'archive'));
  expect(await failure(rotate({ stores: ['copy.key'], password: () => Promise.resolve('another') }))).toMatchObject({
    code: 'KEY_INVALID',
  });
  const resumed = await rotate({ stores: ['copy.key'] });
  expect(resumed.resumed).toBe(true);
  expect(resumed.steps.map(({ state }) => state)).toEqual(['done before', 'done before', 'done', 'done', 'done']);
  expect(resumed.steps.at(-1)?.title).toBe('remove keys/ops-2026.key: the private key is only where it was stored');
  expect(readFileSync(join(folder, 'copy.key'), 'utf8')).toBe(made);
  // The key was stored elsewhere: the file in between is gone, and so is the journal.
  expect(readdirSync(join(folder, 'keys')).filter((name) => /\.key$|rotation/.test(name))).toEqual([]);
  await sign('new.tgz', 'copy.key');
  expect(await decisions('new.tgz')).toEqual({ 'new.tgz': 'allowed' });
  expect(existsSync(join(folder, 'keys', 'archive'))).toBe(true);
});

it('a dry run makes nothing, and shows the change', async () => {
  const before = readdirSync(folder, { recursive: true });
  const rotation = await rotate({ dryRun: true });
  expect(readdirSync(folder, { recursive: true })).toEqual(before);
  expect(rotation.changes[0]?.diff.join('\n')).toContain('(of the new key)');
});

it('a signer whose trust proves no time cannot be rotated by date', async () => {
  writeFileSync(
    join(folder, 'policy.yaml'),
    POLICY.replace('{corp: {root: root.json}}', '{corp: {log-entries: 0, timestamps: 0}}'),
  );
  expect(await failure(rotate())).toMatchObject({
    code: 'POLICY_INVALID',
    message: expect.stringContaining('verifies no time') as unknown,
  });
  expect(existsSync(join(folder, 'keys', 'ops-2026.key'))).toBe(false);
});

it('a file whose name no list of checksums can have is left out, and the others are not', async () => {
  await sign('a.tgz', 'old.key');
  const odd = 'a\u001b[31m';
  for (const end of ['', '.sigstore.json'])
    writeFileSync(join(folder, `${odd}${end}`), readFileSync(join(folder, `a.tgz${end}`)));
  const { key } = await keyToRevoke(run(), 'ops-2025', ['policy.yaml'], undefined);
  const { signatures } = await findAffected(run(), key, ['.'], createRegistry(run(), {}));
  const root = readTrustedRoot(readFileSync(join(folder, 'root.json')), 'root.json');
  const choices = await chooseForSigning(signatures, {
    key,
    since: new Date(Date.now() + DAY),
    digests: new Set(),
    root,
    now: new Date(),
  });
  const chosen = choices.map(({ signature: { file }, because, reason }) => [file, because, reason]);
  expect(chosen).toContainEqual(['a.tgz', 'proven', undefined]);
  expect(chosen).toContainEqual([odd, undefined, expect.stringContaining('control character')]);
});
