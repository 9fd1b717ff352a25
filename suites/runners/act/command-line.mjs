import { deploys, expect, refuses, stops } from '../cases.mjs';
import { stepsOf } from '../workflow.mjs';
import { fromMirror, releaseMirror } from './release-mirror.mjs';
import { workflowRun } from './workflow-run.mjs';

/** @returns {import('../cases.mjs').Case[]} */
export function commandLineCases(sandbox) {
  const root = sandbox.files.trustedRoot;
  /** @param {string} folder @param {{signer?: object, before?: object, claims?: object}} options `before`: a step before the gate */
  const run = async (folder, { signer, before, claims } = {}) => {
    const source = await releaseMirror(sandbox, folder, { signer });
    return workflowRun(sandbox, folder, {
      workflow: 'examples/github/command-line.yml',
      policy: 'examples/github/command-line.policy.yaml',
      as: 'command-line.yml',
      claims: { ref: 'refs/tags/v1.2.3', ...claims },
      replace: { 'countersign verify': `countersign verify --trusted-root ${root}` },
      change: (workflow) => {
        fromMirror(stepsOf(workflow), source, root);
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
