import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import type { Environment } from '@countersign/core/run';

const WINDOWS = process.platform === 'win32';
/** Without PATH, the system searches here. */
const DEFAULT_PATH = '/bin:/usr/bin';

/**
 * The absolute path of a program. A name with a slash is a path. Other names are searched in the PATH of `env`, where an empty entry
 * means the working folder; on Windows, with the endings in PATHEXT.
 */
export function findProgram(name: string, env: Environment, cwd: string): string | undefined {
  if (name.includes('/') || (WINDOWS && name.includes('\\'))) return resolve(cwd, name);
  const endings = WINDOWS ? ['', ...(env['PATHEXT'] ?? '.COM;.EXE').split(';')] : [''];
  // Not within `resolve`: ncc takes a path with a text in it for an asset, and would pack the whole repository.
  const files = endings.map((ending) => name + ending);
  return pathOf(env)
    .split(delimiter)
    .flatMap((folder) => files.map((file) => resolve(cwd, folder, file)))
    .find(isExecutable);
}

function pathOf(env: Environment): string {
  if (!WINDOWS) return env['PATH'] ?? DEFAULT_PATH;
  // The name of the variable is `Path`, too.
  return Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
