import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CountersignError } from '../errors/index.js';
import { testRun } from '../net/testing/test-run.js';
import { GITHUB } from './github/embedded-root.js';
import { hasNoLogs } from './instance-of.js';
import { loadTrust } from './load-trust.js';
import { PUBLIC_GOOD } from './public-good/embedded-root.js';
import { readRootFile } from './read-root-file.js';

const line = (text: string): string => JSON.stringify(JSON.parse(text));
const [PUBLIC, OF_GITHUB] = [line(PUBLIC_GOOD.trustedRoot), line(GITHUB.trustedRoot)];
const read = (text: string) => readRootFile(Buffer.from(text), 'roots.jsonl');
const refusal = (text: string): CountersignError => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof CountersignError) return error;
    throw error;
  }
  throw new Error('it was accepted');
};

describe('JSON Lines of trusted roots', () => {
  it('are a root a line, each with its own digest', () => {
    const { roots, documents } = read(`${PUBLIC}\r\n${OF_GITHUB}\n`);
    expect(roots.map(({ source }) => source)).toEqual(['roots.jsonl, line 1', 'roots.jsonl, line 2']);
    expect(new Set(roots.map(({ digest }) => digest)).size).toBe(2);
    expect(documents.map((one) => Buffer.from(one).toString())).toEqual([PUBLIC, OF_GITHUB]);
    expect(roots[1]?.transparencyLogs).toEqual([]);
  });

  it('of one line are a trusted root', () => {
    expect(read(`${PUBLIC}\n`).roots).toHaveLength(1);
    expect(read(`${PUBLIC}\n\n`).roots).toHaveLength(1);
    expect(read(PUBLIC_GOOD.trustedRoot).roots[0].digest).toBe(PUBLIC_GOOD.digest);
  });

  it.each([
    ['the same root twice', `${PUBLIC}\n${PUBLIC}\n`, /same certificate authority/],
    [
      'an older copy of the same instance',
      `${PUBLIC}\n${PUBLIC.replace('"ctlogs"', '"ctlogs" ')}\n`,
      /same certificate authority/,
    ],
    ['a damaged line', `${PUBLIC}\n${OF_GITHUB.slice(0, -1)}\n`, /line 2/],
    ['an empty line', `${PUBLIC}\n\n${OF_GITHUB}\n`, /line 2/],
    ['another document', `${PUBLIC}\n{"mediaType":"x"}\n`, /line 2/],
    ['a member twice', `${PUBLIC}\n${OF_GITHUB.replace('{', '{"tlogs":[],"tlogs":[],')}\n`, /line 2/],
    ['text after the last line', `${PUBLIC}\n${OF_GITHUB}\nx`, /line 3/],
    ['too many lines', `${`${PUBLIC}\n`.repeat(33)}`, /too many lines/],
  ])('are refused with %s', (_, text, message) => {
    expect(refusal(text)).toMatchObject({ code: 'TRUST_ROOT_INVALID', message: expect.stringMatching(message) });
  });

  it('of GitHub with a log of a kind that is not supported here have a log: a timestamp alone does not count', () => {
    const [log] = (JSON.parse(PUBLIC_GOOD.trustedRoot) as { tlogs: { publicKey: object }[] }).tlogs;
    const rootWith = (logs: object) => read(JSON.stringify({ ...(JSON.parse(OF_GITHUB) as object), ...logs })).roots[0];
    expect(hasNoLogs(rootWith({}))).toBe(true);
    for (const logs of [
      [log],
      [{ ...log, publicKey: { ...log?.publicKey, keyDetails: 'ML_DSA_65' } }],
      [{ ...log, hashAlgorithm: 'SHA2_512' }],
    ]) {
      expect(hasNoLogs(rootWith({ tlogs: logs }))).toBe(false);
      expect(hasNoLogs(rootWith({ ctlogs: logs }))).toBe(false);
    }
  });

  it('without logs count as the root of GitHub only if all certificate authorities are those of GitHub', () => {
    const root = JSON.parse(GITHUB.trustedRoot) as { certificateAuthorities: { uri: string }[] };
    const [first, ...others] = root.certificateAuthorities;
    const withoutLogs = (certificateAuthorities: readonly object[]): boolean =>
      hasNoLogs(read(JSON.stringify({ ...root, certificateAuthorities })).roots[0]);
    expect(withoutLogs(others)).toBe(true);
    expect(withoutLogs([])).toBe(false);
    for (const uri of [
      '',
      'https://fulcio.corp.test',
      'https://notgithubapp.com',
      'https://githubapp.com.evil.test',
      'https://x/githubapp.com',
    ])
      expect([uri, withoutLogs([{ ...first, uri }, ...others])]).toEqual([uri, false]);
  });

  it('have a largest size', () => {
    expect(refusal(`${PUBLIC}${' '.repeat(4 * 1024 * 1024)}\n${OF_GITHUB}`).message).toContain('too large');
  });
});

describe('the age of a trusted root', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-age-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** The warnings of a run that loads this. */
  async function warnings(trustedRoot: string, at: string): Promise<readonly string[]> {
    const run = testRun({ cwd: folder, capability: 'none', env: {} });
    await loadTrust({ ...run, clock: () => new Date(at) }, { trustedRoot });
    return run.lines.filter((text) => text.startsWith('warn '));
  }
  const file = (text: string, changed: string): string => {
    writeFileSync(join(folder, 'root.json'), text);
    utimesSync(join(folder, 'root.json'), new Date(changed), new Date(changed));
    return 'root.json';
  };

  it('is a warning for the embedded copy after 90 days, with what to do', async () => {
    expect(await warnings('public-good', '2026-12-31T00:00:00Z')).toEqual([]);
    expect(await warnings('public-good', '2027-01-06T00:00:00Z')).toEqual([
      expect.stringMatching(
        /the trusted root public-good \(embedded\) should be renewed: .* is 90 days old\. Install a newer version/,
      ),
    ]);
    expect(await warnings('github', '2026-11-27T00:00:00Z')).toEqual([expect.stringContaining('github (embedded)')]);
  });

  it('is a warning for a file that has not changed for 90 days', async () => {
    const named = file(PUBLIC_GOOD.trustedRoot, '2026-11-01T00:00:00Z');
    expect(await warnings(named, '2026-11-27T00:00:00Z')).toEqual([]);
    expect(await warnings(named, '2027-02-01T00:00:00Z')).toEqual([
      expect.stringMatching(/root\.json .* 92 days old\. .*trust export/),
    ]);
  });

  it('is a warning for a file without keys that this version knows, whatever its time is', async () => {
    const root = JSON.parse(PUBLIC_GOOD.trustedRoot) as { tlogs: unknown[] };
    root.tlogs.pop();
    const now = '2026-11-27T00:00:00Z';
    expect(await warnings(file(JSON.stringify(root), now), now)).toEqual([expect.stringContaining('it lacks 1 keys')]);
  });

  it('is a warning if nothing in it is valid any more', async () => {
    const root = JSON.parse(GITHUB.trustedRoot) as { certificateAuthorities: { uri: string }[]; timestampAuthorities: unknown[] };
    const own = {
      ...root,
      certificateAuthorities: root.certificateAuthorities.slice(0, 2).map((one) => ({ ...one, uri: 'own' })),
      timestampAuthorities: [],
    };
    const now = '2026-11-27T00:00:00Z';
    expect(await warnings(file(JSON.stringify(own), now), now)).toEqual([
      expect.stringContaining('none of its authorities and logs is valid'),
    ]);
  });
});
