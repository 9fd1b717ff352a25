import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, resolve } from 'node:path';
import { hashFile, type Subject } from '@countersign/core/artifacts';
import { CountersignError, type Run } from '@countersign/core/errors';
import type { GateResult } from '@countersign/action-kit/gate';

/** As `env` and `nohup` have it. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs the command of `verify … -- COMMAND` and answers its exit status (128 + n for a signal). Every file that was
 * judged, by itself or by its line in a checksum file, is hashed again first: what was swapped before the start is refused.
 * @throws CountersignError FILE_CHANGED
 */
export async function runAllowed(
  run: Run,
  [program = '', ...args]: readonly string[],
  { decision, pinnedImages }: GateResult,
): Promise<number> {
  for (const subject of decision.subjects) {
    for (const path of placesOf(run, subject)) await requireSame(subject, path);
  }
  const child = spawn(program, args, {
    stdio: 'inherit',
    env: { ...run.env, COUNTERSIGN_PINNED_IMAGES: pinnedImages.join('\n') },
    cwd: run.cwd,
  });
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal));
  return new Promise((ended) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      run.log.error(`${program} could not be started: ${error.message}`);
      ended(error.code === 'ENOENT' ? NOT_FOUND : NOT_EXECUTABLE);
    });
    child.on('close', (status, signal) => {
      ended(status ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/** Where the bytes of a subject are: a file's path; for a line of a checksum file beside it and in the working folder, if there. */
function placesOf(run: Run, subject: Subject): readonly string[] {
  if (subject.kind === 'file') return [subject.path];
  if (subject.kind === 'image') return [];
  const list = resolve(run.cwd, subject.origin.replace(/:\d+$/, ''));
  const places = new Set([resolve(dirname(list), subject.name), resolve(run.cwd, subject.name)]);
  return [...places].filter((path) => existsSync(path));
}

/** @throws CountersignError FILE_CHANGED unless every digest that was judged is that of the file now */
export async function requireSame({ name, digests }: Subject, path: string): Promise<void> {
  const algorithms = (['sha256', 'sha384', 'sha512'] as const).filter((algorithm) => digests[algorithm] !== undefined);
  const { digests: now } = await hashFile(path, algorithms);
  const differs = algorithms.find((algorithm) => now[algorithm] !== digests[algorithm]);
  if (algorithms.length > 0 && differs === undefined) return;
  throw new CountersignError('FILE_CHANGED', `${name} is not the file that was verified`, {
    expected: differs === undefined ? 'a digest' : `${differs}:${digests[differs] ?? ''}`,
    found: differs === undefined ? 'none' : `${differs}:${now[differs] ?? ''}`,
    hint: 'Something writes to this file while it is being deployed; find out what.',
  });
}
