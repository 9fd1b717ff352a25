import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const RELEASE = { version: '9.8.7', commit: '1f2e3d4c5b6a79880912a3b4c5d6e7f8091a2b3c' };

/** A folder of its own, and what removes it. */
export function temporary(name: string): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), `countersign-${name}-`));
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes the files of a release in `out`, as `npm run release-files` does. */
export function makeRelease(out: string, env: Readonly<Record<string, string>> = {}): void {
  const args = [join(root, 'scripts/release-files.mjs'), '--out', out, '--version', RELEASE.version, '--commit', RELEASE.commit];
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: tmpdir(),
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}

/** Unpacks an archive into a new folder. */
export function unpack(archive: string, folder: string): string {
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['-xzf', archive, '-C', folder]);
  return folder;
}

/** Path → text of every file in a folder. */
export function textsIn(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => [
      join(parentPath, name).slice(folder.length + 1),
      readFileSync(join(parentPath, name), 'utf8'),
    ]),
  );
}

/** Runs npm in a folder where nothing is set up: its own home, no configuration, no network unless a registry is named. */
export async function npm(args: readonly string[], cwd: string): Promise<string> {
  const env = {
    PATH: [join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter),
    HOME: cwd,
    npm_config_cache: join(cwd, '.npm'),
    npm_config_update_notifier: 'false',
  };
  const options = { cwd, env, shell: process.platform === 'win32' };
  const { stdout } = await promisify(execFile)('npm', [...args, '--no-audit', '--no-fund', '--ignore-scripts'], options);
  return stdout;
}
