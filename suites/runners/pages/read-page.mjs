/**
 * A start page (docs/start) as instructions: the files that it tells to create, the commands that it tells to run, and the text that follows
 * them. A block belongs to a file if the line before it ends with the file's name and a colon; `diff` blocks change that file.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../programs.mjs';

const BLOCK = /^```(\w+)\n([\s\S]*?)^```$/gm;
const LABEL = /`([^`\s]+)`:\n\n$/;

/**
 * @typedef {{kind: 'file', file: string, text: string} | {kind: 'diff', file: string, text: string} | {kind: 'run', text: string}
 *   | {kind: 'output' | 'shown', text: string}} Step a `shown` block is part of a file that another block has whole
 * @returns {Step[]}
 */
export function readSteps(page) {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(BLOCK)].map((match) => stepOf(page, match[1], match[2], text.slice(0, match.index)));
}

/** @returns {Step} */
function stepOf(page, language, text, before) {
  const file = LABEL.exec(before)?.[1];
  if (language === 'text') return { kind: 'output', text };
  if (language === 'diff') {
    if (file === undefined) throw new Error(`${page}: a diff that names no file:\n${text}`);
    return { kind: 'diff', file, text };
  }
  if (language === 'sh' && file !== undefined && !file.endsWith('.sh'))
    throw new Error(`${page}: commands after the name of ${file}`);
  if (file !== undefined) return { kind: 'file', file, text };
  if (language === 'sh') return { kind: 'run', text };
  return { kind: 'shown', text };
}

/** The text of a file after a `diff` block: its `-` lines must be there, once and together, and its `+` lines take their place. */
export function applied(content, diff) {
  const lines = (sign) =>
    diff
      .split('\n')
      .filter((line) => line.startsWith(sign))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  const [from, to] = [lines('-'), lines('+')];
  if (from === '' || content.split(from).length !== 2) throw new Error(`does not apply, or not only once:\n${diff}`);
  return content.replace(from, () => to);
}

/**
 * The runs that a page with one pipeline describes: its files as they are, and with each change; each with the text that must be seen then.
 * @returns {{name: string, files: Record<string, string>, seen: string}[]}
 */
export function readRuns(page) {
  const steps = readSteps(page);
  const files = Object.fromEntries(steps.flatMap((step) => (step.kind === 'file' ? [[step.file, step.text]] : [])));
  const runs = [];
  let changed = files;
  let name = 'as written';
  let changes = 0;
  for (const step of steps) {
    if (step.kind === 'diff') {
      if (files[step.file] === undefined) throw new Error(`${page}: no block has the content of ${step.file}`);
      changed = { ...files, [step.file]: applied(files[step.file], step.text) };
      name = `change ${++changes}, in ${step.file}`;
    } else if (step.kind === 'output') runs.push({ name, files: changed, seen: step.text });
  }
  return runs;
}

/** Lines of a page that a log lacks, in this order; `…` stands for any text within a line. */
export function missingLines(seen, log) {
  const pattern = (line) =>
    new RegExp(
      line
        .split('…')
        .map((part) => part.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
        .join('.*'),
    );
  let rest = log.split('\n');
  return seen
    .split('\n')
    .filter((line) => line.trim() !== '' && line.trim() !== '…')
    .filter((line) => {
      const at = rest.findIndex((one) => pattern(line).test(one));
      if (at === -1) return true;
      rest = rest.slice(at + 1);
      return false;
    });
}
