import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { runProcess } from '../../packages/cli/src/testing/program.js';
import { TAKES_ALL } from '../../scripts/sample.mjs';
import { makeRelease, npm, RELEASE, temporary, textsIn, unpack, root } from './made.js';
import { nodes, versionOf } from './nodes.js';

const MEGABYTE = 1_000_000;
const { folder, remove } = temporary('release');
const made = join(folder, 'made');
const onNodes = nodes();
const name = `countersign-${RELEASE.version}`;
let sandbox: Sandbox;

beforeAll(async () => {
  makeRelease(made);
  sandbox = await startSandbox();
});

afterAll(async () => {
  await sandbox.stop();
  remove();
});

describe('npm run release-files', () => {
  // Builds everything again: in whole runs, and before each release.
  const whole = TAKES_ALL ? it : it.skip;

  whole('makes the same bytes again, in another time zone, with another language', () => {
    const again = join(folder, 'again');
    makeRelease(again, { TZ: 'Pacific/Auckland', LC_ALL: 'C', HOME: folder });
    const files = readdirSync(made);
    expect(readdirSync(again)).toEqual(files);
    expect(files.filter((file) => !readFileSync(join(again, file)).equals(readFileSync(join(made, file))))).toEqual([]);
  });

  it('lists the digest of every other file', () => {
    const listed = readFileSync(join(made, 'SHA256SUMS'), 'utf8').trimEnd().split('\n');
    expect(listed.map((line) => line.slice(66))).toEqual(readdirSync(made).filter((file) => file !== 'SHA256SUMS'));
  });
});

/** Signs a file in the sandbox and verifies it: as its signer, as another one, and changed. */
async function signAndVerify(program: string, args: readonly string[], cwd: string): Promise<void> {
  mkdirSync(cwd, { recursive: true });
  const claims = {
    repository: 'acme/app',
    ref: 'refs/heads/main',
    job_workflow_ref: 'acme/app/.github/workflows/r.yml@refs/heads/main',
  };
  const trust = ['--trusted-root', sandbox.files.trustedRoot];
  const run = (more: readonly string[], env = {}): ReturnType<typeof runProcess> =>
    runProcess(program, [...args, ...more], { cwd, env });
  const verify = async (signer: string): Promise<number | null> =>
    (
      await run([
        'verify',
        'app.bin',
        ...trust,
        '--certificate-identity',
        signer,
        '--certificate-oidc-issuer',
        sandbox.issuers.github,
      ])
    ).status;
  writeFileSync(join(cwd, 'app.bin'), 'some bytes');
  const signing = ['sign-blob', 'app.bin', ...trust, '--signing-config', sandbox.files.signingConfig];
  expect(await run(signing, sandbox.github(claims))).toMatchObject({ status: 0 });
  const signer = `https://github.com/${claims.job_workflow_ref}`;
  expect(await verify(signer)).toBe(0);
  expect(await verify(`${signer}-other`)).toBe(1);
  writeFileSync(join(cwd, 'app.bin'), 'other bytes');
  expect(await verify(signer)).toBe(1);
}

describe('the npm package', () => {
  const installed = join(folder, 'installed');
  const program = join(installed, 'node_modules', 'countersign', 'dist', 'index.js');

  beforeAll(async () => {
    mkdirSync(installed);
    await npm(['install', '--offline', join(made, `${name}.tgz`)], installed);
  });

  it('installs without network and without any other package', () => {
    const packages = readdirSync(join(installed, 'node_modules')).filter((entry) => !entry.startsWith('.'));
    expect(packages).toEqual(['countersign']);
  });

  it('is run by its name', async () => {
    const { stdout, status } = await runProcess(join(installed, 'node_modules', '.bin', 'countersign'), ['--version'], {
      cwd: installed,
    });
    expect([status, stdout]).toEqual([0, `${JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version as string}\n`]);
    expect(await npm(['exec', '--offline', '--', 'countersign', '--help'], installed)).toContain('verify');
  });

  it('is small', () => {
    // With the libraries of the clouds, about 1.6 MB packed.
    expect(statSync(join(made, `${name}.tgz`)).size).toBeLessThan(1.8 * MEGABYTE);
    const texts = textsIn(unpack(join(made, `${name}.tgz`), join(folder, 'packed')));
    expect([...texts.values()].reduce((sum, text) => sum + text.length, 0)).toBeLessThan(7 * MEGABYTE);
  });

  it('has its license, a README, and the license of every package that it contains', () => {
    const at = (file: string): string => readFileSync(join(installed, 'node_modules', 'countersign', file), 'utf8');
    const licenses = new Set(at('THIRD_PARTY_LICENSES.txt').split('\n'));
    const packages = JSON.parse(at('dist/packages.json')) as readonly { readonly name: string }[];
    expect(packages.length).toBeGreaterThan(20);
    expect(packages.map((one) => one.name).filter((one) => !licenses.has(one))).toEqual([]);
    expect(at('LICENSE')).toContain('Apache License');
    expect(at('README.md')).toContain(`npx countersign@${RELEASE.version}`);
  });

  it('names no path of the machine that made it', () => {
    const named = [...textsIn(join(installed, 'node_modules', 'countersign'))].filter(([, text]) => text.includes(root));
    expect(named.map(([file]) => file)).toEqual([]);
  });

  for (const [version, node] of onNodes)
    (node === undefined ? it.skip : it)(`signs, allows and denies on Node ${version}`, async () => {
      expect(versionOf(node ?? '')).toMatch(new RegExp(`^v${version}\\.`));
      await signAndVerify(node ?? '', [program], join(folder, `node-${version}`));
    });
});

describe('the archive', () => {
  const unpacked = join(folder, 'unpacked');
  const top = join(unpacked, name);

  beforeAll(() => {
    unpack(join(made, `${name}.tar.gz`), unpacked);
  });

  it('has one folder, with the launchers at its top and the program in dist', () => {
    expect(readdirSync(unpacked)).toEqual([name]);
    expect(readdirSync(top).sort()).toEqual([
      'LICENSE',
      'README.md',
      'THIRD_PARTY_LICENSES.txt',
      'countersign',
      'countersign.cmd',
      'dist',
    ]);
    expect(existsSync(join(top, 'dist', 'index.js'))).toBe(true);
    expect(readFileSync(join(top, 'countersign.cmd'), 'utf8')).not.toMatch(/[^\r]\n/);
  });

  (process.platform === 'win32' ? it.skip : it)('signs, allows and denies through a link to its launcher', async () => {
    const link = join(folder, 'cs');
    symlinkSync(join(top, 'countersign'), link);
    await signAndVerify(link, [], join(folder, 'by archive'));
  });

  (process.platform === 'win32' ? it.skip : it)(
    'says which Node is needed where there is none, and decides nothing',
    async () => {
      const tools = join(folder, 'tools');
      mkdirSync(tools);
      for (const tool of ['dirname', 'readlink']) symlinkSync(`/usr/bin/${tool}`, join(tools, tool));
      const { status, stdout, stderr } = await runProcess(join(top, 'countersign'), ['verify', 'x'], {
        cwd: folder,
        env: { PATH: tools },
      });
      expect([status, stdout, stderr]).toEqual([
        2,
        '',
        'countersign: Node 20.18, 22.3 or newer is needed, and there is no node in PATH\n',
      ]);
    },
  );
});
