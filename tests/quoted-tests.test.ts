import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const root = fileURLToPath(new URL('../', import.meta.url));

/** A test that a page names: a file, and mostly a part of the title of one of its tests. */
type Quoted = { readonly page: string; readonly file: string; readonly title: string | undefined };

/** The tests in a page's tables that have a column `test`, where entries stand as `FILE` or `FILE: TITLE`, separated by semicolons. */
function quotedInTables(page: string, text: string): Quoted[] {
  const quoted: Quoted[] = [];
  let column = -1;
  for (const line of text.split('\n')) {
    const cells = line.startsWith('|') ? line.split('|').map((cell) => cell.trim()) : [];
    if (cells.length === 0) column = -1;
    else if (column < 0) column = cells.indexOf('test');
    else if (!/^-+$/.test(cells[column] ?? ''))
      quoted.push(...(cells[column] ?? '').split('; ').map((entry) => readEntry(page, entry)));
  }
  return quoted;
}

function readEntry(page: string, entry: string): Quoted {
  const [, file = '', title] = /^(\S+?)(?:: (.+))?$/.exec(entry) ?? [];
  return { page, file, title };
}

/** Files of tests that a page names anywhere in its text; a command that runs one test names its title, too. */
function quotedInText(page: string, text: string): Quoted[] {
  return [...text.matchAll(/(?<![\w.*/-])([\w./-]+\.test\.ts)\b(?: -- -t '([^']+)')?/g)].map(([, file = '', title]) => ({
    page,
    file,
    title,
  }));
}

/** Titles of a file's tests, each after those of the groups around it, as jest prints them before values are filled in. */
function titlesIn(source: string): string[] {
  const titles: string[] = [];
  const visit = (node: ts.Node, groups: readonly string[]): void => {
    const title = ts.isCallExpression(node) ? titleOf(node) : undefined;
    const inside = title === undefined ? groups : [...groups, title];
    if (title !== undefined) titles.push(inside.join(' '));
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(ts.createSourceFile('x.ts', source, ts.ScriptTarget.Latest, true), []);
  return titles;
}

/** A test or a group is called with a text and a function, under whatever name: `it`, `describe.each(…)`, `onUnix`. */
function titleOf({ arguments: [title, body] }: ts.CallExpression): string | undefined {
  if (title === undefined || body === undefined || !ts.isStringLiteralLike(title)) return undefined;
  return ts.isArrowFunction(body) || ts.isFunctionExpression(body) ? title.text.replaceAll('’', "'") : undefined;
}

/** What is wrong with the quotation, or undefined. Paths in the table of threats are mostly those of core. */
function fault({ file, title }: Quoted): string | undefined {
  const path = [`${root}packages/core/src/${file}`, `${root}${file}`].find((place) => file !== '' && existsSync(place));
  if (path === undefined) return 'no such file';
  if (title === undefined) return undefined;
  return titlesIn(readFileSync(path, 'utf8')).some((known) => known.includes(title)) ? undefined : 'no test has this title';
}

function quotedOn(page: string, text: string): Quoted[] {
  return [...quotedInTables(page, text), ...quotedInText(page, text)];
}

function pages(): string[] {
  return execFileSync('git', ['ls-files', '-z', '--', '*.md'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
}

describe('tests that the docs name', () => {
  it('exist', () => {
    const quoted = pages().flatMap((page) => quotedOn(page, readFileSync(join(root, page), 'utf8')));
    expect(quoted.length).toBeGreaterThan(100);
    const wrong = quoted.map((test) => ({ ...test, fault: fault(test) })).filter((test) => test.fault !== undefined);
    expect(wrong).toEqual([]);
  });

  const here = 'tests/quoted-tests.test.ts';
  it.each([
    ['a file in a table', `| a | test |\n| - | --- |\n| x | ${here} |`, undefined],
    ['a title in a table', `| test |\n| --- |\n| ${here}: name exist |`, undefined],
    ['the second of two', `| test |\n| --- |\n| ${here}; ${here}: exists not |`, 'no test has this title'],
    ['a file that is not there', '| test |\n| --- |\n| tests/nothing.test.ts |', 'no such file'],
    ['a row without a test', '| a | test |\n| - | --- |\n| x |  |', 'no such file'],
    ['a test of a text', `as \`${here}\` checks`, undefined],
    ['a test of a text that is not there', 'as `core/nothing.test.ts` checks', 'no such file'],
    ['one test of a command', `npm run test:one ${here} -- -t 'name exist'`, undefined],
    ['one test of a command that is not there', `npm run test:one ${here} -- -t 'nor this'`, 'no test has this title'],
  ])('are found: %s', (_what, text, expected) => {
    const faults = quotedOn('page.md', text)
      .map(fault)
      .filter((found) => found !== undefined);
    expect([...new Set(faults)]).toEqual(expected === undefined ? [] : [expected]);
  });

  it('are compared with every form of a title', () => {
    const source = `
      describe('outer', () => {
        it.each([['not this', () => 1]])('each %s', () => {});
        (unix ? it : it.skip)('on some', () => {});
      });
      it(\`it’s alone\`, async function () {});`;
    expect(titlesIn(source)).toEqual(['outer', 'outer each %s', 'outer on some', "it's alone"]);
  });
});
