/** docs/explain/judged.md: which commit each suite has judged, when, and with what result; and by how much that lags behind. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { git } from '../scripts/changed.mjs';
import { PEERS } from './peers.mjs';
import { SUITES } from './table.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const page = join(root, 'docs', 'explain', 'judged.md');
const COLUMNS = ['suite', 'peers', 'commit', 'date', 'result', 'judges'];
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const peersOf = ({ peers }) =>
  peers
    .map((name) => {
      const found = PEERS.find((one) => one.name === name);
      if (found === undefined) throw new Error(`${name} is no peer`);
      const { kind, version } = found;
      return kind === 'sources' ? `${name} (suites/interop/go)` : `${name} ${version}`;
    })
    .join(', ');

/** @returns {Map<string, {commit: string, date: string, result: string, peers: string}>} by suite; those that never ran are left out */
export function readJudged(text = existsSync(page) ? readFileSync(page, 'utf8') : '') {
  const rows = text.split('\n').filter((line) => line.startsWith('| ['));
  return new Map(
    rows.flatMap((line) => {
      const [name, peers, commit, date, result] = line
        .slice(2, -2)
        .split(/(?<!\\)\|/)
        .map((one) => one.trim().replaceAll('\\|', '|'));
      return commit === 'never'
        ? []
        : [[/^\[([^\]]+)\]/.exec(name)?.[1] ?? name, { peers, commit: commit.replaceAll('`', ''), date, result }]];
    }),
  );
}

/** The page as it is to be, from what has been judged. */
export async function judgedPage(judged) {
  const rows = Object.entries(SUITES).map(([name, suite]) => {
    const { commit, date, result, peers } = judged.get(name) ?? { commit: 'never', date: '', result: '', peers: peersOf(suite) };
    const where = suite.command.find((part) => part.startsWith('suites/')) ?? 'jest.config.mjs';
    const cells = [
      `[${name}](../../${where})`,
      peers,
      commit === 'never' ? commit : `\`${commit}\``,
      date,
      result,
      suite.judges.map((path) => `\`${path}\``).join(', '),
    ];
    return `| ${cells.map(cell).join(' | ')} |`;
  });
  const text = [
    '# What has judged which commit',
    '',
    'Written by `npm run suites`, one row a suite (`suites/table.mjs`), from its last whole run on a clean work tree. A row covers the paths in its last',
    'column; `npm run suites -- --lag` says by how many commits it lags behind them, and so does CI. On every push, CI runs the suites of the lane `push`',
    'with samples of their matrices; if you change what a suite judges, run it whole: `npm run suites -- NAME`, or `-- --all`.',
    '',
    `| ${COLUMNS.join(' | ')} |`,
    `|${COLUMNS.map(() => '---').join('|')}|`,
    ...rows,
    '',
  ].join('\n');
  return format(text, { ...(await resolveConfig(page)), parser: 'markdown' });
}

/** Writes rows anew, and leaves the others. @param {Map<string, string>} results last line of each suite that ran */
export async function recordJudged(results) {
  const judged = readJudged();
  const commit = git('rev-parse', '--short=12', 'HEAD');
  if (commit === undefined) throw new Error('git names no commit that was judged');
  const date = new Date().toISOString().slice(0, 10);
  for (const [name, result] of results) judged.set(name, { commit, date, result, peers: peersOf(SUITES[name]) });
  writeFileSync(page, await judgedPage(judged));
}

/** Whether every change is committed, but for the page itself. */
export const isClean = () =>
  git('status', '--porcelain')
    ?.split('\n')
    .every((line) => line === '' || line.endsWith('docs/explain/judged.md')) === true;

/** @returns {string[]} a line a suite */
export function lags() {
  const judged = readJudged();
  return Object.entries(SUITES).map(([name, { judges }]) => `${name.padEnd(14)} ${lagOf(judged.get(name), judges)}`);
}

function lagOf(row, judges) {
  if (row === undefined) return 'has never been recorded';
  const { commit, date, result } = row;
  const count = git('rev-list', '--count', `${commit}..HEAD`, '--', ...judges);
  const lag =
    count === undefined
      ? 'the history here does not reach back to it'
      : count === '0'
        ? 'nothing that it judges has changed since'
        : `${count} commit${count === '1' ? '' : 's'} behind`;
  return `${commit} on ${date}: ${result}; ${lag}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(page, await judgedPage(readJudged()));
