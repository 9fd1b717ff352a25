import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { hashFile } from '@countersign/core/artifacts';
import { CountersignError, type Run } from '@countersign/core/errors';
import type { GateResult } from '@countersign/action-kit/gate';

/** As `env` and `nohup` have it. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs the command of `verify … -- COMMAND` and answers its exit status (128 + n for a signal). Every file that was
 * judged is hashed again first: what was swapped between the decision and the start is refused.
 * @throws CountersignError FILE_CHANGED
 */
export async function runAllowed(
  run: Run,
  [program = '', ...args]: readonly string[],
  { decision, pinnedImages }: GateResult,
): Promise<number> {
  for (const subject of decision.subjects) {
    if (subject.kind !== 'file') continue;
    const { digests } = await hashFile(subject.path);
    if (subject.digests.sha256 === undefined || digests.sha256 !== subject.digests.sha256) {
      throw new CountersignError('FILE_CHANGED', `${subject.name} is no longer the file that was verified`, {
        expected: `sha256:${subject.digests.sha256 ?? ''}`,
        found: `sha256:${digests.sha256 ?? ''}`,
        hint: 'Something writes to this file while it is being deployed; find out what.',
      });
    }
  }
  const child = spawn(program, args, {
    stdio: 'inherit',
    env: { ...run.env, COUNTERSIGN_PINNED_IMAGES: pinnedImages.join('\n') },
    cwd: run.cwd,
  });
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      run.log.error(`${program} could not be started: ${error.message}`);
      resolve(error.code === 'ENOENT' ? NOT_FOUND : NOT_EXECUTABLE);
    });
    child.on('close', (status, signal) => {
      resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
