import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { collectFiles } from '../artifacts/index.js';
import { signFiles } from '../signing/index.js';
import { keyFile } from '../signing/testing/keys.js';
import type { Studio } from '../signing/testing/studio.js';
import { openScene, openStudio, type Scene } from './testing/scene.js';

/** The example as people copy it, with the root of the sandbox instead of the public-good one. */
const EXAMPLE = readFileSync(
  join(import.meta.dirname, '../../../../examples/policies/development-keys.policy.yaml'),
  'utf8',
).replace('sigstore: public-good', 'root: root.json');

let studio: Studio;
let scene: Scene;
beforeAll(async () => {
  studio = await openStudio();
});
beforeEach(() => {
  scene = openScene(studio);
  scene.write({ 'app.tgz': 'the package', 'policy.yaml': EXAMPLE });
  for (const name of ['release', 'development'])
    writeFileSync(join(scene.folder, `${name}.pub`), keyFile(scene.folder, 'P-256', `${name}.pem`).publicPem);
});
afterAll(() => studio.close());

async function signBy(...keys: readonly string[]): Promise<void> {
  const run = scene.run();
  const subjects = await collectFiles(run, { paths: ['app.tgz'] });
  const report = await signFiles(run, { ...studio.options({ times: 0, scts: 0 }), keys, subjects });
  if (report.failures.length > 0) throw report.failures[0]?.error;
}
const judge = async (target: string) => {
  const { decision } = await scene.gate({ policies: ['policy.yaml'], paths: ['app.tgz'], target });
  return [decision.outcome, decision.policies[0]?.subjects[0]?.rules[0]?.requirements[0]?.code];
};

describe('the example that keeps development keys out of production', () => {
  it('denies the development key at target: production, and accepts it at target: development', async () => {
    await signBy('development.pem');
    expect(await judge('production')).toEqual(['denied', 'KEY_MISMATCH']);
    expect(await judge('development')).toEqual(['allowed', undefined]);
  });

  it('accepts the release key at both, also beside the development key', async () => {
    await signBy('release.pem');
    for (const target of ['production', 'development']) expect(await judge(target)).toEqual(['allowed', undefined]);
    await signBy('development.pem', 'release.pem');
    expect(await judge('production')).toEqual(['allowed', undefined]);
  });

  it('does not decide about another target, or none', async () => {
    await signBy('release.pem');
    await expect(judge('prod')).rejects.toMatchObject({ exitStatus: 3 });
    await expect(scene.gate({ policies: ['policy.yaml'], paths: ['app.tgz'] })).rejects.toMatchObject({ code: 'INPUT_MISSING' });
  });
});
