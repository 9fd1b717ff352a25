import { createHash, generateKeyPairSync } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { bundle, countersign, type Ended } from './testing/program.js';

let sandbox: Sandbox;
let cwd: string;
let root: readonly string[];
let identity: readonly string[];
let github: Readonly<Record<string, string>>;

const signer = 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main';
const claims = {
  repository: 'acme/app',
  repository_owner: 'acme',
  ref: 'refs/heads/main',
  workflow_ref: 'acme/app/.github/workflows/release.yml@refs/heads/main',
  job_workflow_ref: 'acme/app/.github/workflows/release.yml@refs/heads/main',
};
const cli = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  countersign(args, { cwd, env });

beforeAll(async () => {
  sandbox = await startSandbox();
  cwd = mkdtempSync(join(tmpdir(), 'countersign-cli-'));
  root = ['--trusted-root', sandbox.files.trustedRoot];
  identity = ['--certificate-identity', signer, '--certificate-oidc-issuer', sandbox.issuers.github];
  github = sandbox.github(claims);
  mkdirSync(join(cwd, 'dist'));
  writeFileSync(join(cwd, 'dist', 'app.tgz'), 'the package');
  writeFileSync(join(cwd, 'dist', 'tool, v1.bin'), 'the tool');
  const signed = await cli(['sign-blob', 'dist/*', ...root, '--signing-config', sandbox.files.signingConfig, '--json'], github);
  if (signed.status !== 0) throw new Error(signed.stderr);
  const { bundles } = JSON.parse(signed.stdout) as {
    bundles: readonly { subject: string; path: string; signer: { identity: string } }[];
  };
  expect(bundles.map(({ subject }) => subject).sort()).toEqual(['dist/app.tgz', 'dist/tool, v1.bin']);
  expect(bundles[0]?.signer.identity).toBe(signer);
});

afterAll(async () => {
  await sandbox.stop();
  rmSync(cwd, { recursive: true, force: true });
});

