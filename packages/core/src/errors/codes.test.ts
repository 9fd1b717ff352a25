import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { CODES } from './index.js';

const page = readFileSync(new URL('../../../../docs/reference/errors.md', import.meta.url), 'utf8');
const STATUS = {
  'Wrong use (exit status 3)': 3,
  'Could not decide or finish (exit status 2)': 2,
  'Denied by the evidence (exit status 1)': 1,
};

/** Code → exit status, as docs/reference/errors.md has them: entries under the heading of their status. */
function documented(): Record<string, number | undefined> {
  let status: number | undefined;
  const entries: Record<string, number | undefined> = {};
  for (const line of page.split('\n')) {
    const [, level, title = ''] = /^(#+) (.+)$/.exec(line) ?? [];
    if (level === '#') status = (STATUS as Record<string, number>)[title];
    if (level === '##') entries[title] = status;
  }
  return entries;
}

describe('docs/reference/errors.md', () => {
  it('has an entry for each code, under its exit status, and no other', () => {
    expect(documented()).toEqual(CODES);
  });

  it('says for each code what to do', () => {
    for (const entry of page.split(/^## /m).slice(1)) expect(entry).toMatch(/\n\nWhat to do: \S/);
  });
});
