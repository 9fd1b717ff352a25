/**
 * Makes documentation and examples name a release: `node scripts/release/fill.mjs VERSION COMMIT`. Without arguments: the release that
 * `release.json` names. The release workflow proposes the change after each release.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../bundling/bundle.mjs';
import { filled, mayRefer, namedRelease, RELEASE_FILE } from './references.mjs';

/** @returns {string[]} tracked and new files, from the root */
export const projectFiles = () =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '');

/** @throws Error when the version or the commit is not one */
export function checkRelease({ version, commit }) {
  if (!/^\d+\.\d+\.\d+(-[0-9a-z]+(\.[0-9a-z]+)*)?$/.test(version ?? '')) throw new Error(`not a version: ${version}`);
  if (!/^[0-9a-f]{40}$/.test(commit ?? '')) throw new Error(`not a commit: ${commit}`);
  return { version, commit };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [version, commit] = process.argv.slice(2);
  const release = checkRelease(version === undefined ? namedRelease() : { version, commit });
  writeFileSync(join(root, RELEASE_FILE), `${JSON.stringify(release, null, 2)}\n`);
  for (const path of projectFiles().filter(mayRefer)) {
    const text = readFileSync(join(root, path), 'utf8');
    const changed = filled(text, release);
    if (changed !== text) writeFileSync(join(root, path), changed);
  }
}
