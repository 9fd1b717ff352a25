import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CountersignError } from '@countersign/core/errors';
import { testRun } from '../../../../core/src/net/testing/test-run.js';
import { hasSodium, startGithub, startGitlab, TOKENS } from '../../../../core/src/operations/keys/testing/code-hosts.js';
import { readArguments } from '../../arguments.js';
import type { Command, Io } from '../../command.js';
import { command as check } from './check.js';
import { command as generate } from './generate.js';
import { command as inspect } from './inspect.js';
import { command as revoke } from './revoke.js';
import { command as rotate } from './rotate.js';

/** The commands as a script sees them. Nothing secret is in what they print, and every started program would fail the test. */

const PASSWORD = 'correct horse battery staple';
const ENV = { KEY_PASSWORD: PASSWORD, HUB: TOKENS.github, LAB: TOKENS.gitlab };
let folder = '';
const before = process.cwd();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-keys-command-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly status: number;
  readonly out: string;
  /** Everything that was printed, whatever the log level. */
  readonly all: string;
  readonly secrets: readonly string[];
}

async function call(command: Command, argv: readonly string[], insecureHosts: readonly string[] = []): Promise<Ended> {
  const run = testRun({ cwd: folder, env: ENV, insecureHosts });
  let out = '';
  const io: Io = {
    out: (text) => void (out += text),
    tell: (text) => run.log.info(text),
    ask: () => undefined,
    log: run.log,
    environment: ENV,
    run: () => run,
  };
  let status = 0;
  let failed = '';
  try {
    status = await command.run(readArguments(command, argv), io);
  } catch (thrown) {
    if (!(thrown instanceof CountersignError)) throw thrown;
    status = thrown.exitStatus;
    failed = [thrown.code, thrown.message, thrown.expected, thrown.found, thrown.hint].join(' ');
  }
  return { status, out, all: [out, ...run.lines, failed].join('\n'), secrets: run.secrets };
}

const key = (name: string): string => readFileSync(join(folder, name), 'utf8');

/** Lines of a PEM that would give the key away. */
const bodyOf = (pem: string): readonly string[] =>
  pem.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----'));

describe('keys generate and inspect', () => {
  it.each([
    ['ed25519-ph', ' --signing-algorithm ed25519-ph'],
    ['ed25519', ' --transparency-log off', true],
    ['ml-dsa-65', '', true],
    ['ecdsa-sha2-256-nistp256', ''],
  ])('prints how a new key of %s signs', async (algorithm, words, unlogged = false) => {
    const { all } = await call(generate, ['--output', 'a.key', '--algorithm', algorithm, '--key-password', 'env://KEY_PASSWORD']);
    expect(all).toMatch(
      new RegExp(`sign: +countersign sign-blob FILE --key a\\.key --key-password env://KEY_PASSWORD${words}$`, 'm'),
    );
    expect(all.includes('{sigstore: public-good, log-entries: 0, timestamps: 1} in the policy')).toBe(unlogged);
  });

  it('writes an encrypted key for its owner, and prints fingerprint, policy entry and next steps', async () => {
    const made = await call(generate, ['--output', 'release.key', '--key-password', 'env://KEY_PASSWORD', '--json']);
    expect(made.status).toBe(0);
    const { key: facts, policySigner } = JSON.parse(made.out) as { key: { fingerprint: string }; policySigner: string };
    expect(policySigner).toContain(facts.fingerprint);
    expect(statSync('release.key').mode & 0o777).toBe(0o600);
    expect(key('release.key')).toMatch(/^-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----/);
    for (const secret of [PASSWORD, ...bodyOf(key('release.key'))]) expect(made.all).not.toContain(secret);
    const inspected = await call(inspect, ['release.key', '--key-password', 'env://KEY_PASSWORD', '--json']);
    expect(JSON.parse(inspected.out)).toMatchObject({ key: { fingerprint: facts.fingerprint }, encrypted: true });
    expect(JSON.parse((await call(inspect, ['release.pub', '--json'])).out)).toMatchObject({
      key: { fingerprint: facts.fingerprint },
    });
    const again = await call(generate, ['--output', 'release.key', '--key-password', 'env://KEY_PASSWORD']);
    expect([again.status, again.all]).toEqual([3, expect.stringContaining('no key file is overwritten')]);
  });

  it('a password on the command line is refused, masked and not repeated', async () => {
    const { status, all, secrets } = await call(generate, ['--output', 'a.key', '--key-password', 'hunter2hunter2']);
    expect([status, readdirSync(folder)]).toEqual([3, []]);
    expect(all).not.toContain('hunter2');
    expect(secrets).toContain('hunter2hunter2');
  });

  it('a key without password signs without one', async () => {
    const { all } = await call(generate, ['--output', 'a.key', '--format', 'pkcs8-plain']);
    expect(all).toMatch(/--key a\.key$/m);
  });

  it('makes no folder for a private key', async () => {
    const { status, all } = await call(generate, ['--output', 'kesy/a.key', '--key-password', 'env://KEY_PASSWORD']);
    expect([status, all, readdirSync(folder)]).toEqual([3, expect.stringContaining('its folder does not exist'), []]);
  });

  it('without a terminal a password must be given', async () => {
    const { status, all } = await call(generate, ['--output', 'a.key']);
    expect([status, all]).toEqual([3, expect.stringContaining('no terminal')]);
  });

  it.each([
    [['env://KEY_PASSWORD'], /cannot be made here/],
    [['release.key'], /--output/],
    [['hashi', '--output', 'a.key'], /one place/],
    [['--output', 'a.key', '--new-version'], /--new-version/],
    [['--output', 'a.key', '--algorithm', 'dsa'], /dsa/],
    [['--output', 'a.key', '--format', 'jks'], /jks/],
  ])('%j is wrong use', async (argv, message) => {
    const { status, all } = await call(generate, argv);
    expect([status, all]).toEqual([3, expect.stringMatching(message)]);
  });
});