describe('countersign verify', () => {
  it('allows a file that the named identity signed: status 0, one JSON document, text on standard error', async () => {
    const { status, stdout, stderr } = await cli(['verify', 'dist/app.tgz', 'dist/tool, v1.bin', ...identity, ...root, '--json']);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(JSON.parse(stdout)).toMatchObject({ decision: 'allowed' });
    expect(stderr).toContain('decision: allowed');
  });

  it.each<[string, () => readonly string[], number, RegExp]>([
    [
      'another identity',
      () => [
        'dist/app.tgz',
        '--certificate-identity',
        `${signer}-evil`,
        '--certificate-oidc-issuer',
        sandbox.issuers.github,
        ...root,
      ],
      1,
      /IDENTITY_MISMATCH|SIGNER_UNTRUSTED/,
    ],
    [
      'an identity that is only a prefix',
      () => [
        'dist/app.tgz',
        '--certificate-identity',
        signer.slice(0, -1),
        '--certificate-oidc-issuer',
        sandbox.issuers.github,
        ...root,
      ],
      1,
      /IDENTITY_MISMATCH|SIGNER_UNTRUSTED/,
    ],
    [
      'another issuer',
      () => [
        'dist/app.tgz',
        '--certificate-identity',
        signer,
        '--certificate-oidc-issuer',
        'https://token.actions.githubusercontent.com',
        ...root,
      ],
      1,
      /ISSUER_MISMATCH|SIGNER_UNTRUSTED/,
    ],
    ['a file without bundle', () => ['dist/app.tgz.sigstore.json', ...identity, ...root], 1, /EVIDENCE_NONE/],
    [
      'the bundle of another file',
      () => ['dist/app.tgz', '--bundle', 'dist/tool, v1.bin.sigstore.json', ...identity, ...root],
      1,
      /SUBJECT_MISMATCH|SIGNATURE_INVALID/,
    ],
    ['a pattern that matches nothing', () => ['dist/*.zip', ...identity, ...root], 3, /NO_MATCH/],
    ['no policy', () => ['dist/app.tgz'], 3, /INPUT_MISSING/],
    ['an unknown flag', () => ['dist/app.tgz', '--polcy', 'x'], 3, /Did you mean --policy/],
    ['a flag without value', () => ['dist/app.tgz', '--policy'], 3, /--policy needs a value/],
    ['a flag as value', () => ['dist/app.tgz', '--policy', '--mode=warn'], 3, /looks like a flag/],
    ['a policy that is missing', () => ['dist/app.tgz', '--policy', 'no.yaml'], 3, /no\.yaml/],
    ['a trusted root that is missing', () => ['dist/app.tgz', ...identity, '--trusted-root', 'no.json'], 3, /no\.json/],
    [
      'an image without network',
      () => ['oci://127.0.0.1:9/acme/app:1', ...identity, ...root, '--network', 'none'],
      2,
      /NETWORK_FORBIDDEN/,
    ],
    [
      'a registry that is down',
      () => ['oci://127.0.0.1:9/acme/app:1', ...identity, ...root, '--timeout', '2s'],
      2,
      /127\.0\.0\.1:9/,
    ],
  ])('refuses %s', async (_, args, status, reason) => {
    const ended = await cli(['verify', ...args()]);
    expect({ status: ended.status, stderr: ended.stderr }).toEqual({ status, stderr: expect.stringMatching(reason) as unknown });
    expect(ended.stdout).toBe('');
  });

  it('refuses a file with one byte changed', async () => {
    mkdirSync(join(cwd, 'changed'), { recursive: true });
    writeFileSync(join(cwd, 'changed', 'app.tgz'), 'the packagf');
    copyFileSync(join(cwd, 'dist', 'app.tgz.sigstore.json'), join(cwd, 'changed', 'app.tgz.sigstore.json'));
    expect((await cli(['verify', 'changed/app.tgz', ...identity, ...root])).status).toBe(1);
  });

  it('continues with --mode warn, with the same decision', async () => {
    const { status, stdout } = await cli([
      'verify',
      'dist/app.tgz.sigstore.json',
      ...identity,
      ...root,
      '--mode',
      'warn',
      '--json',
    ]);
    expect({ status, decision: (JSON.parse(stdout) as { decision: string }).decision }).toEqual({
      status: 0,
      decision: 'denied',
    });
  });

  it('prints errors as JSON, too', async () => {
    const { status, stdout } = await cli(['verify', 'dist/*.zip', ...identity, ...root, '--json']);
    expect(status).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'NO_MATCH' } });
  });

  it('writes reports and variables for later jobs', async () => {
    const { status } = await cli([
      'verify',
      'dist/app.tgz',
      ...identity,
      ...root,
      '--report',
      'json=out/a.json',
      '--report',
      'junit=out/a.xml',
      '--report',
      'markdown=out/a.md',
      '--dotenv',
      'gate.env',
    ]);
    expect(status).toBe(0);
    expect(['a.json', 'a.xml', 'a.md'].map((name) => existsSync(join(cwd, 'out', name)))).toEqual([true, true, true]);
    expect(readFileSync(join(cwd, 'gate.env'), 'utf8')).toBe('COUNTERSIGN_DECISION=allowed\nCOUNTERSIGN_PINNED_IMAGES=\n');
  });
});

