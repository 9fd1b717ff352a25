import { resolve } from 'node:path';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { replaceFile } from '../wire/index.js';
import type { Decision } from '../policy/index.js';
import { FORMAT_NAMES, formatNamed, FORMATS, LATER_FORMATS } from './formats.js';

export interface ReportRequest {
  readonly format: string;
  /** Relative to the run's folder. */
  readonly path: string;
}

/**
 * Refuses formats that cannot be written, before anything is judged or written.
 *
 * @throws CountersignError INPUT_UNSUPPORTED, INPUT_INVALID
 */
function checkReports(requests: readonly ReportRequest[]): void {
  for (const { format, path } of requests) {
    if (formatNamed(format) !== undefined) continue;
    const known = FORMAT_NAMES.join(', ');
    throw LATER_FORMATS.includes(format)
      ? new CountersignError('INPUT_UNSUPPORTED', `the report format "${format}" is not in this version`, {
          expected: known,
          found: `${format}=${path}`,
        })
      : new CountersignError('INPUT_INVALID', `"${format}" is not a report format`, {
          expected: known,
          found: `${format}=${path}`,
        });
  }
  const paths = requests.map(({ path }) => path);
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined)
    throw new CountersignError('INPUT_INVALID', 'two reports have the same path', { expected: 'a path each', found: twice });
}

/**
 * Writes reports, each whole or not at all: into a new file beside the target, then renamed. Folders are made.
 *
 * @throws CountersignError INPUT_UNSUPPORTED, INPUT_INVALID, STORE_FAILED
 */
export async function writeReports(
  run: Pick<Run, 'cwd' | 'random'>,
  decision: Decision,
  requests: readonly ReportRequest[],
): Promise<void> {
  checkReports(requests);
  const rendered: { readonly path: string; readonly text: string }[] = [];
  // All reports are rendered before the first one is written.
  for (const { format, path } of requests) {
    const name = formatNamed(format);
    if (name === undefined) continue;
    const render = await FORMATS[name].load();
    rendered.push({ path: resolve(run.cwd, path), text: render(decision) });
  }
  for (const { path, text } of rendered) {
    try {
      await replaceFile(path, text, { random: run.random, flush: false, mode: 0o666 });
    } catch (cause) {
      throw new CountersignError('STORE_FAILED', `the report ${path} cannot be written`, {
        hint: 'Check that the folder exists and may be written to.',
        cause,
      });
    }
  }
}
