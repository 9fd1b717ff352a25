import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readBundle } from '../bundles/index.js';
import { failure } from '../net/testing/test-run.js';
import { signFiles } from './index.js';
import { openStudio, type Studio } from './testing/studio.js';

let studio: Studio;
let requests: string[] = [];
beforeAll(async () => {
  studio = await openStudio({ rekor: 'v2', log: (line) => requests.push(line) });
});
afterAll(() => studio.close());

describe('signFiles', () => {
  it('signs a hundred files with one certificate, in a few seconds', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `file ${index}, ä.txt`);
    const subjects = await studio.files(Object.fromEntries(names.map((name) => [name, `content of ${name}`])));
    requests = [];
    const started = Date.now();
    const report = await signFiles(studio.run(studio.sandbox.github()), { ...studio.options(), subjects });
    const seconds = (Date.now() - started) / 1000;
    expect(report.failures).toEqual([]);
    expect(report.signed).toHaveLength(100);
    expect(requests.filter((line) => line.startsWith('fulcio POST'))).toHaveLength(1);
    for (const { path, serialized, logIndexes } of report.signed) {
      expect(readFileSync(path ?? '')).toEqual(Buffer.from(serialized));
      expect(logIndexes).toHaveLength(1);
    }
    expect(seconds).toBeLessThan(10);
    process.stderr.write(`100 files in ${seconds} s\n`);
  });
});
