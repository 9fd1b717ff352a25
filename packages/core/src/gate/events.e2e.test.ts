import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Claims } from '@countersign/sandbox';
import { collectFiles } from '../artifacts/index.js';
import { GITHUB_TRIGGERS, GITLAB_TRIGGERS } from '../policy/signers/index.js';
import type { Environment } from '../run/index.js';
import { attestProvenance } from '../signing/index.js';
import { failure } from '../net/testing/test-run.js';
import type { GateResult } from './index.js';
import { word } from './testing/attack.js';
import { openScene, openStudio, statementIn, type Scene } from './testing/scene.js';
import type { Studio } from '../signing/testing/studio.js';

/* Provenance of runs of every event: it equals the certificate, and a policy accepts exactly the events that it lists. */

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

const MAIN = 'refs/heads/main';
const QUEUE = 'refs/heads/gh-readonly-queue/main/pr-7-2b5f1f1b5d3c4a9e8f7061524334251607182930';
const CALLED = 'acme/ci/.github/workflows/build.yml@refs/heads/main';
const GITHUB_TYPE = 'https://actions.github.io/buildtypes/workflow/v1';
const OUR_TYPE = 'https://countersign.dev/buildtypes/github-workflow/v1';

/** Event, ref of its runs (docs.github.com, events that trigger workflows), further claims, what the provenance says is not recorded. */
const GITHUB: readonly (readonly [event: string, ref: string, claims: Claims, notRecorded: readonly string[] | undefined])[] = [
  ['push', MAIN, {}, undefined],
  ['push', 'refs/tags/v1.0.0', {}, undefined],
  ['create', MAIN, {}, undefined],
  ['release', 'refs/tags/v1.0.0', {}, undefined],
  ['workflow_dispatch', MAIN, {}, undefined],
  ['push', MAIN, { job_workflow_ref: CALLED }, undefined],
  ['schedule', MAIN, {}, ['github.event.schedule']],
  ['schedule', MAIN, { job_workflow_ref: CALLED }, ['github.event.schedule', 'inputs']],
  ['merge_group', QUEUE, {}, ['github.event.merge_group']],
  ['pull_request', 'refs/pull/7/merge', { head_ref: 'topic', base_ref: 'main' }, ['github.event.pull_request']],
  ['pull_request', MAIN, { head_ref: 'topic', base_ref: 'main' }, ['github.event.pull_request']],
  ['pull_request_target', MAIN, { head_ref: 'topic', base_ref: 'main' }, ['github.event.pull_request']],
  ['workflow_run', MAIN, {}, ['github.event.workflow_run']],
  ['repository_dispatch', MAIN, {}, ['github.event.action', 'github.event.client_payload']],
  ['issue_comment', MAIN, {}, ['github.event']],
  ['deployment', 'refs/heads/topic', {}, ['github.event']],
  ['delete', MAIN, {}, ['github.event']],
  ['dynamic', MAIN, { workflow_ref: `acme/app/dynamic/pages/pages-build-deployment@${MAIN}` }, ['github.event']],
];

/** Pipeline source, ref and its type, further claims. Merge request pipelines have the source branch (docs.gitlab.com, ID tokens). */
const FORK: Claims = {
  project_path: 'mallory/app',
  project_id: '5666',
  job_project_path: 'acme/app',
  job_project_id: '5001',
  job_namespace_path: 'acme',
  job_namespace_id: '6001',
};
const GITLAB: readonly (readonly [source: string, ref: string, type: string, claims: Claims, recorded: object])[] = [
  ['push', 'main', 'branch', {}, {}],
  ['push', 'v1.0.0', 'tag', {}, {}],
  ['web', 'main', 'branch', {}, {}],
  ['schedule', 'main', 'branch', {}, {}],
  ['api', 'main', 'branch', {}, {}],
  ['trigger', 'main', 'branch', {}, {}],
  ['pipeline', 'main', 'branch', {}, {}],
  ['parent_pipeline', 'main', 'branch', {}, {}],
  ['chat', 'main', 'branch', {}, {}],
  ['external', 'main', 'branch', {}, {}],
  ['webide', 'topic', 'branch', {}, {}],
  ['external_pull_request_event', 'topic', 'branch', {}, {}],
  ['security_orchestration_policy', 'main', 'branch', {}, {}],
  ['merge_request_event', 'feature/x', 'branch', {}, {}],
  [
    'merge_request_event',
    'topic',
    'branch',
    { pipeline_source_event: 'merge_train', target_ref: 'main', target_ref_protected: 'true' },
    { pipeline_source_event: 'merge_train', target_ref: 'main' },
  ],
  ['merge_request_event', 'topic', 'branch', FORK, { job_project_id: '5001', job_project_path: 'acme/app' }],
];

async function attested(env: Environment): Promise<{ readonly scene: Scene; readonly lines: readonly string[] }> {
  const scene = openScene(studio);
  scene.write({ 'app.bin': 'bytes' });
  const run = studio.run(env, { cwd: scene.folder });
  const subjects = await collectFiles(run, { paths: ['app.bin'] });
  const report = await attestProvenance(run, { ...studio.options(), subjects, bundlePath: 'app.bin.sigstore.json' });
  expect(report.failures).toEqual([]);
  return { scene, lines: run.lines };
}

const predicateIn = (scene: Scene): unknown => statementIn(join(scene.folder, 'app.bin.sigstore.json')).predicate;

