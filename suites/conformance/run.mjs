// Runs sigstore-conformance's verification cases with our client (client/main.mjs), each by file and by digest, and prints the
// score and every miss. Fails below 138 of 140. The data lies beside the project (../shared/conformance) or where
// COUNTERSIGN_CONFORMANCE says.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PASSING_SHARE = 138 / 140;
const project = fileURLToPath(new URL('../../', import.meta.url));
const suite = join(
  process.env.COUNTERSIGN_CONFORMANCE ?? join(project, '..', 'shared', 'conformance'),
  'sigstore',
  'bundle-verify',
);
const client = join(project, 'suites', 'conformance', 'client', 'main.mjs');

if (!existsSync(suite)) {
  console.log(`conformance: skipped, there is no data at ${suite}`);
  process.exit(0);
}
const tsc = spawnSync(process.execPath, [join(project, 'node_modules/typescript/bin/tsc'), '-b', 'packages/core'], {
  cwd: project,
  stdio: 'inherit',
});
if (tsc.status !== 0) process.exit(tsc.status ?? 1);

const scratch = mkdtempSync(join(tmpdir(), 'countersign-conformance-'));
const text = (...path) => (existsSync(join(...path)) ? readFileSync(join(...path), 'utf8').trim() : undefined);

function signerOptions(folder) {
  if (existsSync(join(folder, 'key.pub'))) return ['--key', join(folder, 'key.pub')];
  const identity =
    text(folder, 'identity') ??
    'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main';
  const issuer = text(folder, 'issuer') ?? 'https://token.actions.githubusercontent.com';
  return ['--certificate-identity', identity, '--certificate-oidc-issuer', issuer];
}

function runCase(name, target) {
  const folder = join(suite, name);
  const root = join(folder, 'trusted_root.json');
  const args = [
    ...['verify-bundle', '--bundle', join(folder, 'bundle.sigstore.json')],
    ...signerOptions(folder),
    ...(existsSync(root) ? ['--trusted-root', root] : []),
    target,
  ];
  const { status, stderr } = spawnSync(process.execPath, [client, ...args], { cwd: scratch, encoding: 'utf8' });
  const verified = status === 0;
  // A crash is not a refusal: anything but a clean exit 0 or 1 is a miss.
  const clean = (status === 0 || status === 1) && !/TypeError|ReferenceError|RangeError/.test(stderr);
  return { right: clean && verified === !name.endsWith('_fail'), verified, stderr: stderr.trim() };
}

let right = 0;
let total = 0;
try {
  const cases = readdirSync(suite, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of cases) {
    const artifact = existsSync(join(suite, name, 'artifact')) ? join(suite, name, 'artifact') : join(suite, 'a.txt');
    const digest = `sha256:${createHash('sha256').update(readFileSync(artifact)).digest('hex')}`;
    for (const [how, target] of [
      ['file', artifact],
      ['digest', digest],
    ]) {
      const result = runCase(name, target);
      total += 1;
      if (result.right) right += 1;
      else console.log(`miss: ${name} by ${how}: ${result.verified ? 'verified' : 'rejected'}\n  ${result.stderr}`);
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`conformance: ${right} of ${total} verification cases`);
if (total === 0 || right < total * PASSING_SHARE) process.exit(1);
