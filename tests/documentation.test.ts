import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { ALL_ENTRIES } from '../packages/cli/src/all-entries.js';
import { readArguments } from '../packages/cli/src/arguments.js';
import { entryNamed, findCommand } from '../packages/cli/src/find-command.js';

/** Links and anchors of the pages lead somewhere, and today's command line takes every command that they show. */
const root = fileURLToPath(new URL('../', import.meta.url));
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const PAGES = globSync(['*.md', '{docs,examples,suites}/**/*.md', '{actions,packages}/*/README.md', 'gitlab-components/*.md'], {
  cwd: root,
  exclude: (path) => path.includes('node_modules'),
}).sort();

/** Command lines that today's program does not take, with the reason. One that it takes fails the test. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'COMMAND --help': 'COMMAND stands for the name of a command',
  'help COMMAND': 'the same',
  keys: 'stands for its subcommands',
};

const withoutCode = (page: string): string => page.replaceAll(/^ *```[\s\S]*?^ *```/gm, '').replaceAll(/`[^`\n]*`/g, '');

/** The anchors that GitHub and GitLab make of headings. */
function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of text(page)
    .replaceAll(/^ *```[\s\S]*?^ *```/gm, '')
    .matchAll(/^#{1,6} (.+)$/gm)) {
    const words = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '');
    const slug = words.trim().replaceAll(/\s/g, '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${String(count)}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** What is wrong with a link of a page; undefined: nothing. */
function wrong(page: string, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : relative(root, join(root, dirname(page), decodeURIComponent(path)));
  if (target.startsWith('..') || !existsSync(join(root, target))) return `${link}: no such file`;
  if (page.startsWith('gitlab-components/') && !target.startsWith('gitlab-components'))
    return `${link}: not in the published project`;
  if (anchor !== undefined && !anchorsOf(target).has(anchor)) return `${link}: no such heading in ${target}`;
  return undefined;
}

it('finds pages', () => {
  expect(PAGES).toEqual(
    expect.arrayContaining(['README.md', 'docs/start/laptop.md', 'docs/reference/errors.md', 'actions/sign-blob/README.md']),
  );
});

describe.each(PAGES)('%s', (page) => {
  it('links to files and headings that there are', () => {
    const links = [...withoutCode(text(page)).matchAll(/\]\(([^()\s]+)\)/g)].map(([, link = '']) => link);
    expect(links.map((link) => wrong(page, link)).filter((one) => one !== undefined)).toEqual([]);
  });
});

it('docs/README.md links to every page', () => {
  const linked = new Set(
    [...withoutCode(text('docs/README.md')).matchAll(/\]\(([^()\s#]+)/g)].map(([, link = '']) => join('docs', link)),
  );
  const pages = PAGES.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md');
  expect(pages.length).toBeGreaterThan(25);
  expect(pages.filter((page) => !linked.has(page))).toEqual([]);
});

describe('the test of links', () => {
  it.each(['nowhere.md', '../outside.md', '#no-such-heading', 'docs/README.md#no-such-heading'])('finds %s', (link) => {
    expect(wrong('README.md', link)).toBeDefined();
  });
});

/** Words of a shell line; operators end a command. Expansions stay as they are written. */
function commandsOf(script: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  const token = /\\\n|[ \t]+|#[^\n]*|\n|&&|\|\||[;|&<>()]|(?:'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\\[^\n]|[^\s'"\\;|&<>()])+/g;
  let previous = '\n';
  for (const [word] of script.matchAll(token)) {
    const separates = /^(?:\\\n|[ \t]+)$/.test(word);
    if (/^(?:\n|&&|\|\||[;|&<>()])$/.test(word)) commands.push([]);
    else if (!separates && !(word.startsWith('#') && /\s$/.test(previous)))
      commands
        .at(-1)
        ?.push(
          word.replaceAll(
            /'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"/g,
            (_all, single?: string, double?: string) => single ?? double ?? '',
          ),
        );
    previous = word;
  }
  return commands.filter((command) => command.length > 0);
}

const isOurs = (word: string | undefined): boolean => word === 'countersign' || word === './countersign';

/** Every command line of the program in a script, also of scripts that it runs with `sh -c`. */
function ours(script: string): readonly (readonly string[])[] {
  return commandsOf(script).flatMap((words) => {
    const start = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
    const own = isOurs(words[start]) ? [words.slice(start + 1)] : [];
    const inner = words.findIndex((word, at) => word === '-c' && words[at - 1] === 'sh');
    return [...own, ...(inner === -1 ? [] : ours(words[inner + 1] ?? ''))];
  });
}

const shown = PAGES.flatMap((page) => {
  const blocks = [...text(page).matchAll(/^ *```(?:sh|bash|shell|console)\n([\s\S]*?)^ *```/gm)].map(([, block = '']) => block);
  const inline = [
    ...text(page)
      .replaceAll(/^ *```[\s\S]*?^ *```/gm, '')
      .matchAll(/`((?:\.\/)?countersign [^`\n]+)`/g),
  ]
    .map(([, code = '']) => code.replaceAll('\\|', '|'))
    .filter((code) => !code.includes('…') && !code.includes('|'));
  return [...blocks, ...inline].flatMap((script) => ours(script).map((argv) => ({ page, line: argv.join(' '), argv })));
});

/** Parses a command line as the program does, up to where it would run. */
async function parse(argv: readonly string[]): Promise<void> {
  const [name = '', ...rest] = argv;
  if (argv.length === 1 && ['--help', '--version'].includes(name)) return;
  const entry = entryNamed(ALL_ENTRIES, name);
  const found = await findCommand(await entry.load(), rest);
  if (!('group' in found)) readArguments(found.command, found.argv);
}

describe('the command lines of the pages', () => {
  it('are found', () => {
    expect(shown.length).toBeGreaterThan(25);
    expect(ours(`A=b countersign verify 'a b' -- sh -c 'countersign sign-blob "x y" # no'; cosign verify x`)).toEqual([
      ['verify', 'a b', '--', 'sh', '-c', 'countersign sign-blob "x y" # no'],
      ['sign-blob', 'x y'],
    ]);
  });

  it.each(shown)('$page: countersign $line', async ({ line, argv }) => {
    const reason = EXCEPTIONS[line];
    if (reason === undefined) await expect(parse(argv)).resolves.toBeUndefined();
    else await expect(parse(argv)).rejects.toThrow();
  });

  it.each([[['verify', 'app', '--polcy', 'x']], [['sign', 'app']], [['policy', 'tests', 'x']]])('would find %j', async (argv) => {
    await expect(parse(argv)).rejects.toThrow();
  });
});

it('shows in README.md only output that a start page shows, where it is tested', () => {
  const blocks = (page: string): readonly string[] =>
    [...text(page).matchAll(/```text\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  const tested = ['docs/start/github-files.md', 'docs/start/github-image.md'].flatMap(blocks);
  expect(blocks('README.md').length).toBeGreaterThan(2);
  expect(tested).toEqual(expect.arrayContaining([...blocks('README.md')]));
});
