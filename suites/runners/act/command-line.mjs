import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSigningConfig } from '@countersign/core/trust';
import { makeRun } from '@countersign/surface/node-run';
import { VERSION } from '@countersign/surface/version';
import { tarGz } from '../../../scripts/release/archive.mjs';
import { commandLineArchive } from '../../../scripts/release/contents.mjs';
import { deploys, expect, refuses, stops } from '../cases.mjs';
import { ourAction, stepsOf } from '../workflow.mjs';
import { workflowRun } from './workflow-run.mjs';

const quiet = () => {};
const log = {
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  group: (_, body) => body(),
  mask: (text) => text,
  secret: quiet,
};

/** A mirror with the command line of this checkout as a release, signed in the sandbox as the release workflow signs it. */
async function mirror(sandbox, folder, signer = {}) {
  const { signRelease } = await import(new URL('../../../tests/testing/signed-release.ts', import.meta.url).href);
  const config = sandbox.files.signingConfig;
  const studio = {
    sandbox,
    signingConfig: readSigningConfig(readFileSync(config), config),
    run: (env) => makeRun({ env, network: 'all', timeout: 60_000, log, emit: quiet, cwd: folder, insecureHosts: [] }),
  };
  const bytes = await tarGz(commandLineArchive({ version: VERSION, commit: 'c0de'.repeat(10) }));
  const bundle = await signRelease(studio, bytes, { ref: `refs/tags/v${VERSION}`, ...signer });
  const release = join(folder, 'mirror', `v${VERSION}`);
  mkdirSync(release, { recursive: true });
  writeFileSync(join(release, `countersign-${VERSION}.tar.gz`), bytes);
  writeFileSync(join(release, `countersign-${VERSION}.tar.gz.sigstore.json`), bundle);
  return join(folder, 'mirror');
}

/** @returns {import('../cases.mjs').Case[]} */
export function commandLineCases(sandbox) {
  const root = sandbox.files.trustedRoot;
  /** @param {string} folder @param {{signer?: object, before?: object, claims?: object}} options `before`: a step before the gate */
  const run = async (folder, { signer, before, claims } = {}) => {
    const source = await mirror(sandbox, folder, signer);
    return workflowRun(sandbox, folder, {
      workflow: 'examples/github/command-line.yml',
      policy: 'examples/github/command-line.policy.yaml',
      as: 'command-line.yml',
      claims: { ref: 'refs/tags/v1.2.3', ...claims },
      replace: { 'countersign verify': `countersign verify --trusted-root ${root}` },
      change: (workflow) => {
        const step = stepsOf(workflow).find((one) => ourAction(one) === 'setup');
        const digest = createHash('sha256').update(readFileSync(root)).digest('hex');
        step.with = { mirror: source, 'trust-digest': `sha256:${digest}` };
        if (before) workflow.jobs.deploy.steps.splice(-1, 0, before);
      },
    });
  };
  return [
    [
      'command-line: set up, then the gate starts the deployment',
      'deployed',
      async (folder) => {
        const ended = await run(folder);
        deploys(ended, /^dist\/app-1\.2\.3\.tgz$/);
        expect(ended.output.includes('decision: allowed'), 'the gate of the command line was not asked', ended.output);
      },
    ],
    [
      'command-line: bytes changed after signing',
      'deployment refused',
      async (folder) =>
        refuses(await run(folder, { before: { run: 'for f in dist/*.tgz; do echo more >> "$f"; done' } }), 'SUBJECT_MISMATCH'),
    ],
    [
      'command-line: signed by a fork',
      'deployment refused',
      async (folder) => refuses(await run(folder, { claims: { repository: 'mallory/app' } }), 'SOURCE_MISMATCH', 'mallory/app'),
    ],
    [
      'command-line: the mirror has another program',
      'not set up',
      async (folder) => stops(await run(folder, { signer: { repository: 'mallory/countersign' } }), 'IDENTITY_MISMATCH'),
    ],
  ];
}
