/**
 * The container image of a release: made twice, read by others' programs, and run: `node suites/image/run.mjs [WORDS]`. Needs root for the
 * cases that run it (a root folder of its own, with the machine's /dev and a /proc of its own), and about 130 MB of downloads the first time.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, globSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { startSandbox } from '@countersign/sandbox';
import { BOOTSTRAP, PROGRAM_FOLDER } from '../../scripts/bundling/bootstrap.mjs';
import { root } from '../../scripts/bundling/bundle.mjs';
import { CACHE, debianPackage } from '../../scripts/release/image/downloads.mjs';
import { imageLock } from '../../scripts/release/image/image.mjs';
import { freePorts, Servers, tell } from '../interop/processes.mjs';
import { expect, judgeAndExit, needed, Skipped } from '../runners/cases.mjs';

const RELEASE = ['--version', '9.8.7', '--commit', '1f2e3d4c5b6a79880912a3b4c5d6e7f8091a2b3c'];
const MACHINES = { amd64: 62, arm64: 183 };
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const work = mkdtempSync(join(tmpdir(), 'countersign-image-suite-'));
const layout = join(work, 'layout');
const blob = (digest, folder = layout) => readFileSync(join(folder, 'blobs', digest.replace(':', '/')));
const document = (digest) => JSON.parse(blob(digest));
const index = () => JSON.parse(readFileSync(join(layout, 'index.json'))).manifests[0];
const manifestOf = (architecture) =>
  document(document(index().digest).manifests.find(({ platform }) => platform.architecture === architecture).digest);

/** Makes the image as a release does. @returns {Buffer} */
function make(out, env = {}) {
  const args = [join(root, 'scripts/release-files.mjs'), '--image', '--out', out, ...RELEASE];
  execFileSync(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
  return readFileSync(join(out, 'countersign-9.8.7.oci.tar'));
}

/** All layers of a platform, one over the other. */
function rootFolder(architecture) {
  const folder = join(work, architecture);
  mkdirSync(folder, { recursive: true });
  for (const { digest } of manifestOf(architecture).layers)
    execFileSync('tar', ['-xzf', '-', '--no-same-owner', '-p', '-C', folder], { input: blob(digest), maxBuffer: 1 << 30 });
  return folder;
}

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
/** Runs a program in the image, with the image's PATH and only the variables that are named. */
function inside(folder, args, { env = {}, cwd = '/root', input } = {}) {
  if (process.getuid() !== 0) throw new Skipped('needs root');
  const { Env } = document(manifestOf('amd64').config.digest).config;
  const variables = [...Env, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)].map(quoted).join(' ');
  const script = `mount --bind /dev ${folder}/dev && mount -t proc proc ${folder}/proc &&
    exec chroot ${folder} /usr/bin/env -i -C ${cwd} ${variables} ${args.map(quoted).join(' ')}`;
  return tell('unshare', ['--mount', 'sh', '-c', script], { input });
}

function layoutCases() {
  return [
    [
      'every blob is what its descriptor says',
      'consistent',
      async () => {
        const check = ({ digest, size, mediaType }) => {
          const bytes = blob(digest);
          expect(`sha256:${sha256(bytes)}` === digest && bytes.length === size, `${mediaType} ${digest} is another`);
          return bytes;
        };
        const { manifests } = JSON.parse(check(index()));
        expect(manifests.map(({ platform }) => platform.architecture).join() === 'amd64,arm64', 'other platforms');
        for (const one of manifests) {
          const { config, layers } = JSON.parse(check(one));
          const { rootfs, architecture } = JSON.parse(check(config));
          expect(architecture === one.platform.architecture, `the config says ${architecture}`);
          const found = layers.map((layer) => `sha256:${sha256(gunzipSync(check(layer)))}`);
          expect(found.join() === rootfs.diff_ids.join(), 'the layers are not those of the config');
        }
      },
    ],
    [
      'every program is of the platform of its image',
      'consistent',
      async () => {
        for (const [architecture, machine] of Object.entries(MACHINES)) {
          const folder = rootFolder(architecture);
          const files = globSync(['usr/{bin,lib,local/bin}/**/*'], { cwd: folder, withFileTypes: true }).filter((one) =>
            one.isFile(),
          );
          const programs = files
            .map(({ parentPath, name }) => readFileSync(join(parentPath, name)))
            .filter((bytes) => bytes.toString('latin1', 0, 4) === '\x7fELF');
          expect(programs.length > 100, `only ${programs.length} programs and libraries`);
          expect(
            programs.every((bytes) => bytes.readUInt16LE(18) === machine),
            `${architecture} has programs of another platform`,
          );
        }
      },
    ],
    [
      'the same bytes from downloads alone, without kept layers',
      'identical',
      async (folder) => {
        const cache = join(folder, 'cache');
        mkdirSync(cache);
        for (const name of globSync('*.{deb,tgz}', { cwd: CACHE })) {
          try {
            linkSync(join(CACHE, name), join(cache, name));
          } catch {
            cpSync(join(CACHE, name), join(cache, name));
          }
        }
        const again = make(join(folder, 'again'), { COUNTERSIGN_IMAGE_CACHE: cache, TZ: 'Pacific/Auckland' });
        expect(sha256(again) === sha256(readFileSync(join(work, 'made/countersign-9.8.7.oci.tar'))), 'the image is another one');
      },
    ],
    [
      'a package whose digest is not the pinned one',
      'refused',
      async () => {
        const { path } = imageLock().platforms.amd64.debian.find(({ name }) => name === 'libattr1');
        let thrown;
        try {
          debianPackage({ path, sha256: '0'.repeat(64) });
        } catch (error) {
          thrown = error;
        }
        expect(/could not be fetched|is not what/.test(thrown?.message), 'it was taken', thrown?.message);
      },
    ],
    [
      'crane: pushed to a registry, validated, pulled under the same digest',
      'valid',
      async (folder) => {
        const [crane, registry] = [needed('crane'), needed('registry')];
        const [port] = await freePorts(1);
        const servers = new Servers();
        try {
          await servers.start(registry, [`127.0.0.1:${port}`], `http://127.0.0.1:${port}/v2/`);
          const name = `127.0.0.1:${port}/countersign/countersign`;
          const run = async (...args) => {
            const { status, output } = await tell(crane, [...args, '--insecure'], { env: { HOME: folder } });
            expect(status === 0, `crane ${args[0]} ended with ${status}`, output);
            return output;
          };
          const pushed = await run('push', layout, `${name}:9.8.7`);
          expect(pushed.includes(index().digest), 'another digest was pushed', pushed);
          for (const platform of ['linux/amd64', 'linux/arm64'])
            await run('validate', '--remote', `${name}:9.8.7`, '--platform', platform);
          const config = JSON.parse(await run('config', `${name}@${index().digest}`, '--platform', 'linux/arm64'));
          expect(config.config.Labels['org.opencontainers.image.version'] === '9.8.7', 'the version is another one');
        } finally {
          await servers.stop();
        }
      },
    ],
  ];
}

