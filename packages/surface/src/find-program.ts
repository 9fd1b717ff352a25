import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { Environment } from '@countersign/core/run';

const WINDOWS = process.platform === 'win32';
/** Without PATH, the system searches here. */
const DEFAULT_PATH = '/bin:/usr/bin';

/**
 * The absolute path of a helper program: only absolute folders of PATH are searched, because the working folder contains files of others.
 */
export function findHelper(name: string, env: Environment): string | undefined {
  if (isAbsolute(name)) return name;
  return name.includes('/') ? undefined : candidates(name, env, isAbsolute).find(isExecutable);
}

/**
 * The absolute path of a program. A name with a slash is a path. Other names are searched in the PATH of `env`, where an empty entry
 * means the working folder; on Windows, with the endings in PATHEXT.
 */
export function findProgram(name: string, env: Environment, cwd: string): string | undefined {
  if (name.includes('/') || (WINDOWS && name.includes('\\'))) return resolve(cwd, name);
  return candidates(name, env, () => true)
    .map((path) => resolve(cwd, path))
    .find(isExecutable);
}

function candidates(name: string, env: Environment, wanted: (folder: string) => boolean): string[] {
  const endings = WINDOWS ? ['', ...(env['PATHEXT'] ?? '.COM;.EXE').split(';')] : [''];
  // Not within `join`: ncc takes a path with a text in it for an asset, and would pack the whole repository.
  const files = endings.map((ending) => name + ending);
  return pathOf(env)
    .split(delimiter)
    .filter(wanted)
    .flatMap((folder) => files.map((file) => join(folder, file)));
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
