import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ImageSubject } from '../artifacts/index.js';
import { NEEDS_TYPE, TEST_KINDS } from '../policy/testing/kinds.js';
import { KINDS } from '../policy/requirements/index.js';
import type { Statement } from '../statements/index.js';
import { createRegistry } from '../registry/index.js';
import { signImages } from '../signing/index.js';
import { pushImage } from '../signing/testing/image.js';
import type { Studio } from '../signing/testing/studio.js';
import { digest, files, images, policyOf, SIGNED, word } from './testing/attack.js';
import { openScene, openStudio, type Scene } from './testing/scene.js';

/* A file whose signed statement names images that must be allowed as well: by the whole gate, with a kind that only tests know. */

let studio: Studio;
let scene: Scene;
let host: string;
let signed: ImageSubject;
let unsigned: ImageSubject;

beforeAll(async () => {
  // The line that a kind adds to the table; each test file has a table of its own.
  Object.assign(KINDS.require, { needs: TEST_KINDS.require['needs'] });
  studio = await openStudio();
  ({ host } = studio.sandbox.registry);
  scene = openScene(studio);
  await pushImage(host, 'acme/base', 'signed', 'signed');
  await pushImage(host, 'acme/base', 'unsigned', 'unsigned');
  const run = studio.run(scene.job('acme/app'), { cwd: scene.folder });
  const registry = createRegistry(run);
  signed = await registry.resolve(`${host}/acme/base:signed`);
  unsigned = await registry.resolve(`${host}/acme/base:unsigned`);
  await signImages(run, { ...studio.options(), images: [signed], registry });
});
beforeEach(() => {
  scene = openScene(studio);
  scene.write({
    'app.tgz': 'app',
    'policy.yaml': policyOf(studio, files('needs: {by: release}') + images(studio, SIGNED)),
  });
});
afterAll(() => studio.close());

async function judge(needs: readonly { readonly name: string; readonly digest: string }[], job = 'acme/app') {
  const statement: Statement = {
    type: 'https://in-toto.io/Statement/v1',
    subjects: [{ name: 'app.tgz', digest: { sha256: digest('sha256', 'app') } }],
    predicateType: NEEDS_TYPE,
    predicate: { needs: needs.map(({ name, digest: of }) => ({ name, digest: of })) },
  };
  const about = { kind: 'digest', name: 'app.tgz', digests: { sha256: digest('sha256', 'app') }, origin: 'test' } as const;
  await scene.forge(scene.job(job), statement, [about], 'needs.sigstore.json');
  return scene.gate({ policies: ['policy.yaml'], paths: ['app.tgz'], evidence: ['needs.sigstore.json', 'registry'] });
}

describe('an image that a file needs', () => {
  it('allows the file where it is allowed, and is not a subject of the run', async () => {
    const result = await judge([signed]);
    expect(word(result)).toEqual(['allowed', 0]);
    expect(result.decision.subjects.map(({ name }) => name)).toEqual(['app.tgz']);
    expect(result.pinnedImages).toEqual([]);
    expect(result.decision.policies[0]?.further).toMatchObject([{ subject: { digest: signed.digest }, outcome: 'allowed' }]);
  });

  it('denies the file where it is denied', async () => {
    const result = await judge([signed, unsigned]);
    expect(word(result).slice(0, 2)).toEqual(['denied', 1]);
    expect(result.decision.policies[0]?.further).toMatchObject([
      { subject: { digest: signed.digest }, outcome: 'allowed' },
      { subject: { digest: unsigned.digest }, outcome: 'denied' },
    ]);
  });

  it('denies the file where no rule matches it', async () => {
    scene.write({ 'policy.yaml': policyOf(studio, files('needs: {by: release}')) });
    expect(word(await judge([signed]))).toEqual(['denied', 1, 'NO_RULE']);
  });

  it('makes the file undecided where it cannot be read, or its name is invalid: evidence is never wrong use of the gate', async () => {
    expect(word(await judge([{ name: signed.name, digest: `sha256:${'0'.repeat(64)}` }]))).toEqual([
      'undecided',
      2,
      'REGISTRY_NOT_FOUND',
    ]);
    expect(word(await judge([{ name: 'No Name', digest: signed.digest }]))).toEqual(['undecided', 2, 'IMAGE_REFERENCE_INVALID']);
  });

  it('is not looked up where another signer names it', async () => {
    const result = await judge([signed], 'evil/app');
    expect(result.decision.outcome).toBe('denied');
    expect(result.decision.policies[0]?.further).toBeUndefined();
  });
});