describe('keys check', () => {
  it('status 1 for a key that is too old or whose age is unknown, in a list and alone', async () => {
    await call(generate, ['--output', 'release.key', '--key-password', 'env://KEY_PASSWORD']);
    writeFileSync(
      'keys.yaml',
      `apiVersion: countersign.dev/v1beta1
kind: Keys
keys:
  - {name: fresh, key: release.pub, role: release, created: ${new Date().toISOString().slice(0, 10)}}
  - {name: stale, key: release.pub, role: ci, created: 2020-01-01}
`,
    );
    const listed = await call(check, ['--list', 'keys.yaml', '--json']);
    expect(listed.status).toBe(1);
    expect(JSON.parse(listed.out)).toMatchObject({
      status: 1,
      keys: [
        { name: 'fresh', status: 0 },
        { name: 'stale', problems: [{ code: 'too-old' }] },
      ],
    });
    expect((await call(check, ['release.pub', '--created', new Date().toISOString().slice(0, 10)])).status).toBe(0);
    expect(await call(check, ['release.pub'])).toMatchObject({
      status: 1,
      all: expect.stringContaining('age-unknown') as unknown,
    });
    expect((await call(check, ['release.pub', '--max-age', '1d', '--created', '2026-01-01'])).status).toBe(1);
  });

  it('a list without --list is one, and an old key that is being replaced says until when', async () => {
    const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    for (const name of ['old', 'new', 'done'])
      await call(generate, ['--output', `${name}.key`, '--key-password', 'env://KEY_PASSWORD']);
    const entry = (name: string, created: string, retired: string): string =>
      `{name: ${name}, key: ${name}.pub, role: release, created: ${created}${retired}}`;
    const keys = [
      entry('done', day(-900), `, retired: ${day(-5)}`),
      entry('old', day(-400), `, retired: ${day(20)}`),
      entry('new', day(-1), ''),
    ];
    writeFileSync('keys.yaml', `{apiVersion: countersign.dev/v1beta1, kind: Keys, keys: [${keys.join(', ')}]}`);
    const checked = await call(check, ['keys.yaml']);
    expect(checked).toMatchObject({ status: 0, all: (await call(check, ['--list', 'keys.yaml'])).all });
    expect(checked.all).toMatch(new RegExp(`old: retires on ${day(20)}, replaced by new; 400 of 365 days old`));
    expect(checked.all).toMatch(new RegExp(`done: retired since ${day(-5)}$`, 'm'));
  });

  it.each([
    [[], /needs keys/],
    [['--list', 'none.yaml'], /cannot be read/],
    [['a.pub', '--list', 'keys.yaml'], /says everything/],
    [['a.pub', '--role', 'lab'], /no maximum age/],
    [['a.pub', '--expiry-warning', 'soon'], /number of days/],
  ])('%j is wrong use', async (argv, message) => {
    const { status, all } = await call(check, argv);
    expect([status, all]).toEqual([3, expect.stringMatching(message)]);
  });
});

const POLICY = `apiVersion: countersign.dev/v1beta1
kind: Policy
signers:
  ops-2025: {key: {file: keys/ops-2025.pub}}   # the team
rules:
  - name: all
    match: {paths: ["*"]}
    require:
      - signature: {by: ops-2025}
`;

