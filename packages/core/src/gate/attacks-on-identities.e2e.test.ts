import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OneLinePolicy } from '../policy/index.js';
import type { Studio } from '../signing/testing/studio.js';
import { word } from './testing/attack.js';
import { openScene, openStudio, type Scene } from './testing/scene.js';

/* Real certificates with the identity of a workflow, from runs that its owner did not intend. */

let studio: Studio;
let scene: Scene;
beforeAll(async () => {
  studio = await openStudio();
});
beforeEach(() => {
  scene = openScene(studio);
  scene.write({ 'app.tgz': 'app' });
});
afterAll(() => studio.close());

const REUSABLE = 'acme/ci/.github/workflows/build.yml@refs/tags/v1';
const OWN = 'https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1.4.0';
const KEYLESS = (identity: string): string => `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {own: {root: root.json}}
signers: {s: {keyless: {identity: "${identity}", issuer: "${studio.sandbox.issuers.github}"}}}
rules: [{name: all, match: {paths: ["*"]}, require: [signature: {by: s}]}]
`;

/** The outcome for the file, for every way to name an identity. */
async function ask(identity: string, more: OneLinePolicy = {}) {
  const certificateOidcIssuer = studio.sandbox.issuers.github;
  const lines: readonly OneLinePolicy[] = [
    { certificateIdentity: identity, certificateOidcIssuer, ...more },
    { certificateIdentityRegexp: identity.replaceAll('.', '\\.'), certificateOidcIssuer, ...more },
  ];
  const answers = [];
  for (const oneLine of lines) answers.push(word(await scene.gate({ paths: ['app.tgz'], oneLine, trustedRoot: 'root.json' })));
  if (Object.keys(more).length === 0) {
    scene.write({ 'policy.yaml': KEYLESS(identity) });
    answers.push(word(await scene.gate({ paths: ['app.tgz'], policies: ['policy.yaml'] })));
  }
  return [...new Set(answers.map((answer) => answer.join(' ')))];
}

describe('runs with the identity of a workflow', () => {
  it('a workflow that another owner’s repository called is denied', async () => {
    await scene.sign(scene.job('stranger/app', { job_workflow_ref: REUSABLE, repository_owner: 'stranger' }), ['app.tgz']);
    expect(await ask(`https://github.com/${REUSABLE}`)).toEqual(['denied 1 SOURCE_MISMATCH']);
    expect(await ask(`https://github.com/${REUSABLE}`, { repository: 'acme/app' })).toEqual(['denied 1 SOURCE_MISMATCH']);
    expect(await ask(`https://github.com/${REUSABLE}`, { owner: 'acme' })).toEqual(['denied 1 SOURCE_MISMATCH']);
  });

  it('a workflow that another repository of the owner called is allowed where the policy names the owner', async () => {
    await scene.sign(scene.job('acme/app', { job_workflow_ref: REUSABLE, repository_owner: 'acme' }), ['app.tgz']);
    expect(await ask(`https://github.com/${REUSABLE}`)).toEqual(['denied 1 SOURCE_MISMATCH']);
    expect(await ask(`https://github.com/${REUSABLE}`, { repository: 'acme/app' })).toEqual(['allowed 0']);
    expect(await ask(`https://github.com/${REUSABLE}`, { owner: 'acme' })).toEqual(['allowed 0']);
  });

  it.each(['pull_request_target', 'workflow_run', 'issue_comment', 'schedule'])(
    'an own workflow, started by %s',
    async (event) => {
      await scene.sign(scene.job('acme/app', { event_name: event }), ['app.tgz']);
      expect(await ask(OWN)).toEqual(['denied 1 EXTENSION_MISMATCH']);
    },
  );

  it('the repository’s own workflow with a default trigger is allowed', async () => {
    await scene.sign(scene.job('acme/app'), ['app.tgz']);
    expect(await ask(OWN)).toEqual(['allowed 0']);
  });
});