describe('countersign verify -- COMMAND', () => {
  const command = (args: readonly string[], ...rest: readonly string[]): Promise<Ended> =>
    cli(['verify', ...args, ...identity, ...root, '--', process.execPath, '-e', ...rest]);

  it("runs it if allowed, and ends with the command's own status", async () => {
    const ended = await command(['dist/app.tgz'], 'console.log(process.argv.slice(1)); process.exit(7)', '--', '--flag', 'a b');
    expect(ended).toMatchObject({ status: 7, stdout: "[ '--flag', 'a b' ]\n" });
  });

  it.each([
    ['denied', ['dist/app.tgz.sigstore.json']],
    ['wrong use', ['dist/*.zip']],
    ['nothing to verify', []],
    ['--mode warn', ['dist/app.tgz', '--mode', 'warn']],
  ])('does not run it when %s: status 125', async (_, args) => {
    expect(await command(args, 'console.log("ran")')).toMatchObject({ status: 125, stdout: '' });
  });

  it('ends with status 127 if the command does not exist', async () => {
    expect((await cli(['verify', 'dist/app.tgz', ...identity, ...root, '--', './no-such-program'])).status).toBe(127);
  });

  const unix = process.platform === 'win32' ? it.skip : it;
  unix(
    'runs no program that replaced the judged one while large files were hashed again',
    async () => {
      const folder = join(cwd, 'swapped');
      mkdirSync(folder);
      const good = '#!/bin/sh\necho good\n';
      const app = join(folder, 'app');
      writeFileSync(app, good, { mode: 0o755 });
      writeFileSync(join(folder, 'big.img'), Buffer.alloc(1));
      truncateSync(join(folder, 'big.img'), 300 * 1024 * 1024);
      const services = [...root, '--signing-config', sandbox.files.signingConfig, '--log-level', 'error'];
      expect((await countersign(['sign-blob', 'app', 'big.img', ...services], { cwd: folder, env: github })).status).toBe(0);
      const outputs = [
        '--report',
        'json=gate.json',
        '--report',
        'markdown=gate.md',
        '--report',
        'junit=gate.xml',
        '--dotenv',
        'gate.env',
      ];
      const verify = [...['verify', 'app', 'big.img', ...identity, ...root, ...outputs, '--json'], '--', './app'];
      for (const wait of [undefined, 0, 150, 300, 450, 600]) {
        writeFileSync(join(folder, 'new'), good, { mode: 0o755 });
        renameSync(join(folder, 'new'), app);
        const ended = countersign(verify, { cwd: folder });
        if (wait !== undefined) {
          await new Promise((done) => setTimeout(done, wait));
          writeFileSync(join(folder, 'evil'), '#!/bin/sh\necho evil\n', { mode: 0o755 });
          renameSync(join(folder, 'evil'), app);
        }
        const { status, stdout } = await ended;
        expect(stdout).not.toContain('evil');
        if (wait === undefined)
          expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringMatching(/"allowed"[^]*\ngood\n$/) });
        if (status === 0) continue;
        // A run that was refused wrote "allowed" nowhere.
        expect(status).toBe(125);
        const { decision } = JSON.parse(stdout) as { decision: string };
        const env = readFileSync(join(folder, 'gate.env'), 'utf8');
        const report = JSON.parse(readFileSync(join(folder, 'gate.json'), 'utf8')) as { decision: string };
        expect([decision, report.decision, env]).not.toContain('allowed');
        expect(env).not.toContain('=allowed');
        expect(readFileSync(join(folder, 'gate.md'), 'utf8')).not.toMatch(/^#.*allowed/im);
      }
    },
    240_000,
  );

  it('leaves no "allowed" in any output if COMMAND was refused', async () => {
    const folder = join(cwd, 'refused-command');
    mkdirSync(folder);
    for (const name of ['app.tgz', 'app.tgz.sigstore.json']) copyFileSync(join(cwd, 'dist', name), join(folder, name));
    const sums = createHash('sha256')
      .update(readFileSync(join(folder, 'app.tgz')))
      .digest('hex');
    mkdirSync(join(folder, 'list'));
    writeFileSync(join(folder, 'list/SUMS'), `${sums}  app.tgz\n`);
    copyFileSync(join(folder, 'app.tgz'), join(folder, 'list/app.tgz'));
    // A file that COMMAND names by the listed name is checked last.
    writeFileSync(join(folder, 'app.tgz'), 'another one');
    const outputs = [
      '--report',
      'json=out/gate.json',
      '--report',
      'markdown=out/gate.md',
      '--report',
      'junit=out/gate.xml',
      '--dotenv',
      'out/gate.env',
    ];
    mkdirSync(join(folder, 'out'));
    const verify = [
      'verify',
      '--checksums',
      'list/SUMS',
      '--evidence',
      'app.tgz.sigstore.json',
      ...identity,
      ...root,
      ...outputs,
      '--json',
    ];
    expect((await countersign(verify, { cwd: folder })).status).toBe(0);
    const { status, stdout, stderr } = await countersign(
      [...verify, '--', process.execPath, '-e', 'console.log("ran")', 'app.tgz'],
      {
        cwd: folder,
      },
    );
    expect({ status, stderr }).toEqual({ status: 125, stderr: expect.stringContaining('FILE_CHANGED') as unknown });
    const said = [stdout, ...['json', 'md', 'xml', 'env'].map((end) => readFileSync(join(folder, `out/gate.${end}`), 'utf8'))];
    for (const text of [...said, stderr]) expect(text).not.toContain('allowed');
  });

  it('needs a command after --', async () => {
    expect((await cli(['verify', 'dist/app.tgz', ...identity, ...root, '--'])).status).toBe(125);
  });
});

