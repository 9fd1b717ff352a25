/**
 * Stores files that this version makes, for the upgrade test of all later versions: `node scripts/release/freeze.mjs`, once, when a release
 * is made. It refuses to replace what an earlier run has written: those files never change.
 */
import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildImage, pushImage } from '../../examples/demo/image.mjs';
import { startSandbox } from '../../packages/sandbox/lib/index.js';
import { filesOf, root, sha256 } from '../bundling/bundle.mjs';
import { frozenPolicies } from './frozen-policies.mjs';

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const folder = join(root, 'tests/release/frozen', version);
if (existsSync(folder)) throw new Error(`${folder} is there already, and what is frozen never changes`);

const work = mkdtempSync(join(tmpdir(), 'countersign-freeze-'));
const sandbox = await startSandbox({ rekor: 'both' });
const { trustedRoot, signingConfig } = sandbox.files;

function run(args, env = {}) {
  return new Promise((resolve, reject) => {
    const program = join(root, 'packages/cli/dist/index.js');
    spawn(process.execPath, [program, ...args], {
      cwd: work,
      env: { PATH: process.env.PATH, HOME: work, ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
      .on('error', reject)
      .on('close', resolve);
  });
}
/** @throws Error unless the command has the exit status that is expected */
async function command(args, env, wanted = 0) {
  const status = await run([...args, '--trusted-root', trustedRoot], env);
  if (status !== wanted) throw new Error(`countersign ${args.join(' ')}: exit status ${status}`);
}

/** The signing config with one version of the log's interface. */
function configFor(version) {
  const config = JSON.parse(readFileSync(signingConfig, 'utf8'));
  config.rekorTlogUrls = config.rekorTlogUrls.filter(({ majorApiVersion }) => majorApiVersion === version);
  const path = join(work, `signing-config-${version}.json`);
  writeFileSync(path, JSON.stringify(config));
  return ['--signing-config', path];
}

const write = (path, content) => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), content);
};
const GATE = 'gate.policy.yaml';
const FILES = ['app.tgz', 'chart.json', 'first-log.bin', 'by-key.bin', 'without-log.bin'];

try {
  for (const name of FILES) writeFileSync(join(work, name), `${name} of ${version}\n`);
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(join(work, 'release.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const tag = 'refs/tags/v1.4.0';
  const workflow = `acme/app/.github/workflows/release.yml@${tag}`;
  const github = sandbox.github({
    repository: 'acme/app',
    ref: tag,
    ref_type: 'tag',
    workflow_ref: workflow,
    job_workflow_ref: workflow,
  });
  const gitlab = await sandbox.gitlab({ project_path: 'acme/charts' });
  await command(['sign-blob', 'app.tgz', ...configFor(2)], github);
  await command(['sign-blob', 'first-log.bin', ...configFor(1)], github);
  await command(['sign-blob', 'chart.json', ...configFor(2)], gitlab);
  await command(['sign-blob', 'by-key.bin', '--key', 'release.key', ...configFor(2)], {});
  await command(['sign-blob', 'without-log.bin', '--key', 'release.key', '--transparency-log', 'off', ...configFor(2)], {});
  await command(['attest-provenance', 'app.tgz', '--bundle-path', 'provenance.sigstore.jsonl', ...configFor(2)], github);
  await command(['attest-provenance', 'chart.json', '--bundle-path', 'chart-provenance.sigstore.jsonl', ...configFor(2)], gitlab);
  const image = buildImage(join(root, 'examples/greeter-image/rootfs'), ['linux/amd64']);
  const digest = await pushImage(sandbox.registry.host, 'acme/app', 'v1', image);
  const reference = `${sandbox.registry.host}/acme/app@${digest}`;
  await command(['sign-image', reference, '--bundle-path', 'image.sigstore.jsonl', ...configFor(2)], github);

  mkdirSync(folder, { recursive: true });
  for (const name of [...FILES, ...filesOf(work).filter((name) => name.includes('.sigstore.json'))])
    copyFileSync(join(work, name), join(folder, name));
  copyFileSync(trustedRoot, join(folder, 'root.json'));
  write('release.pub', publicKey.export({ type: 'spki', format: 'pem' }));
  const policies = frozenPolicies({ issuers: sandbox.issuers, registry: sandbox.registry.host });
  for (const [name, text] of Object.entries(policies)) {
    write(`policies/${name}`, text);
    if (name !== GATE && (await run(['policy', 'check', join(folder, 'policies', name)])) !== 0)
      throw new Error(`${name} is not valid`);
  }
  write(
    'facts.json',
    `${JSON.stringify({ version, made: new Date().toISOString(), issuers: sandbox.issuers, image: { reference, digest } }, null, 2)}\n`,
  );
  copyFileSync(join(folder, 'policies', GATE), join(work, GATE));
  for (const name of ['root.json', 'release.pub']) copyFileSync(join(folder, name), join(work, name));
  const gate = ['verify', '--policy', GATE];
  await command([...gate, ...FILES.flatMap((name) => ['--path', name]), '--report', 'json=allowed.json'], {});
  writeFileSync(join(work, 'app.tgz'), 'other bytes\n');
  await command([...gate, '--path', 'app.tgz', '--report', 'json=denied.json'], {}, 1);
  for (const name of ['allowed.json', 'denied.json']) write(`reports/${name}`, readFileSync(join(work, name)));
  const sums = filesOf(folder).map((name) => `${sha256(readFileSync(join(folder, name)))}  ${name}\n`);
  write('SHA256SUMS', sums.join(''));
} catch (error) {
  rmSync(folder, { recursive: true, force: true });
  throw error;
} finally {
  await sandbox.stop();
  rmSync(work, { recursive: true, force: true });
}
