import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { CHECKS, type CheckName } from './checks.js';
import { SPECIFICATIONS } from './specifications.js';

const folder = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => ({ name, text: readFileSync(`${folder}${name}`, 'utf8') }));
/** Names in `checks.require('name', …)`, and in `require('name', …)` where a file has a function for it. */
const checksIn = ({ text }: { readonly text: string }): readonly string[] =>
  [...text.matchAll(/\brequire\(\s*'([a-z-]+)'/g)].map(([, name = '']) => name);
const NAMES = Object.keys(CHECKS) as CheckName[];

describe('the checks of verification', () => {
  it.each(NAMES)('%s cites the section that it implements', (name) => {
    const cited = Object.entries(CHECKS[name].spec);
    expect(cited.length).toBeGreaterThan(0);
    for (const [specification, section] of cited) {
      expect(Object.keys(SPECIFICATIONS)).toContain(specification);
      // A section number, or a heading or field of the document.
      expect(section).toMatch(/^(?:\d+(?:\.\d+)*\b|[A-Z][A-Za-z ]+)/);
    }
  });

  it('are all in the table, and each is used', () => {
    expect([...new Set(files.flatMap(checksIn))].toSorted()).toEqual(NAMES.toSorted());
  });

  it('are in files that cite a specification', () => {
    const cites = /\bsection \d|sections? [\d.]+|RFC \d{4} section|client specification|C2SP|section "[^"]+"/;
    const without = files.filter((file) => checksIn(file).length > 0 && !cites.test(commentsOf(file.text)));
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  it('cite every listed specification', () => {
    const used = NAMES.flatMap((name) => Object.keys(CHECKS[name].spec));
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(SPECIFICATIONS).toSorted());
  });
});

const commentsOf = (text: string): string => [...text.matchAll(/\/\*\*[^]*?\*\/|\/\/.*/g)].join('\n');
