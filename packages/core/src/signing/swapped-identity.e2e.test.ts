import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { tokenSource } from '../ci/index.js';
import type { Environment, NetRequest, Run } from '../run/index.js';
import { failure } from '../net/testing/test-run.js';
import { createRegistry } from '../registry/index.js';
import { attestProvenance, signFiles, signImages } from './index.js';
import { pushImage } from './testing/image.js';
import { openStudio, type Studio } from './testing/studio.js';

let studio: Studio;
let requests: string[] = [];
beforeAll(async () => {
  studio = await openStudio({ log: (line) => requests.push(line) });
});
beforeEach(() => {
  requests = [];
});
afterAll(() => studio.close());

/** A run in which an attacker between it and the certificate authority replaces the token by that of another job. */
async function runWithSwappedToken(env: Environment, other: Environment): Promise<Run> {
  const run = studio.run(env);
  const { token } = await tokenSource(studio.run(other), { trustedOrigins: [new URL(studio.sandbox.issuers.github).origin] }).get(
    'sigstore',
  );
  const fetch = (request: NetRequest): ReturnType<Run['net']['fetch']> => {
    if (typeof request.body !== 'string' || !request.body.includes('oidcIdentityToken')) return run.net.fetch(request);
    const body = JSON.parse(request.body) as { credentials: { oidcIdentityToken: string } };
    body.credentials.oidcIdentityToken = token;
    return run.net.fetch({ ...request, body: JSON.stringify(body) });
  };
  return { ...run, net: { ...run.net, fetch } };
}

type Sign = (run: Run) => Promise<unknown>;
const COMMANDS: readonly (readonly [string, Sign])[] = [
  ['sign-blob', async (run) => signFiles(run, { ...studio.options(), subjects: await studio.files({ 'swapped.bin': 'x' }) })],
  [
    'sign-image',
    async (run) => {
      const registry = createRegistry(run);
      const { host } = studio.sandbox.registry;
      await pushImage(host, 'acme/swapped', 'v1', 'layer');
      const image = await registry.resolve(`${host}/acme/swapped:v1`);
      return signImages(run, { ...studio.options(), images: [image], registry });
    },
  ],
  [
    'attest-provenance',
    async (run) => attestProvenance(run, { ...studio.options(), subjects: await studio.files({ 'swapped.bin': 'x' }) }),
  ],
];

/** The claims in which another job with the same subject can differ, and the name in the error. */
const OTHERS: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
  ['workflow', { job_workflow_ref: 'acme/app/.github/workflows/other.yml@refs/heads/main' }, 'subject alternative name'],
  ['repository', { repository: 'acme/other' }, 'sourceRepositoryUri'],
  ['commit', { sha: 'a'.repeat(40) }, 'githubWorkflowSha'],
  ['ref', { ref: 'refs/heads/other' }, 'githubWorkflowRef'],
  ['run', { run_id: '99999999' }, 'runInvocationUri'],
  ['attempt', { run_attempt: '7' }, 'runInvocationUri'],
  ['runner', { runner_environment: 'self-hosted' }, 'runnerEnvironment'],
  ['trigger', { event_name: 'workflow_dispatch' }, 'githubWorkflowTrigger'],
  ['repository id', { repository_id: '1' }, 'sourceRepositoryIdentifier'],
  ['caller', { workflow_ref: 'acme/app/.github/workflows/caller.yml@refs/heads/main' }, 'buildConfigUri'],
];

const WORKFLOW = 'acme/app/.github/workflows/release.yml@refs/heads/main';
/** The proof of possession is over the subject, so the other token has the same subject. */
const MINE = { sub: 'repo:acme/app:ref:refs/heads/main', job_workflow_ref: WORKFLOW, workflow_ref: WORKFLOW };

describe('a certificate of another job', () => {
  describe.each(COMMANDS)('%s', (_, sign) => {
    it.each(OTHERS)('with another %s is rejected before anything is signed', async (_name, changes, named) => {
      const error = await failure(
        sign(await runWithSwappedToken(studio.sandbox.github(MINE), studio.sandbox.github({ ...MINE, ...changes }))),
      );
      expect(error.code).toBe('SIGNATURE_NOT_PROVEN');
      expect(error.message).toContain(named);
      expect(error.message).toContain('nothing was signed');
      expect(requests.filter((line) => /^(?:rekor|rekorV1|tsa) POST/.test(line))).toEqual([]);
      expect(readdirSync(studio.folder).filter((name) => name.includes('sigstore.json'))).toEqual([]);
    });
  });

  it('of another GitLab job is rejected', async () => {
    const sub = 'project_path:acme/app:ref_type:branch:ref:main';
    const mine = await studio.sandbox.gitlab({ sub });
    for (const changes of [
      { job_id: '77' },
      { project_path: 'acme/other' },
      { sha: 'b'.repeat(40) },
      { pipeline_source: 'schedule' },
    ]) {
      const run = await runWithSwappedToken(mine, await studio.sandbox.gitlab({ sub, ...changes }));
      const error = await failure(signFiles(run, { ...studio.options(), subjects: await studio.files({ 'swapped.bin': 'x' }) }));
      expect([error.code, Object.keys(changes)]).toEqual(['SIGNATURE_NOT_PROVEN', Object.keys(changes)]);
    }
  });
});
