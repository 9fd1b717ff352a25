import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BundlePaths } from '../bundle-paths.js';
import { checkDestinations } from './check-destinations.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-destinations-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const run = { random: (length: number) => new Uint8Array(length).fill(7) };
const paths = (names: readonly string[], shared = false): BundlePaths => {
  const all = names.map((name) => join(folder, name));
  return { all, shared: shared ? all[0] : undefined, of: () => all[0] ?? '' };
};

describe('checkDestinations', () => {
  it('refuses names that are one file in a folder that ignores case, and only there', () => {
    const names = ['App.tgz.sigstore.json', 'app.tgz.sigstore.json'];
    expect(() => {
      checkDestinations(run, paths(names), 2, () => ({ ignoresCase: true }));
    }).toThrow(expect.objectContaining({ code: 'SUBJECT_DUPLICATE' }));
    checkDestinations(run, paths(names), 2, () => ({ ignoresCase: false }));
    checkDestinations(run, paths(['a.sigstore.json', 'b.sigstore.json']), 2, () => ({ ignoresCase: true }));
  });

  it('refuses more bundles in one file than readers accept', () => {
    expect(() => {
      checkDestinations(run, paths(['all.jsonl'], true), 20_001);
    }).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    checkDestinations(run, paths(['all.jsonl'], true), 20_000);
  });

  it('makes no folder and leaves no file', () => {
    checkDestinations(run, paths(['new/deep/a.sigstore.json', 'a.sigstore.json']), 2);
    expect(readdirSync(folder)).toEqual([]);
  });
});
