import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { outagesEndings, outagesTable } from './page.js';

/** Without the padding of tables. */
const plain = (text: string): string => text.replaceAll(/ *\| */g, '|').replaceAll(/-{3,}/g, '---');

it('docs/operations/outages.md is made of the table of outcomes (npm run docs)', () => {
  const page = plain(readFileSync(new URL('../../../../docs/operations/outages.md', import.meta.url), 'utf8'));
  expect(page).toContain(plain(outagesTable()));
  expect(page).toContain(plain(outagesEndings()));
});
