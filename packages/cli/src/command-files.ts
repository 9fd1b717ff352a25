import { resolve } from 'node:path';
import { fileOf } from '@countersign/core/artifacts';
import type { Run } from '@countersign/core/run';
import { findProgram } from '@countersign/surface/find-program';
import { realPathIfAny, type Place } from './judged-files.js';

/** A file that a command names. */
interface CommandFile {
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
  const path = name === '' || process.platform === 'win32' ? undefined : findProgram(name, run.env, run.cwd);
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
