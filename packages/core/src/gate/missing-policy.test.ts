import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { hintForMissing } from './missing-policy.js';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'countersign-missing-'));
});
afterEach(() => {
  rmSync(cwd, { recursive: true });
});

it.each([
  ['GITHUB_ACTIONS', /Add this step before the gate:\n {2}- uses: actions\/checkout@/],
  ['GITLAB_CI', /GIT_STRATEGY/],
])('where %s has no checkout, it names the lines that are missing', (platform, expected) => {
  const env = { [platform]: 'true' };
  expect(hintForMissing({ cwd, env }, 'release.policy.yaml')).toMatch(expected);
  mkdirSync(join(cwd, '.git'));
  expect(hintForMissing({ cwd, env }, 'release.policy.yaml')).toMatch(/^Check the path/);
});

it.each([
  ['a.yaml, b.yaml', /one policy a line/],
  ['"a.yaml"', /Leave the quotes out/],
  ['a.yaml', /^Check the path/],
])('%s', (file, expected) => {
  expect(hintForMissing({ cwd, env: {} }, file)).toMatch(expected);
});
