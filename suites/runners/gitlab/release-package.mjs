import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deploys, expect, refuses } from '../cases.mjs';
import { root } from '../programs.mjs';
import { pipelineRun } from './pipeline-run.mjs';

const tag = { ref: 'v1.2.3', ref_type: 'tag' };

/** @returns {import('../cases.mjs').Case[]} */
export function packageCases(sandbox, api) {
  const run = (folder, more = {}) => pipelineRun(sandbox, api, folder, { example: 'release-package', claims: tag, ...more });
  return [
    [
      'release-package: built, signed, attested',
      'deployed',
      async (folder) => {
        deploys(await run(folder), /^dist\/app-1\.2\.3\.tgz$/);
        const programs = new Set(api.asked.map((one) => /files\/([^/]+)\/raw\?ref=([0-9a-f]+)$/.exec(one)?.slice(1).join('@')));
        const commit = /@([0-9a-f]{40})/.exec(
          readFileSync(join(root, 'examples/gitlab/release-package.gitlab-ci.yml'), 'utf8'),
        )?.[1];
        for (const name of ['dist%2Fcountersign.tar', 'dist%2Fcountersign-gate.mjs'])
          expect(programs.has(`${name}@${commit}`), `${name} was not asked for at the included commit`, [...programs].join('\n'));
      },
    ],
    [
      'release-package: signed in a fork',
      'deployment refused',
      async (folder) =>
        refuses(await run(folder, { claims: { ...tag, project_path: 'mallory/app' } }), 'SOURCE_MISMATCH', 'mallory/app'),
    ],
    [
      'release-package: signed on a branch, not for a version tag',
      'deployment refused',
      async (folder) =>
        refuses(await run(folder, { claims: { ref: 'main' }, variables: { CI_COMMIT_TAG: 'v1.2.3' } }), 'SOURCE_MISMATCH'),
    ],
    [
      'release-package: bytes changed after signing',
      'deployment refused',
      async (folder) => {
        // Other bytes are signed than those that go to the gate: a signing job hands on bundles only.
        const change = (document) => {
          for (const job of ['sign-blob', 'attest-provenance'])
            document.set(job, document.createNode({ before_script: ['for f in dist/*.tgz; do echo more >> "$f"; done'] }));
        };
        refuses(await run(folder, { change }), 'SUBJECT_MISMATCH');
      },
    ],
  ];
}
