/** Unpacks the archive in release/ and runs its launcher, on the platform of this machine: `node scripts/release/try-archive.mjs`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const windows = process.platform === 'win32';
// A space in the path, as in the home folders of many people.
const folder = mkdtempSync(join(tmpdir(), 'countersign archive '));

function run(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: folder, encoding: 'utf8', shell: windows });
  if (error) throw error;
  return { status, stdout, stderr };
}

try {
  // Relative names: tar takes `C:` for the name of a machine.
  const archive = spawnSync('tar', ['-xzf', '-'], {
    cwd: folder,
    input: readFileSync(join(root, 'release', `countersign-${version}.tar.gz`)),
  });
  if (archive.error || archive.status !== 0) throw archive.error ?? new Error(archive.stderr.toString());
  const launcher = join(folder, `countersign-${version}`, windows ? 'countersign.cmd' : 'countersign');
  const program = windows ? `"${launcher}"` : launcher;
  const shown = run(program, ['--version']);
  if (shown.status !== 0 || shown.stdout.trim() !== version) throw new Error(`--version: ${JSON.stringify(shown)}`);
  const wrong = run(program, ['verify', '--polcy=x']);
  if (wrong.status !== 3) throw new Error(`wrong use ended with ${JSON.stringify(wrong)}`);
  console.log(`countersign ${version} runs on ${process.platform} ${process.arch}, Node ${process.versions.node}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
