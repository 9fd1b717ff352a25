/**
 * Puts what a release consists of into release/: the command line, the GitLab components, and their checksums. The same sources
 * give the same bytes. `npm run release-files`
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const release = join(root, 'release');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** GNU tar's words for an archive without times, owners and the order of the file system. */
const SAME = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--mode=u=rwX,go=rX', '--format=ustar'];

function archive(name, folder, entries) {
  const args = ['-c', ...SAME, `--transform=s,^,${name}-${version}/,`, ...entries];
  const { status, stdout, stderr, error } = spawnSync('tar', args, { cwd: join(root, folder), maxBuffer: 2 ** 28 });
  if (error || status !== 0) throw error ?? new Error(stderr.toString());
  writeFileSync(join(release, `${name}-${version}.tar.gz`), gzipSync(stdout, { level: 9 }));
}

rmSync(release, { recursive: true, force: true });
mkdirSync(release);
archive('countersign', 'packages/cli', ['dist']);
archive('countersign-components', 'gitlab-components', ['.gitlab-ci.yml', 'LICENSE', 'README.md', 'dist', 'templates']);
const sums = readdirSync(release)
  .sort()
  .map(
    (name) =>
      `${createHash('sha256')
        .update(readFileSync(join(release, name)))
        .digest('hex')}  ${name}\n`,
  );
writeFileSync(join(release, 'SHA256SUMS'), sums.join(''));