function runningCases(sandbox) {
  let folder;
  const amd64 = () => (folder ??= rootFolder('amd64'));
  return [
    [
      'has what jobs and the GitLab components call',
      'runs',
      async () => {
        const tools = 'node sh env cat cp cut id mkdir mktemp printf readlink rm sha256sum tar gzip grep sed getent';
        const { status, output } = await inside(amd64(), [
          '/bin/sh',
          '-ec',
          `for one in ${tools}; do command -v $one >/dev/null || { echo "no $one"; exit 1; }; done
           getent passwd "$(id -u)" | cut -d: -f6; node --version; countersign --version; echo x | sha256sum; tar --version | head -n 1
           node -e 'fetch' && grep -c BEGIN "$SSL_CERT_FILE"`,
        ]);
        expect(status === 0 && output.includes('/root\nv24.'), 'something is missing', output);
      },
    ],
    [
      'signs, allows and denies',
      'exit status 0, 0, 1',
      async () => {
        const job = join(amd64(), 'root/job');
        mkdirSync(job, { recursive: true });
        for (const path of [sandbox.files.trustedRoot, sandbox.files.signingConfig]) cpSync(path, join(job, basename(path)));
        const trust = ['--trusted-root', basename(sandbox.files.trustedRoot)];
        const run = (args, env = {}) => inside(amd64(), ['countersign', ...args, ...trust], { cwd: '/root/job', env });
        writeFileSync(join(job, 'app.bin'), 'some bytes');
        const claims = { job_workflow_ref: 'acme/app/.github/workflows/r.yml@refs/heads/main' };
        const signing = ['sign-blob', 'app.bin', '--signing-config', basename(sandbox.files.signingConfig)];
        const signed = await run(signing, sandbox.github({ repository: 'acme/app', ...claims }));
        expect(signed.status === 0, 'signing failed', signed.output);
        const verify = () =>
          run([
            ...['verify', 'app.bin', '--certificate-identity', `https://github.com/${claims.job_workflow_ref}`],
            ...['--certificate-oidc-issuer', sandbox.issuers.github],
          ]);
        const allowed = await verify();
        expect(allowed.status === 0, 'not allowed', allowed.output);
        writeFileSync(join(job, 'app.bin'), 'other bytes');
        const denied = await verify();
        expect(denied.status === 1, `ended with ${denied.status}`, denied.output);
      },
    ],
    [
      "the GitLab components' programs, from the image, by the digests of the templates",
      'runs',
      async () => {
        for (const [piece, command] of [
          ['verify-gate', 'verify'],
          ['sign-blob', 'sign-blob'],
        ]) {
          const template = readFileSync(join(root, `gitlab-components/templates/${piece}/template.yml`), 'utf8');
          const [, program, digest] = /-s -- '(countersign[\w.-]+)' '([0-9a-f]{64})'/.exec(template) ?? [];
          const start = (pinned, from = '') =>
            inside(
              amd64(),
              [
                '/bin/sh',
                '-c',
                BOOTSTRAP,
                'sh',
                program,
                pinned,
                '/opt/countersign/components',
                '',
                '',
                '',
                '',
                '',
                command,
                '--help',
              ],
              {},
            );
          const { status, output } = await start(digest);
          expect(status === 0 && output.includes('Usage'), `${piece} ended with ${status}`, output);
          const other = await start('0'.repeat(64), PROGRAM_FOLDER);
          expect(
            other.status === 2 && other.output.includes('it is not run'),
            `${piece} ended with ${other.status}`,
            other.output,
          );
        }
      },
    ],
  ];
}

const only = process.argv.slice(2).join(' ');
const sandbox = await startSandbox();
try {
  mkdirSync(layout);
  make(join(work, 'made'));
  execFileSync('tar', ['-xf', join(work, 'made/countersign-9.8.7.oci.tar'), '-C', layout]);
  const cases = [...layoutCases(), ...runningCases(sandbox)].map(([name, verdict, run]) => ({
    runner: 'image',
    name,
    verdict,
    run,
  }));
  await judgeAndExit(cases.filter(({ name }) => name.includes(only)));
} finally {
  await sandbox.stop();
  rmSync(work, { recursive: true, force: true });
}
