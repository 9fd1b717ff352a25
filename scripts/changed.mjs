/** What the commits of this branch, or the last commit of a main branch, have changed. */
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @returns {string | undefined} what git says, without its last line break; undefined where it fails, as in a shallow clone */
export function git(...args) {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return status === 0 ? stdout.trimEnd() : undefined;
}

/**
 * Since COUNTERSIGN_BASE, or since the branch left origin/main, or in the last commit.
 * @returns {ReadonlySet<string>} paths from the root; none where the history does not reach so far
 */
export function changedFiles() {
  const head = git('rev-parse', 'HEAD');
  const left = git('merge-base', 'origin/main', 'HEAD');
  const base = process.env.COUNTERSIGN_BASE ?? (left !== undefined && left !== head ? left : 'HEAD~1');
  return new Set(
    [git('diff', '--name-only', base), git('ls-files', '--others', '--exclude-standard')].flatMap(
      (text) => text?.split('\n').filter(Boolean) ?? [],
    ),
  );
}
