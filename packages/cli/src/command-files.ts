import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fileOf, realPathOf } from '@countersign/core/artifacts';
import type { Run } from '@countersign/core/run';
import type { Place } from './judged-places.js';

/** A file that a command names. */
export interface CommandFile {
  /** Absolute. */
  readonly path: string;
  /** Whether it is a judged file: by its path, or by where that led when the run began. */
  isAt(place: Place): boolean;
}

export interface CommandFiles {
  /** Undefined where none is found, and on Windows, where only the system knows which one it starts. */
  readonly program: CommandFile | undefined;
  readonly arguments: readonly CommandFile[];
}

/** The program of a command, found as the system finds it, and the arguments that are files. */
export function namedByCommand(run: Pick<Run, 'cwd' | 'env'>, [name = '', ...args]: readonly string[]): CommandFiles {
  const path = name === '' || process.platform === 'win32' ? undefined : find(run, name);
  return {
    program: path === undefined ? undefined : file(path),
    arguments: args.filter((arg) => arg !== '' && !arg.includes('\0')).map((arg) => file(resolve(run.cwd, arg))),
  };
}

function file(path: string): CommandFile {
  const own = new Set([path, realOf(path)]);
  const isAt = ({ path: judged, real, subject }: Place): boolean => {
    const then = fileOf(subject)?.realPath;
    return [judged, real, then].some((one) => one !== undefined && own.has(one));
  };
  return { path, isAt };
}

function realOf(path: string): string | undefined {
  try {
    return realPathOf(path);
  } catch {
    return undefined;
  }
}

/** A name with a slash is a path; any other is looked for in PATH, where an empty entry is the working folder. */
function find({ cwd, env }: Pick<Run, 'cwd' | 'env'>, name: string): string | undefined {
  if (name.includes('/')) return resolve(cwd, name);
  const folders = (env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => resolve(cwd, join(folder === '' ? '.' : folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
