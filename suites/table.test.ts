import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { judgedPage, lags, readJudged } from './judged.mjs';
import { PEERS } from './peers.mjs';
import { SUITES } from './table.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..');

describe('the table of suites', () => {
  it.each(Object.entries(SUITES))(
    '%s judges what is there, with peers that can be installed',
    (_, { judges, peers, command }) => {
      expect(judges.filter((path) => !existsSync(join(root, path)))).toEqual([]);
      expect(peers.filter((name) => !PEERS.some((one) => one.name === name))).toEqual([]);
      expect(command.filter((part) => part.endsWith('.mjs') && !existsSync(join(root, part)))).toEqual([]);
    },
  );

  it('has a suite for every peer', () => {
    const used = new Set(Object.values(SUITES).flatMap(({ peers }) => peers));
    expect(PEERS.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
  });
});

describe('docs/explain/judged.md', () => {
  const text = readFileSync(join(root, 'docs', 'explain', 'judged.md'), 'utf8');

  it('is what npm run suites writes', async () => {
    expect(await judgedPage(readJudged(text))).toBe(text);
  });

  it('keeps what each suite said, whatever it said', async () => {
    const row = { commit: 'abc123abc123', date: '2026-11-26', result: '3 passed | 1 _known_ `disagreement`', peers: 'cosign v1' };
    const written = readJudged(await judgedPage(new Map([['interop', row]])));
    expect(Object.fromEntries(written)).toEqual({ interop: row });
  });

  it('says how far each suite lags behind, also where the history does not reach', () => {
    expect(lags()).toHaveLength(Object.keys(SUITES).length);
  });
});
