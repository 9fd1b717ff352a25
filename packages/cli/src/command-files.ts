import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fileOf } from '@countersign/core/artifacts';
import type { Run } from '@countersign/core/run';
import { realPathIfAny, type Place } from './judged-files.js';

/** A file that a command names. */
export interface CommandFile {
  /** Absolute. */
  readonly path: string;
  /** Whether it is a judged file: by its path, or by the real path that this had when the run began. */
  isAt(place: Place): boolean;
}

export interface CommandFiles {
  /** Undefined if none is found, and on Windows, where only the system knows which file it starts. */
  readonly program: CommandFile | undefined;
  readonly arguments: readonly CommandFile[];
}

/** The program of a command, searched as the system searches it, and the arguments, each read as a path. */
export function filesOfCommand(run: Pick<Run, 'cwd' | 'env'>, [name = '', ...args]: readonly string[]): CommandFiles {
  const path = name === '' || process.platform === 'win32' ? undefined : find(run, name);
  return {
    program: path === undefined ? undefined : file(path),
    arguments: args.filter((arg) => arg !== '' && !arg.includes('\0')).map((arg) => file(resolve(run.cwd, arg))),
  };
}

function file(path: string): CommandFile {
  const own = new Set([path, realPathIfAny(path)]);
  const isAt = ({ path: judged, real, subject }: Place): boolean => {
    const then = fileOf(subject)?.realPath;
    return [judged, real, then].some((one) => one !== undefined && own.has(one));
  };
  return { path, isAt };
}

/** A name with a slash is a path. Other names are searched in PATH, where an empty entry means the working folder. */
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