async function withPolicy(): Promise<void> {
  mkdirSync('keys');
  await call(generate, ['--output', 'old.key', '--public-key', 'keys/ops-2025.pub', '--key-password', 'env://KEY_PASSWORD']);
  writeFileSync('policy.yaml', POLICY);
}
const ROTATE = ['ops-2025', '--policy', 'policy.yaml', '--name', 'ops-2026', '--key-password', 'env://KEY_PASSWORD'];

describe('keys rotate', () => {
  (hasSodium ? it : it.skip)('stores the key on GitHub and GitLab, keeps no copy, and prints no secret', async () => {
    await withPolicy();
    const [hub, lab] = [await startGithub(), await startGitlab()];
    try {
      const ended = await call(rotate, [
        ...ROTATE,
        ...['--store', `github-secret://${hub.host}/acme/app/SIGNING_KEY`, '--github-token', 'env://HUB'],
        ...['--store', `gitlab-variable://${lab.host}/acme/platform/app/SIGNING_KEY`, '--gitlab-token', 'env://LAB'],
        ...['--announcement', 'ROTATION.md', '--json'],
      ]);
      expect([ended.status, ended.all.includes('INTERNAL')]).toEqual([0, false]);
      const { value } = hub.stored.get('actions/secrets/SIGNING_KEY') as { value: string };
      const variable = lab.stored.get('SIGNING_KEY *') as { value: string };
      expect(Buffer.from(variable.value, 'base64').toString()).toBe(value);
      expect(value).toMatch(/^-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----/);
      for (const secret of [PASSWORD, TOKENS.github, TOKENS.gitlab, variable.value, ...bodyOf(value)])
        expect(ended.all).not.toContain(secret);
      expect(ended.secrets).toEqual(expect.arrayContaining([PASSWORD, TOKENS.github, TOKENS.gitlab]));
      // Neither in a file: only public keys, the policy and the announcement are new.
      expect(readdirSync('keys', { recursive: true }).toSorted()).toEqual([
        'archive',
        expect.stringMatching(/^archive[\\/]ops-2025-\d{4}-\d{2}-\d{2}\.pub$/),
        'ops-2025.pub',
        'ops-2026.pub',
      ]);
      writeFileSync('stored.key', value, { mode: 0o600 });
      const stored = JSON.parse((await call(inspect, ['stored.key', '--key-password', 'env://KEY_PASSWORD', '--json'])).out) as {
        key: { fingerprint: string };
      };
      expect(readFileSync('policy.yaml', 'utf8')).toContain(
        `ops-2026: {key: {file: keys/ops-2026.pub, sha256: ${stored.key.fingerprint}}}`,
      );
      expect(readFileSync('policy.yaml', 'utf8')).toContain('# the team');
      expect(readFileSync('ROTATION.md', 'utf8')).toContain(stored.key.fingerprint);
    } finally {
      await Promise.all([hub.close(), lab.close()]);
    }
  });

  it('says where the private key is, and names no file as done that it then removes', async () => {
    await withPolicy();
    mkdirSync('jobs');
    const planned = await call(rotate, [...ROTATE, '--store', 'jobs/new.key', '--dry-run']);
    expect(planned.all).toContain('planned: remove keys/ops-2026.key');
    const { status, all } = await call(rotate, [...ROTATE, '--store', 'jobs/new.key']);
    expect([status, existsSync('keys/ops-2026.key'), existsSync('jobs/new.key')]).toEqual([0, false, true]);
    expect(all).toMatch(/done: write the private key to keys\/ops-2026\.key, where it stays until it is stored$/m);
    expect(all).toMatch(/done: remove keys\/ops-2026\.key: the private key is only where it was stored$/m);
  });

  it('without --store, the private key stays where it was written', async () => {
    await withPolicy();
    const { all } = await call(rotate, ROTATE);
    expect([existsSync('keys/ops-2026.key'), all.includes('remove ')]).toEqual([true, false]);
    expect(all).toMatch(/done: write the private key to keys\/ops-2026\.key$/m);
  });

  it('changes the list of keys: the old one ends, the new one has its role, and keys check passes', async () => {
    await withPolicy();
    const today = new Date().toISOString().slice(0, 10);
    const list = `# Of the team
apiVersion: countersign.dev/v1beta1
kind: Keys
keys:
  - {name: ops-2025, key: keys/ops-2025.pub, role: ci, created: ${today}}   # on call
`;
    writeFileSync('keys.yaml', list);
    expect(await call(rotate, [...ROTATE, '--list', 'keys.yaml'])).toMatchObject({ status: 0 });
    const [, , , , old = '', made = ''] = readFileSync('keys.yaml', 'utf8').split('\n');
    expect(readFileSync('keys.yaml', 'utf8')).toContain('# Of the team');
    expect(old).toMatch(/role: ci, created: [\d-]+, retired: \d{4}-\d\d-\d\dT[\d:]+Z\} {3}# on call$/);
    expect(made).toMatch(/^ {2}- \{name: ops-2026, key: keys\/ops-2026\.pub, role: ci, created: .*, sha256: [0-9a-f]{64}\}$/);
    expect(await call(check, ['--list', 'keys.yaml'])).toMatchObject({
      status: 0,
      all: expect.stringContaining('2 of 2 keys passed') as unknown,
    });
  });

  it.each([
    ['none.yaml', '', /none\.yaml cannot be read/],
    ['keys.yaml', '{name: other, key: keys/ops-2025.pub, role: ci, created: 2026-01-01}', /has no key ops-2025/],
    ['keys.yaml', '{name: ops-2026, key: x, role: ci}, {name: ops-2025, key: x, role: ci}', /already has the key ops-2026/],
  ])('the list %s with [%s] stops it before a key is made', async (file, entries, message) => {
    await withPolicy();
    if (entries !== '') writeFileSync('keys.yaml', `{apiVersion: countersign.dev/v1beta1, kind: Keys, keys: [${entries}]}`);
    const files = readdirSync(folder, { recursive: true });
    const { status, all } = await call(rotate, [...ROTATE, '--list', file]);
    expect([status === 0, all]).toEqual([false, expect.stringMatching(message)]);
    expect(readdirSync(folder, { recursive: true })).toEqual(files);
    expect(readFileSync('policy.yaml', 'utf8')).toBe(POLICY);
  });

  it('a place that refuses stops it before a key is made', async () => {
    await withPolicy();
    const lab = await startGitlab();
    try {
      const files = readdirSync(folder, { recursive: true });
      const ended = await call(rotate, [
        ...ROTATE,
        '--store',
        `gitlab-variable://${lab.host}/acme/other/KEY`,
        '--gitlab-token',
        'env://LAB',
      ]);
      expect(ended.status).toBe(2);
      expect(readdirSync(folder, { recursive: true })).toEqual(files);
      expect(readFileSync('policy.yaml', 'utf8')).toBe(POLICY);
    } finally {
      await lab.close();
    }
  });

  it('a place that fails later: the second run stores the same key', async () => {
    await withPolicy();
    const lab = await startGitlab();
    try {
      const argv = [...ROTATE, '--store', `gitlab-variable://${lab.host}/acme/platform/app/KEY`, '--gitlab-token', 'env://LAB'];
      lab.fail = { method: 'POST', status: 403, body: '{"message":"403 Forbidden"}' };
      const first = await call(rotate, argv);
      expect([first.status, first.all]).toEqual([
        2,
        expect.stringMatching(/not finished[\s\S]*done: write the private key[\s\S]*remove keys/),
      ]);
      expect(readFileSync('policy.yaml', 'utf8')).toBe(POLICY);
      const made = key('keys/ops-2026.key');
      lab.fail = undefined;
      const second = await call(rotate, argv);
      expect(second.status).toBe(0);
      expect(Buffer.from(String(lab.stored.get('KEY *')?.['value']), 'base64').toString()).toBe(made);
    } finally {
      await lab.close();
    }
  });

  it.each([
    [['ops-2025'], /policy/],
    [['nobody', '--policy', 'policy.yaml'], /nobody/],
    [[...ROTATE, '--overlap', 'a month'], /--overlap/],
    [[...ROTATE, '--store', 's3://bucket'], /cannot be stored/],
    [[...ROTATE, '--key', 'env://NEW'], /no key can be made there/],
    [[...ROTATE, '--store', 'mistyped/new.key'], /mistyped\/new\.key, because its folder does not exist/],
    [[...ROTATE, '--store', 'mistyped/new.key', '--dry-run'], /its folder does not exist/],
    [[...ROTATE, '--key', 'mistyped/new.key'], /its folder does not exist/],
  ])('%j is wrong use, and changes nothing', async (argv, message) => {
    await withPolicy();
    const files = readdirSync(folder, { recursive: true });
    const { status, all } = await call(rotate, argv);
    expect([status, all]).toEqual([3, expect.stringMatching(message)]);
    expect(readdirSync(folder, { recursive: true })).toEqual(files);
  });
});