describe('signing', () => {
  const services = (): readonly string[] => [...root, '--signing-config', sandbox.files.signingConfig];

  it.each<[string, () => readonly string[], Readonly<Record<string, string>>, number, RegExp]>([
    ['no identity token', () => ['dist/app.tgz', ...services()], {}, 2, /TOKEN_UNAVAILABLE/],
    ['a job without id-token: write', () => ['dist/app.tgz', ...services()], { GITHUB_ACTIONS: 'true' }, 2, /id-token: write/],
    ['a GitLab job without id_tokens', () => ['dist/app.tgz', ...services()], { GITLAB_CI: 'true' }, 2, /id_tokens/],
    ['nothing to sign', () => [...services()], {}, 3, /INPUT_MISSING/],
    ['a pattern without match', () => ['nothing/*', ...services()], {}, 3, /NO_MATCH/],
  ])('refuses %s', async (_, args, env, status, reason) => {
    const ended = await cli(['sign-blob', ...args(), '--output-dir', 'refused'], env);
    expect({ status: ended.status, stderr: ended.stderr }).toEqual({ status, stderr: expect.stringMatching(reason) as unknown });
    expect(existsSync(join(cwd, 'refused'))).toBe(false);
  });

  it('signs each real file once, no bundles, and the existing files of a checksum file', async () => {
    const folder = join(cwd, 'twice');
    mkdirSync(join(folder, 'v1'), { recursive: true });
    writeFileSync(join(folder, 'v1/app.tgz'), 'x');
    for (const [link, to] of [
      ['latest', 'v1'],
      ['self', '.'],
    ] as const)
      symlinkSync(to, join(folder, link));
    writeFileSync(join(folder, 'v1/SUMS'), `${createHash('sha256').update('x').digest('hex')}  app.tgz\n`);
    const sign = async (...args: readonly string[]): Promise<readonly string[]> => {
      const { status, stdout, stderr } = await countersign(['sign-blob', ...args, ...services(), '--json'], {
        cwd: folder,
        env: github,
      });
      if (status !== 0) throw new Error(stderr);
      return (JSON.parse(stdout) as { bundles: readonly { path: string }[] }).bundles.map(({ path }) => path);
    };
    const [once] = ['v1/app.tgz.sigstore.json'];
    expect(await sign('**/*.tgz')).toEqual([once]);
    expect(await sign('v1/app*')).toEqual([once]);
    expect(await sign('v1/app.tgz', 'v1/app.tgz.sigstore.json', 'latest/app.tgz')).toEqual([once]);
    expect(await sign('--checksums', 'v1/SUMS')).toEqual([once]);
    expect(await sign('v1/app.tgz', '--checksums', 'v1/SUMS')).toEqual([once]);
    writeFileSync(join(folder, 'v1/app.tgz'), 'y');
    const changed = await countersign(['sign-blob', '--checksums', 'v1/SUMS', ...services()], { cwd: folder, env: github });
    expect(changed).toMatchObject({ status: 1, stderr: expect.stringContaining('SUBJECT_MISMATCH') });
  });

  it.each(['app.tgz', 'link', 'linked/app.tgz', 'SUMS', 'release.pem'])(
    'does not overwrite an input with a bundle: %s',
    async (target) => {
      const folder = join(cwd, 'over');
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      writeFileSync(join(folder, 'app.tgz'), 'x');
      writeFileSync(join(folder, 'release.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
      writeFileSync(join(folder, 'SUMS'), `${createHash('sha256').update('x').digest('hex')}  app.tgz\n`);
      symlinkSync('app.tgz', join(folder, 'link'));
      symlinkSync('.', join(folder, 'linked'));
      const args = ['sign-blob', '--checksums', 'SUMS', '--key', 'release.pem', '--bundle-path', target, ...services()];
      const { status, stderr } = await countersign(args, { cwd: folder, env: github });
      expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringContaining('overwrite') as unknown });
      expect(readFileSync(join(folder, 'app.tgz'), 'utf8')).toBe('x');
      expect(readFileSync(join(folder, 'SUMS'), 'utf8')).toMatch(/app\.tgz\n$/);
    },
  );

  it('names the line of a malformed checksum file', async () => {
    writeFileSync(join(cwd, 'SUMS'), `${'a'.repeat(64)}  ok\nnonsense\n`);
    const { status, stderr } = await cli(['sign-blob', '--checksums', 'SUMS', ...services()], github);
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr: expect.stringMatching(/CHECKSUM_MALFORMED[\s\S]*SUMS:2|CHECKSUM_MALFORMED[\s\S]*line 2/) as unknown,
    });
  });

  it('never prints the identity token', async () => {
    const token = await sandbox.token('oidc');
    const ended = await cli(
      [
        'sign-blob',
        'dist/app.tgz',
        ...services(),
        '--identity-token',
        'env://TOKEN',
        '--output-dir',
        'token',
        '--log-level',
        'debug',
      ],
      { TOKEN: token },
    );
    expect(`${ended.stdout}${ended.stderr}`).not.toContain(token.split('.')[2]);
  });

  it('attests provenance that verify accepts as provenance, but not as a signature', async () => {
    const signed = await cli(
      ['attest-provenance', 'dist/app.tgz', '--bundle-path', 'provenance.sigstore.json', ...services()],
      github,
    );
    expect(signed).toMatchObject({ status: 0 });
    const judge = (...more: readonly string[]): Promise<Ended> =>
      cli(['verify', 'dist/app.tgz', '--bundle', 'provenance.sigstore.json', ...identity, ...root, ...more]);
    expect((await judge('--predicate-type', 'https://slsa.dev/provenance/v1')).status).toBe(0);
    expect((await judge()).status).toBe(1);
  });

  it.each([
    ['its own workflow', claims.job_workflow_ref],
    ['a reusable workflow', 'acme/ci/.github/workflows/build.yml@refs/tags/v1'],
  ])('prints a verify command that works: %s', async (_, job_workflow_ref) => {
    const env = sandbox.github({ ...claims, job_workflow_ref });
    const { stdout } = await cli(['sign-blob', 'dist/tool, v1.bin', ...services(), '--output-dir', 'again', '--json'], env);
    expect(await asPrinted(stdout)).toMatchObject({ status: 0 });
  });

  it.each<readonly string[]>([
    ['sign-blob', '--checksums', 'printed/SUMS'],
    ['sign-blob', '--checksums', 'printed/SUMS', '--output-dir', 'printed/out'],
    ['sign-blob', '--checksums', 'printed/SUMS', '--bundle-path', 'printed/all.sigstore.jsonl'],
    ['attest-provenance', '--checksums', 'printed/SUMS'],
    ['attest-provenance', '--checksums', 'printed/SUMS', '--output-dir', 'printed/out'],
    ['attest-provenance', '--checksums', 'printed/ALL', '--bundle-path', 'printed/all.sigstore.json'],
    ['sign-blob', 'printed/../printed/*.tgz'],
    ['sign-blob', join(tmpdir(), 'countersign-outside.tgz'), '--output-dir', 'printed/out'],
  ])('prints a verify command that works: %s', async (...args) => {
    const hex = createHash('sha256').update('x').digest('hex');
    rmSync(join(cwd, 'printed'), { recursive: true, force: true });
    mkdirSync(join(cwd, 'printed'));
    writeFileSync(join(cwd, 'printed/app.tgz'), 'x');
    writeFileSync(join(cwd, 'printed/SUMS'), `${hex}  app.tgz\n`);
    writeFileSync(join(cwd, 'printed/ALL'), `${hex}  gone.tgz\n${hex}  app.tgz\n`);
    const outside = join(tmpdir(), 'countersign-outside.tgz');
    writeFileSync(outside, 'outside');
    try {
      const { status, stdout, stderr } = await cli([...args, ...services(), '--json'], github);
      expect({ status, stderr }).toMatchObject({ status: 0 });
      expect(await asPrinted(stdout)).toMatchObject({ status: 0 });
    } finally {
      rmSync(outside);
    }
  });

  /** Runs the command that signing printed, in the folder where it signed. */
  async function asPrinted(json: string): Promise<Ended> {
    const { verifyCommand } = JSON.parse(json) as { verifyCommand: string };
    const { runProcess } = await import('./testing/program.js');
    writeFileSync(
      join(cwd, 'countersign'),
      `#!/bin/sh\nexec '${process.execPath}' '${join(import.meta.dirname, '..', 'dist', 'index.js')}' "$@"\n`,
      { mode: 0o755 },
    );
    return runProcess('sh', ['-c', verifyCommand], { cwd, env: { PATH: `${cwd}:${process.env['PATH'] ?? ''}` } });
  }
});

