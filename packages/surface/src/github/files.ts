import { appendFileSync, closeSync, openSync } from 'node:fs';
import { CountersignError, systemReason } from '@countersign/core/errors';
import type { Environment } from '@countersign/core/run';

interface FileCommands {
  readonly env: Environment;
  readonly random: (length: number) => Uint8Array;
}

/**
 * Sets an output of a step in the GITHUB_OUTPUT file. The delimiter is random and must not occur in the value: a value that ends its own
 * block could set any other output. Does nothing outside GitHub, where there is no such file.
 */
export function setOutput({ env, random }: FileCommands, name: string, value: string): void {
  const file = env['GITHUB_OUTPUT'];
  if (!file) return;
  const delimiter = `countersign_${Buffer.from(random(16)).toString('hex')}`;
  if (value.includes(delimiter) || name.includes(delimiter)) throw new Error('an output contains its own delimiter');
  appendFileSync(file, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
}

/**
 * Checks that outputs and summary of the step can be written: a signature that no later step hears of cannot be taken back.
 * @throws CountersignError STORE_FAILED
 */
export function checkStepFiles(env: Environment): void {
  for (const name of ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY']) {
    const file = env[name];
    if (!file) continue;
    try {
      closeSync(openSync(file, 'a'));
    } catch (cause) {
      throw new CountersignError('STORE_FAILED', `the file that ${name} names cannot be written; nothing was signed`, {
        expected: 'a file that this step may append to',
        found: systemReason(cause),
        hint: 'In a container or under another user, give this user write access to the folder of the file commands of the runner.',
        cause,
      });
    }
  }
}

/** Appends Markdown to the step summary. Does nothing without GITHUB_STEP_SUMMARY. */
export function appendSummary(env: Environment, markdown: string): void {
  const file = env['GITHUB_STEP_SUMMARY'];
  if (file) appendFileSync(file, `${fitSummary(markdown)}\n`);
}

/** Appends a folder to the GITHUB_PATH file. Does nothing without GITHUB_PATH. */
export function addPath(env: Environment, folder: string): void {
  if (/[\r\n]/.test(folder)) throw new Error('a folder of PATH contains a line break');
  const file = env['GITHUB_PATH'];
  if (file) appendFileSync(file, `${folder}\n`);
}

/** GitHub discards a step summary above 1 MiB. */
const SUMMARY_LIMIT = 1_000_000;

/** Cuts a summary that is too long at the end of a line, and adds a note. */
export function fitSummary(markdown: string): string {
  const bytes = Buffer.from(markdown);
  if (bytes.length <= SUMMARY_LIMIT) return markdown;
  const end = bytes.lastIndexOf(0x0a, SUMMARY_LIMIT);
  const kept = bytes.subarray(0, Math.max(end, 0)).toString();
  return `${kept}\n\n_The summary is cut here: it is longer than GitHub accepts. The reports contain everything._`;
}