const SIGN_AGAIN = ['ops-2025', '--policy', 'policy.yaml', '--re-sign', '--list-affected', 'keys', '--key', 'new.key'];

describe('keys revoke', () => {
  it('changes the policy, and a dry run does not', async () => {
    await withPolicy();
    const dry = await call(revoke, ['ops-2025', '--policy', 'policy.yaml', '--since', '2026-11-20', '--dry-run']);
    expect([dry.status, readFileSync('policy.yaml', 'utf8')]).toEqual([0, POLICY]);
    expect(dry.all).toContain('+ revoked: [{signer: ops-2025, not-before: 2026-11-20}]');
    await call(revoke, ['keys/ops-2025.pub', '--policy', 'policy.yaml', '--since', '2026-11-20']);
    expect(readFileSync('policy.yaml', 'utf8')).toBe(`${POLICY}revoked: [{signer: ops-2025, not-before: 2026-11-20}]\n`);
  });

  it('says that a key is revoked already, and since when', async () => {
    await withPolicy();
    const again = async (...since: readonly string[]): Promise<readonly [number, string, string]> => {
      const { status, all } = await call(revoke, ['ops-2025', '--policy', 'policy.yaml', ...since]);
      return [status, all, readFileSync('policy.yaml', 'utf8').slice(POLICY.length)];
    };
    const [, first] = await again('--since', '2026-11-20');
    expect(first).not.toContain('already');
    const since = 'revoked: [{signer: ops-2025, not-before: 2026-11-20}]\n';
    expect(await again('--since', '2026-11-20')).toEqual([
      0,
      expect.stringMatching(/policy\.yaml: ops-2025 is revoked already \(since 2026-11-20\)$/m),
      since,
    ]);
    expect(await again('--since', '2026-11-25')).toEqual([
      0,
      expect.stringMatching(/is revoked already \(since 2026-11-20\); it is not changed to 2026-11-25, because/),
      since,
    ]);
    expect(await again('--since', '2026-11-02')).toEqual([
      0,
      expect.stringMatching(/was revoked already \(since 2026-11-20\); now: since 2026-11-02/),
      since.replace('11-20', '11-02'),
    ]);
    const whole = 'revoked: [{signer: ops-2025}]\n';
    expect(await again()).toEqual([0, expect.stringContaining('now: none of its signatures counts'), whole]);
    expect(await again()).toEqual([0, expect.stringContaining('revoked already (none of its signatures counts)'), whole]);
  });

  it('all signatures revoked: a later --since lets nothing be signed again', async () => {
    await withPolicy();
    await call(revoke, ['ops-2025', '--policy', 'policy.yaml']);
    writeFileSync('keys/app.tgz', 'app');
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    writeFileSync('keys/ops-2025.pub', pem);
    const digest = createHash('sha256').update('app').digest('base64');
    const bundle = {
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: { publicKey: { hint: 'any' } },
      messageSignature: {
        messageDigest: { algorithm: 'SHA2_256', digest },
        signature: sign('sha256', Buffer.from('app'), privateKey).toString('base64'),
      },
    };
    writeFileSync('keys/app.tgz.sigstore.json', JSON.stringify(bundle));
    const { status, all } = await call(revoke, [...SIGN_AGAIN, '--since', '2026-11-25']);
    expect([status, all]).toEqual([2, expect.stringContaining('a policy revokes all signatures of the key already')]);
    expect(all).toContain('not signed again: keys/app.tgz');
  });

  it.each([
    [['ops-2025'], /needs a policy/],
    [['ops-2025', '--policy', 'policy.yaml', '--re-sign'], /needs places/],
    [['ops-2025', '--policy', 'policy.yaml', '--re-sign', '--list-affected', '.'], /needs the new key/],
    [['none.pub', '--policy', 'policy.yaml'], /no signer with a key, and no file/],
    [['ops-2025', '--policy', 'policy.yaml', '--list-affected', 'nowhere'], /cannot be searched/],
    [['ops-2025', '--policy', 'policy.yaml', '--since', 'today'], /date/],
    // Everything would be proven to be older.
    [[...SIGN_AGAIN, '--since', '2126-01-01'], /not in the future/],
    [[...SIGN_AGAIN, '--since', '2026-11-20 10:00'], /UTC/],
  ])('%j is wrong use, and changes nothing', async (argv, message) => {
    await withPolicy();
    const { status, all } = await call(revoke, argv);
    expect([status, all]).toEqual([3, expect.stringMatching(message)]);
    expect(readFileSync('policy.yaml', 'utf8')).toBe(POLICY);
  });
});
