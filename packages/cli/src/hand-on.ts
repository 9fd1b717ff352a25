import { constants, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { CountersignError, type Run } from '@countersign/core/errors';
import { gateVariables } from '@countersign/action-kit/gate-results';
import type { GateResult } from '@countersign/action-kit/gate';
import type { Arguments } from './arguments.js';
import type { ExtraFlag } from './command.js';

const UNDECIDED = 'COUNTERSIGN_DECISION=undecided\nCOUNTERSIGN_PINNED_IMAGES=\n';

/** How the gate hands its decision on to what comes after it, beside the exit status. */
export const HAND_ON_FLAGS: readonly ExtraFlag[] = [
  {
    name: 'pinned',
    placeholder: 'FILE',
    description:
      'Write the images, pinned by digest, one a line, if the decision is allowed (in either mode); else leave no FILE.',
  },
  {
    name: 'copies',
    placeholder: 'DIR',
    description: 'Copy the verified files there, and hash the copies, if the decision is allowed; else leave no DIR.',
  },
  {
    name: 'dotenv',
    placeholder: 'FILE',
    description:
      'Also write COUNTERSIGN_DECISION and COUNTERSIGN_PINNED_IMAGES as variables for information; deploy what --pinned wrote. ' +
      'With --mode warn, the images are there whatever the decision is.',
  },
];

/** A new file: never through a link that stands there. */
function writeNew(path: string, text: string): void {
  rmSync(path, { force: true });
  writeFileSync(path, text, { flag: 'wx' });
}

const last = (args: Arguments, flag: string): string | undefined => args.extra[flag]?.at(-1);

/**
 * Until there is a decision there is none: nobody may read what an earlier run, or somebody else, has left there.
 * @throws CountersignError INPUT_INVALID
 */
export function clearHandedOn(args: Arguments): void {
  const [pinned, copies, dotenv] = ['pinned', 'copies', 'dotenv'].map((flag) => last(args, flag));
  if (pinned !== undefined) rmSync(pinned, { force: true });
  if (copies !== undefined && existsSync(copies)) {
    throw new CountersignError('INPUT_INVALID', `${copies} exists already`, {
      expected: 'a folder that the gate makes, for the copies of what it verified',
      found: copies,
      hint: 'Name another folder, or remove this one first.',
    });
  }
  if (dotenv !== undefined) writeNew(dotenv, UNDECIDED);
}

/** @throws CountersignError FILE_CHANGED, INPUT_INVALID */
export async function handOn(run: Run, args: Arguments, result: GateResult): Promise<void> {
  const [pinned, copies, dotenv] = ['pinned', 'copies', 'dotenv'].map((flag) => last(args, flag));
  if (dotenv !== undefined) writeNew(dotenv, gateVariables(result, run.log));
  if (result.decision.outcome !== 'allowed') return;
  if (copies !== undefined) await copyFiles(run, copies, result);
  // Last: whoever finds this file finds all the rest.
  if (pinned !== undefined) writeNew(pinned, result.pinnedImages.map((image) => `${image}\n`).join(''));
}

/** The copies are hashed, not what they were made from: what was swapped since the decision is refused. */
async function copyFiles(run: Run, folder: string, { decision }: GateResult): Promise<void> {
  const { requireSame } = await import('./run-allowed.js');
  mkdirSync(folder, { recursive: true });
  try {
    for (const subject of decision.subjects) {
      if (subject.kind !== 'file') continue;
      const to = resolve(folder, subject.name);
      const within = relative(resolve(folder), to);
      if (within.startsWith(`..${sep}`) || isAbsolute(within)) {
        throw new CountersignError('INPUT_INVALID', `${subject.name} has no place in ${folder}`, {
          expected: 'files below the working folder',
          found: subject.name,
          hint: 'Run the gate in the folder that has the files, or name them by paths below it.',
        });
      }
      mkdirSync(dirname(to), { recursive: true });
      copyFileSync(resolve(run.cwd, subject.path), to, constants.COPYFILE_EXCL);
      await requireSame(subject, to);
    }
  } catch (thrown) {
    rmSync(folder, { recursive: true, force: true });
    throw thrown;
  }
}
