import { constants, copyFileSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { byKind, type FileSubject, type Subject } from '@countersign/core/artifacts';
import { asCountersignError, CountersignError } from '@countersign/core/errors';
import type { Run } from '@countersign/core/run';
import { gateVariables } from '@countersign/surface/gate-results';
import type { GateResult } from '@countersign/surface/gate';
import { GATE_OUTPUTS } from '@countersign/surface/pieces/gate-outputs';
import { clearOutputs, reportPlaces, takeBack, writeNew, type OutputPlace } from '@countersign/surface/outputs';
import type { Arguments } from './arguments.js';
import type { ExtraFlag } from './command.js';
import { requireSame, type Judged } from './judged-places.js';
import { withdraw } from './withdraw.js';

const VARIABLES = [GATE_OUTPUTS.decision.variable, GATE_OUTPUTS['pinned-images'].variable];

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
      `Also write ${VARIABLES.join(' and ')} as variables for information; deploy what --pinned wrote. ` +
      'With --mode warn, the images are there whatever the decision is.',
  },
];

/** The files and the folder that the flags name. */
export function handedOn(args: Arguments): readonly OutputPlace[] {
  return HAND_ON_FLAGS.flatMap(({ name }) =>
    (args.extra[name] ?? []).map((path) => ({
      what: `--${name}`,
      path,
      ...(name === 'dotenv' ? { undecided: gateVariables() } : {}),
    })),
  );
}

/** All files that a run of the gate writes: those of the flags, and reports. */
function filesOf(args: Arguments): readonly OutputPlace[] {
  return [...handedOn(args).filter(({ what }) => what !== '--copies'), ...reportPlaces(args.inputs['reports'] ?? [])];
}

const last = (args: Arguments, flag: string): string | undefined => args.extra[flag]?.at(-1);

/**
 * Until there is a decision there is none: nobody may read what an earlier run, or somebody else, has left there.
 * @throws CountersignError INPUT_INVALID
 */
export async function clearHandedOn(cwd: string, args: Arguments): Promise<void> {
  const positionals = args.positionals.filter((text) => !text.startsWith('oci://'));
  await clearOutputs(cwd, filesOf(args), { ...args.inputs, paths: [...positionals, ...(args.inputs['paths'] ?? [])] });
  const copies = last(args, 'copies');
  if (copies !== undefined && lstatSync(resolve(cwd, copies), { throwIfNoEntry: false }) !== undefined) {
    throw new CountersignError('INPUT_INVALID', `${copies} exists already`, {
      expected: 'a folder that the gate makes, for the copies of what it verified',
      found: copies,
      hint: 'Name another folder, or remove this one first.',
    });
  }
}

/** After a failure, of a run whose outputs had been cleared: as if there had been no decision. */
export function takeBackHandedOn(cwd: string, args: Arguments): void {
  takeBack(cwd, filesOf(args));
  const copies = last(args, 'copies');
  if (copies !== undefined) rmSync(resolve(cwd, copies), { recursive: true, force: true });
}

/**
 * Copies the verified files where the decision is allowed, before anything says so: the copies are hashed, not what they were made
 * from, and one that differs takes the decision back.
 * @throws CountersignError INPUT_INVALID
 */
export async function copyAllowed(run: Run, args: Arguments, judged: Judged): Promise<Judged> {
  const folder = last(args, 'copies');
  if (folder === undefined || judged.decision.outcome !== 'allowed') return judged;
  let at: Subject | undefined;
  mkdirSync(folder, { recursive: true });
  try {
    for (const subject of judged.decision.subjects) {
      at = subject;
      await byKind(subject, { file: (file) => copyOne(run, folder, file), digest: notCopied, image: notCopied });
    }
    return judged;
  } catch (thrown) {
    rmSync(folder, { recursive: true, force: true });
    const error = asCountersignError(thrown);
    if (error.exitStatus === 3) throw error;
    return withdraw(judged, at, error);
  }
}

/** What has no bytes here; an image is deployed from its registry, by digest. */
const notCopied = (): Promise<void> => Promise.resolve();

async function copyOne(run: Run, folder: string, subject: FileSubject): Promise<void> {
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
  await requireSame(run, { subject, path: to, real: to });
}

/** Writes what the decision gives to later commands and jobs; nothing but the word itself where it is not allowed. */
export function handOn(run: Run, args: Arguments, result: GateResult): void {
  const [pinned, copies, dotenv] = ['pinned', 'copies', 'dotenv'].map((flag) => last(args, flag));
  const isAllowed = result.decision.outcome === 'allowed';
  if (copies !== undefined && !isAllowed) rmSync(copies, { recursive: true, force: true });
  if (dotenv !== undefined) writeNew(dotenv, gateVariables(result, run.log));
  // Last: whoever finds this file finds all the rest.
  if (pinned !== undefined && isAllowed) writeNew(pinned, result.pinnedImages.map((image) => `${image}\n`).join(''));
}
