import { expect, refuses } from '../cases.mjs';
import { beforeGate, workflowRun } from './workflow-run.mjs';

/** @returns {import('../cases.mjs').Case[]} */
export function ownCases(sandbox) {
  const files = {
    'package.json': JSON.stringify({
      name: 'countersign',
      version: '1.2.3',
      scripts: { 'check-dist': 'true', 'release-files': 'mkdir -p release && echo bytes > release/countersign-1.2.3.tgz' },
    }),
  };
  const run = (folder, more = {}) =>
    workflowRun(sandbox, folder, {
      workflow: '.github/workflows/release.yml',
      policy: '.github/release.policy.yaml',
      as: 'release.yml',
      ourselves: true,
      files,
      ...more,
      claims: { repository: 'countersign/countersign', ref: 'refs/tags/v1.2.3', ...more.claims },
    });
  return [
    [
      'release.yml of this repository, actions by `./actions/…`',
      'released',
      async (folder) => {
        const result = await run(folder);
        expect(result.status === 0, 'act failed', result.output);
        for (const file of ['countersign-1.2.3.tgz', 'countersign-1.2.3.tgz.sigstore.json', 'provenance.sigstore.jsonl'])
          expect(result.deployed.includes(`release/${file}`), `${file} is not released`, result.deployed.join('\n'));
      },
    ],
    [
      'release.yml: on a runner that is not GitHub-hosted',
      'release refused',
      async (folder) => refuses(await run(folder, { claims: { runner_environment: 'self-hosted' } }), 'EXTENSION_MISMATCH'),
    ],
    [
      'release.yml: bytes changed after signing',
      'release refused',
      async (folder) =>
        refuses(
          await run(folder, { change: beforeGate({ run: 'echo more >> release/countersign-1.2.3.tgz' }) }),
          'SUBJECT_MISMATCH',
        ),
    ],
  ];
}
