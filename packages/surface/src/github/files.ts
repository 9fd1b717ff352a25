import { appendFileSync } from 'node:fs';
import type { Environment } from '@countersign/core/run';

export interface FileCommands {
  readonly env: Environment;
  readonly random: (length: number) => Uint8Array;
}

/**
 * Sets a step's output through the GITHUB_OUTPUT file. The delimiter is random and must not occur in the value: a value
 * that could end its own block could set any other output. Off GitHub (no such file) nothing happens.
 */
export function setOutput({ env, random }: FileCommands, name: string, value: string): void {
  const file = env['GITHUB_OUTPUT'];
  if (!file) return;
  const delimiter = `countersign_${Buffer.from(random(16)).toString('hex')}`;
  if (value.includes(delimiter) || name.includes(delimiter)) throw new Error('an output contains its own delimiter');
  appendFileSync(file, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
}

/** Appends Markdown to the step summary. Without GITHUB_STEP_SUMMARY nothing happens. */
export function appendSummary(env: Environment, markdown: string): void {
  const file = env['GITHUB_STEP_SUMMARY'];
  if (file) appendFileSync(file, `${fitSummary(markdown)}\n`);
}

/** Appends a folder to the GITHUB_PATH file. Off GitHub nothing happens. */
export function addPath(env: Environment, folder: string): void {
  if (/[\r\n]/.test(folder)) throw new Error('a folder of PATH contains a line break');
  const file = env['GITHUB_PATH'];
  if (file) appendFileSync(file, `${folder}\n`);
}

/** GitHub drops a step summary above 1 MiB as a whole. */
const SUMMARY_LIMIT = 1_000_000;

/** What is too long for a step summary is cut at the end of a line, and says so. */
export function fitSummary(markdown: string): string {
  const bytes = Buffer.from(markdown);
  if (bytes.length <= SUMMARY_LIMIT) return markdown;
  const end = bytes.lastIndexOf(0x0a, SUMMARY_LIMIT);
  const kept = bytes.subarray(0, Math.max(end, 0)).toString();
  return `${kept}\n\n_The summary is cut here: it is longer than GitHub accepts. The reports hold everything._`;
}
