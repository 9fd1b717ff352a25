import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { CODES, CountersignError, type Code } from '@countersign/core/errors';
import { describeError } from './log/describe-error.js';
import { pageOfCode } from './pages.js';
import { VERSION } from './version.js';

const root = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

it('the version is that of the packages that are released', () => {
  for (const name of ['surface', 'cli', 'core'])
    expect([name, (JSON.parse(read(`packages/${name}/package.json`)) as { readonly version: string }).version]).toEqual([
      name,
      VERSION,
    ]);
});

it('a cause is shown only if it says something new', () => {
  const text = (found: string): string => {
    const cause = new Error('https://a.test: no answer (ENOTFOUND)', { cause: new Error('ENOTFOUND') });
    return describeError(new CountersignError('FETCH_FAILED', 'a.test cannot be reached', { found, cause })).join('\n');
  };
  expect(text('https://a.test: no answer (ENOTFOUND) after 1 attempt')).not.toContain('because');
  expect(text('nothing').match(/because: .*/g)).toEqual(['because:  https://a.test: no answer (ENOTFOUND)']);
});

it.each(Object.keys(CODES) as Code[])('the link of %s leads to its section, in the page of this version', (code) => {
  const [, version, path = '', anchor] =
    /^https:\/\/github\.com\/countersign\/countersign\/blob\/v([^/]+)\/([^#]+)#(.+)$/.exec(pageOfCode(code)) ?? [];
  expect(version).toBe(VERSION);
  expect(existsSync(new URL(path, root))).toBe(true);
  const anchors = [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase().replaceAll(' ', '-'));
  expect(anchors).toContain(anchor);
  expect(describeError(new CountersignError(code, 'x')).at(-1)).toBe(`  more:     ${pageOfCode(code)}`);
});
