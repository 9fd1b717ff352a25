import { constants, copyFileSync, lstatSync, rmSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { byKind, type FileSubject, type Subject } from '@countersign/core/artifacts';
import { asCountersignError, CountersignError } from '@countersign/core/errors';
import type { Run } from '@countersign/core/run';
import { makeFolder } from '@countersign/core/wire';
import { gateVariables } from '@countersign/surface/gate-results';
import type { GateResult } from '@countersign/surface/gate-result';
import { GATE_OUTPUTS } from '@countersign/surface/pieces/gate-outputs';
import { clearOutputs, reportFiles, withdrawOutputs, writeNew, type OutputFile } from '@countersign/surface/outputs';
import type { Arguments, ExtraFlag } from './command.js';
import { requireSameFile, type Judged } from './judged-files.js';
import { withdraw } from './withdraw.js';

const VARIABLES = [GATE_OUTPUTS.decision.variable, GATE_OUTPUTS['pinned-images'].variable];

/** Flags for files that later commands and jobs read. */
export const OUTPUT_FLAGS: readonly ExtraFlag[] = [
  {
    name: 'pinned',
    placeholder: 'FILE',
    description:
      'Write the images to FILE, pinned by digest, one per line, if the decision is "allowed" (in both modes). Otherwise there is no FILE.',
  },
  {
    name: 'copies',
    placeholder: 'DIR',
    description: 'Copy the verified files to DIR, and hash the copies, if the decision is "allowed". Otherwise there is no DIR.',
  },
  {
    name: 'dotenv',
    placeholder: 'FILE',
    description:
      `Write ${VARIABLES.join(' and ')} to FILE as variables, for information. Deploy the images that --pinned wrote: ` +
      'with --mode warn, the variable contains images even if they are not allowed.',
  },
];

/** The files and the folder that the flags name. */
export function flagOutputs(args: Arguments): readonly OutputFile[] {
  return OUTPUT_FLAGS.flatMap(({ name }) =>
    (args.extra[name] ?? []).map((path) => ({
      what: `--${name}`,
      path,
      ...(name === 'dotenv' ? { undecided: gateVariables() } : {}),
    })),
  );
}

/** All files that a run of the gate writes: those of the flags, and reports. */
function outputFiles(args: Arguments): readonly OutputFile[] {
  return [...flagOutputs(args).filter(({ what }) => what !== '--copies'), ...reportFiles(args.inputs['reports'] ?? [])];
}

const last = (args: Arguments, flag: string): string | undefined => args.extra[flag]?.at(-1);

/**
 * Removes the outputs of earlier runs before anything is judged: until there is a decision, no file may contain one.
 * @throws CountersignError INPUT_INVALID
 */
export async function clearVerifyOutputs(cwd: string, args: Arguments): Promise<void> {
  const positionals = args.positionals.filter((text) => !text.startsWith('oci://'));
  await clearOutputs(cwd, outputFiles(args), { ...args.inputs, paths: [...positionals, ...(args.inputs['paths'] ?? [])] });
  const copies = last(args, 'copies');
  if (copies !== undefined && lstatSync(resolve(cwd, copies), { throwIfNoEntry: false }) !== undefined) {
    throw new CountersignError('INPUT_INVALID', `${copies} exists already`, {
      expected: 'a folder that does not exist yet, for the copies of verified files',
      found: copies,
      hint: 'Name another folder, or remove this one first.',
    });
  }
}

/** After a failure: removes everything that this run wrote. Call it only if `clearVerifyOutputs` succeeded. */
export function withdrawVerifyOutputs(cwd: string, args: Arguments): void {
  withdrawOutputs(cwd, outputFiles(args));
  const copies = last(args, 'copies');
  if (copies !== undefined) rmSync(resolve(cwd, copies), { recursive: true, force: true });
}

/**
 * If the decision is "allowed", copies the verified files before the decision is reported. The copies are hashed, not the originals; if
 * one differs, the decision is withdrawn.
 * @throws CountersignError INPUT_INVALID
 */
export async function copyAllowed(run: Run, args: Arguments, judged: Judged): Promise<Judged> {
  const folder = last(args, 'copies');
  if (folder === undefined || judged.decision.outcome !== 'allowed') return judged;
  let at: Subject | undefined;
  makeFolder(folder);
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

/** A subject without a local file: an image is deployed from its registry, by digest. */
const notCopied = (): Promise<void> => Promise.resolve();

async function copyOne(run: Run, folder: string, subject: FileSubject): Promise<void> {
  const to = resolve(folder, subject.name);
  const within = relative(resolve(folder), to);
  if (within.startsWith(`..${sep}`) || isAbsolute(within)) {
    throw new CountersignError('INPUT_INVALID', `${subject.name} cannot be copied into ${folder}`, {
      expected: 'a file below the working folder',
      found: subject.name,
      hint: 'Run the gate in the folder that contains the files, or name them by paths below it.',
    });
  }
  makeFolder(dirname(to));
  copyFileSync(resolve(run.cwd, subject.path), to, constants.COPYFILE_EXCL);
  await requireSameFile(run, { subject, path: to, real: to });
}

/** Writes the files for later commands and jobs. Unless the decision is "allowed", only --dotenv gives a file. */
export function writeVerifyOutputs(run: Run, args: Arguments, result: GateResult): void {
  const [pinned, copies, dotenv] = ['pinned', 'copies', 'dotenv'].map((flag) => last(args, flag));
  const isAllowed = result.decision.outcome === 'allowed';
  if (copies !== undefined && !isAllowed) rmSync(copies, { recursive: true, force: true });
  if (dotenv !== undefined) writeNew(dotenv, gateVariables(result, run.log));
  // Last: if this file exists, all others do.
  if (pinned !== undefined && isAllowed) writeNew(pinned, result.pinnedImages.map((image) => `${image}\n`).join(''));
}