describe('inspect, policy, help and sandbox', () => {
  it('shows the claims of a bundle, and that nothing is verified', async () => {
    const { status, stderr } = await cli(['inspect', 'dist/app.tgz.sigstore.json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining(signer) as unknown });
    expect(stderr).toContain('nothing here was verified');
  });

  it('prints nothing but JSON on standard output, with colours for people only where they are asked for', async () => {
    const verify = ['verify', 'dist/app.tgz', ...identity, ...root];
    const plain = await cli(verify);
    expect(plain).toMatchObject({ status: 0, stdout: '' });
    expect(plain.stderr).toContain(`allowed: dist/app.tgz (policy command line), signed by ${signer}\n`);
    const coloured = await cli([...verify, '--json'], { FORCE_COLOR: '1' });
    expect(coloured.stderr).toContain('decision: \u001b[32mallowed\u001b[39m');
    expect(JSON.parse(coloured.stdout)).toMatchObject({ decision: 'allowed' });
    expect(coloured.stdout).not.toContain('\u001b');
    const inspected = await cli(['inspect', 'dist/app.tgz.sigstore.json']);
    expect([plain.stderr, inspected.stderr].join('')).not.toContain('\u001b');
    expect(inspected.stdout).toBe('');
  });

  it('shows it as JSON', async () => {
    const { stdout } = await cli(['inspect', 'dist/app.tgz.sigstore.json', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      verified: false,
      bundles: [{ signer: { kind: 'certificate', identity: signer } }],
    });
  });

  it('refuses a file that is not a bundle', async () => {
    const { status, stderr } = await cli(['inspect', 'dist/app.tgz']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('EVIDENCE_MALFORMED') as unknown });
  });

  it.each([
    [[], 3],
    [['--help'], 0],
    [['verify', '--help'], 0],
    [['sandbox', '--help'], 0],
    [['polcy'], 3],
    [['policy'], 3],
    [['policy', 'check'], 3],
    [['policy', 'chekc', 'good.yaml'], 3],
    [['policy', '--help'], 0],
    [['policy', 'check', '--help'], 0],
    [['policy', 'explain', '--help'], 0],
    [['help'], 0],
    [['help', 'policy', 'explain'], 0],
    [['help', 'polcy'], 3],
    [['inspect'], 3],
    [['sign-blob', 'x', '--', 'y'], 3],
  ])('countersign %j ends with %d', async (args, status) => {
    const ended = await cli(args);
    expect(ended.status).toBe(status);
    if (status === 0) expect(ended.stdout).toMatch(/^Examples?:\n {2}countersign/);
  });

  it('checks and explains a policy', async () => {
    writeFileSync(join(cwd, 'good.yaml'), GOOD_POLICY);
    expect((await cli(['policy', 'check', 'good.yaml'])).status).toBe(0);
    const explained = await cli(['policy', 'explain', 'good.yaml']);
    expect({ status: explained.status, stderr: explained.stderr }).toEqual({
      status: 0,
      stderr: expect.stringContaining('token.actions.githubusercontent.com') as unknown,
    });
    writeFileSync(join(cwd, 'bad.yaml'), GOOD_POLICY.replace('require:', 'reqiure:'));
    const bad = await cli(['policy', 'check', 'bad.yaml']);
    expect({ status: bad.status, stderr: bad.stderr }).toEqual({
      status: 3,
      stderr: expect.stringMatching(/POLICY_INVALID[\s\S]*\d+:\d+/) as unknown,
    });
  });

  it('warns about a policy that allows too much, and refuses one that has expired', async () => {
    writeFileSync(join(cwd, 'wide.yaml'), GOOD_POLICY.replace(/, refs: \[[^\]]*\]/, ''));
    const wide = await cli(['policy', 'check', 'wide.yaml', '--json']);
    expect({ status: wide.status, stderr: wide.stderr }).toEqual({
      status: 0,
      stderr: expect.stringContaining('no "refs": anyone who can push a branch') as unknown,
    });
    expect(JSON.parse(wide.stdout)).toMatchObject([
      { ok: true, warnings: [{ at: expect.stringContaining('signers.') as unknown, message: expect.any(String) as unknown }] },
    ]);
    writeFileSync(join(cwd, 'old.yaml'), GOOD_POLICY.replace('{name: release}', '{name: release, not-after: 2020-01-01}'));
    const old = await cli(['policy', 'check', 'old.yaml']);
    expect({ status: old.status, stderr: old.stderr }).toEqual({
      status: 3,
      stderr: expect.stringContaining('POLICY_EXPIRED') as unknown,
    });
  });

  it('explains a one-line policy', async () => {
    const line = ['--certificate-identity', signer, '--certificate-oidc-issuer', 'https://token.actions.githubusercontent.com'];
    const explained = await cli(['policy', 'explain', ...line, '--json']);
    expect(explained.status).toBe(0);
    expect(explained.stdout).toContain('source repository (.12) = https://github.com/acme/app');
    expect((await cli(['policy', 'check', ...line])).status).toBe(3);
    expect((await cli(['policy', 'explain', 'good.yaml', ...line])).status).toBe(3);
  });

  it.each([
    [['--certificate-identity', 'x', '--certificate-oidc-issuer', 'https://a', '--target', 'production'], /--target/],
    [['--policy', 'good.yaml', '--target', ''], /--target is empty/],
    [['--policy', 'good.yaml', '--policy-digest', ''], /--policy-digest is empty/],
    [['--policy', 'good.yaml', '--target', 'prodution'], /no rule is for the target/],
  ])('verify %j is wrong use', async (args, message) => {
    writeFileSync(join(cwd, 'good.yaml'), GOOD_POLICY);
    const ended = await cli(['verify', 'dist/app.tgz', ...args]);
    expect({ status: ended.status, stderr: ended.stderr }).toEqual({
      status: 3,
      stderr: expect.stringMatching(message) as unknown,
    });
  });

  it.each<[string, string]>([
    ['github', 'https://github.com/acme/app/.github/workflows/'],
    ['gitlab', 'https://gitlab.com/acme/app//'],
    ['oidc', 'developer@example.com'],
  ])('signs in a sandbox with the example of its help, as %s', async (kind, name) => {
    const example = /sandbox -- sh -c '(countersign [^']*)'/.exec((await cli(['sandbox', '--help'])).stdout)?.[1] ?? '';
    const bundlePath = `sandbox-${kind}.json`;
    const line = `${example.replace('countersign', `"${process.execPath}" "${bundle}"`).replace('app.tgz', 'dist/app.tgz')} --bundle-path ${bundlePath}`;
    expect(await cli(['sandbox', '--identity', kind, '--', 'sh', '-c', line])).toMatchObject({ status: 0 });
    expect((await cli(['inspect', bundlePath])).stderr).toContain(name);
  });

  it('runs a command in a sandbox', async () => {
    const script =
      'const e = process.env; console.log(Boolean(e.ACTIONS_ID_TOKEN_REQUEST_URL && e.COUNTERSIGN_SANDBOX_TRUSTED_ROOT)); process.exit(5)';
    expect(await cli(['sandbox', '--', process.execPath, '-e', script])).toMatchObject({ status: 5, stdout: 'true\n' });
  });
});

describe('a gate that is interrupted', () => {
  it('never ends with 0', async () => {
    appendFileSync(join(cwd, 'slow'), 'x');
    const ended = await cli(['verify', 'oci://127.0.0.1:9/acme/app:1', ...identity, ...root, '--timeout', '500ms']);
    expect(ended.status).toBe(2);
  });
});

const GOOD_POLICY = `apiVersion: countersign.dev/v1beta1
kind: Policy
metadata: {name: release}
signers:
  release: {github: {source: {repository: acme/app, refs: [refs/heads/main]}, workflow: .github/workflows/release.yml}}
rules:
  - name: files
    match: {paths: ["dist/*"]}
    require:
      - signature: {by: release}
`;