async function judge(scene: Scene, who: string): Promise<ReturnType<typeof word>> {
  scene.write({
    'policy.yaml': `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {public: {root: root.json}}
signers:
  builder:
    ${who}
rules:
  - {name: files, match: {paths: ["**"]}, require: [provenance: {by: builder, min-level: 2}]}
`,
  });
  const judged: GateResult = await scene.gate({ paths: ['app.bin'], policies: ['policy.yaml'] });
  return word(judged);
}

const ALLOWED = ['allowed', 0];
const DENIED = ['denied', 1, 'EXTENSION_MISMATCH'];

describe('a GitHub run', () => {
  it.each(GITHUB)('of %s on %s %j', async (event_name, ref, claims, notRecorded) => {
    const job: Claims = { event_name, ref, ...claims };
    const { scene, lines } = await attested(studio.sandbox.github(job));
    const { job_workflow_ref: called, workflow_ref: own = `acme/app/.github/workflows/release.yml@${ref}` } = claims;
    expect(predicateIn(scene)).toMatchObject({
      buildDefinition: {
        buildType: notRecorded === undefined ? GITHUB_TYPE : OUR_TYPE,
        externalParameters: { workflow: { ref, path: String(own).slice('acme/app/'.length).split('@')[0] } },
        internalParameters: {
          github: { event_name, ...(claims['head_ref'] === undefined ? {} : { head_ref: 'topic', base_ref: 'main' }) },
          ...(notRecorded === undefined ? {} : { notRecorded }),
        },
      },
      runDetails: { builder: { id: `https://github.com/${String(called ?? own)}` } },
    });
    const warns = ['pull_request_target', 'workflow_run', 'issue_comment', 'repository_dispatch'].includes(event_name);
    expect(lines.some((line) => line.startsWith('warn ') && line.includes(`the event ${event_name} started`))).toBe(warns);

    if (event_name === 'dynamic') return; // its workflow is in no file, so no policy can name it
    const workflow = called === undefined ? 'release.yml' : '{repository: acme/ci, path: build.yml, ref: refs/heads/main}';
    const who = (more: string) =>
      `github: {issuer: ${studio.sandbox.issuers.github}, source: {repository: acme/app}, workflow: ${workflow}${more}}`;
    expect(await judge(scene, who(`, triggers: [${event_name}]`))).toEqual(ALLOWED);
    const others = GITHUB.map(([name]) => name).filter((name) => name !== event_name);
    expect(await judge(scene, who(`, triggers: [${[...new Set(others)].join(', ')}]`))).toEqual(DENIED);
    const isDefault = (GITHUB_TRIGGERS as readonly string[]).includes(event_name);
    expect(await judge(scene, who(''))).toEqual(isDefault ? ALLOWED : DENIED);
    expect(await judge(scene, who(`, triggers: [${event_name}], caller: other.yml`))).toEqual(DENIED);
  });

  it('of a deployment without a ref gets no certificate, and is told why', async () => {
    expect(await failure(attested(studio.sandbox.github({ event_name: 'deployment', ref: '' })))).toMatchObject({
      code: 'TOKEN_CLAIMS_MISSING',
      found: 'missing: ref',
      hint: expect.stringContaining('names no branch or tag'),
    });
  });

  it('of a workflow that a ruleset takes from another repository is not described as one of its own', async () => {
    const job = { event_name: 'merge_group', ref: QUEUE, workflow_ref: `acme/rules/.github/workflows/required.yml@${MAIN}` };
    expect(await failure(attested(studio.sandbox.github(job)))).toMatchObject({
      code: 'TOKEN_INVALID',
      hint: expect.stringContaining('ruleset'),
    });
  });
});

describe('a GitLab pipeline', () => {
  it.each(GITLAB)('of %s on %s (%s) %j', async (pipeline_source, ref, ref_type, claims, recorded) => {
    const { scene } = await attested(await studio.sandbox.gitlab({ pipeline_source, ref, ref_type, ...claims }));
    const source = String(claims['project_path'] ?? 'acme/app');
    expect(predicateIn(scene)).toMatchObject({
      buildDefinition: {
        externalParameters: {
          source: `https://gitlab.com/${source}`,
          ref: `refs/${ref_type === 'tag' ? 'tags' : 'heads'}/${ref}`,
          configPath: '.gitlab-ci.yml',
        },
        internalParameters: { pipeline_source, ...recorded },
      },
    });
    const who = (more: string, project = source) =>
      `gitlab: {issuer: ${studio.sandbox.issuers.gitlab}, source: {project: ${project}}${more}}`;
    expect(await judge(scene, who(`, triggers: [${pipeline_source}]`))).toEqual(ALLOWED);
    const others = GITLAB.map(([name]) => name).filter((name) => name !== pipeline_source);
    expect(await judge(scene, who(`, triggers: [${[...new Set(others)].join(', ')}]`))).toEqual(DENIED);
    const isDefault = (GITLAB_TRIGGERS as readonly string[]).includes(pipeline_source);
    expect(await judge(scene, who(''))).toEqual(isDefault ? ALLOWED : DENIED);
    // A merge request from a fork never counts as a build of the project that it is for.
    if (source !== 'acme/app')
      expect(await judge(scene, who(`, triggers: [${pipeline_source}]`, 'acme/app'))).toEqual(['denied', 1, 'SOURCE_MISMATCH']);
  });
});
