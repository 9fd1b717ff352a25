import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { CHECKS, type CheckName } from './checks.js';
import { SPECIFICATIONS } from './specifications.js';

const folder = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => ({ name, text: readFileSync(`${folder}${name}`, 'utf8') }));
/** `checks.require('name', …)`, and `require('name', …)` where a file gives it a name of its own. */
const madeIn = ({ text }: { readonly text: string }): readonly string[] =>
  [...text.matchAll(/\brequire\(\s*'([a-z-]+)'/g)].map(([, name = '']) => name);
const NAMES = Object.keys(CHECKS) as CheckName[];

describe('the checks of verification', () => {
  it.each(NAMES)('%s cites the section that it implements', (name) => {
    const cited = Object.entries(CHECKS[name].spec);
    expect(cited.length).toBeGreaterThan(0);
    for (const [specification, section] of cited) {
      expect(Object.keys(SPECIFICATIONS)).toContain(specification);
      // A number, or a heading or field of the document.
      expect(section).toMatch(/^(?:\d+(?:\.\d+)*\b|[A-Z][A-Za-z ]+)/);
    }
  });

  it('are those that the files make, and each is made', () => {
    expect([...new Set(files.flatMap(madeIn))].toSorted()).toEqual(NAMES.toSorted());
  });

  it('stand in files that say what they implement', () => {
    const cites = /\bsection \d|sections? [\d.]+|RFC \d{4} section|client specification|C2SP|section "[^"]+"/;
    const silent = files.filter((file) => madeIn(file).length > 0 && !cites.test(commentsOf(file.text)));
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it('use every specification that is listed', () => {
    const used = NAMES.flatMap((name) => Object.keys(CHECKS[name].spec));
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(SPECIFICATIONS).toSorted());
  });
});

const commentsOf = (text: string): string => [...text.matchAll(/\/\*\*[^]*?\*\/|\/\/.*/g)].join('\n');
