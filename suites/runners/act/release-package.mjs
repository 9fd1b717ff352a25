import { join } from 'node:path';
import { deploys, expect, needed, refuses, stops } from '../cases.mjs';
import { program } from '../programs.mjs';
import { beforeGate, workflowRun } from './workflow-run.mjs';

/** @returns {import('../cases.mjs').Case[]} */
export function packageCases(sandbox) {
  const run = (folder, more = {}) =>
    workflowRun(sandbox, folder, {
      workflow: 'examples/github/release-package.yml',
      policy: 'examples/github/release-package.policy.yaml',
      as: 'release-package.yml',
      ...more,
      claims: { ref: 'refs/tags/v1.2.3', ...more.claims },
    });
  return [
    [
      'release-package: built, signed, attested',
      'deployed',
      async (folder) => deploys(await run(folder), /^dist\/app-1\.2\.3\.tgz$/),
    ],
    [
      'release-package: cosign agrees with its bundle',
      'verified by cosign',
      async (folder) => {
        const cosign = needed('cosign');
        deploys(await run(folder), /./);
        const file = join(folder, 'store', 'signed-package', 'app-1.2.3.tgz');
        const identity = 'https://github.com/acme/app/.github/workflows/release-package.yml@refs/tags/v1.2.3';
        const who = ['--certificate-identity', identity, '--certificate-oidc-issuer', sandbox.issuers.github];
        const args = [
          'verify-blob',
          '--bundle',
          `${file}.sigstore.json`,
          '--trusted-root',
          sandbox.files.trustedRoot,
          ...who,
          file,
        ];
        const { status, output } = await program(cosign, args, { env: { HOME: folder } });
        expect(status === 0, 'cosign refuses', output);
      },
    ],
    [
      'release-package: signed by a fork',
      'deployment refused',
      async (folder) => refuses(await run(folder, { claims: { repository: 'mallory/app' } }), 'SOURCE_MISMATCH', 'mallory/app'),
    ],
    [
      'release-package: signed for a branch, not a version tag',
      'deployment refused',
      async (folder) => refuses(await run(folder, { claims: { ref: 'refs/heads/main' } }), 'SOURCE_MISMATCH'),
    ],
    [
      'release-package: bytes changed after signing',
      'deployment refused',
      async (folder) =>
        refuses(
          await run(folder, { change: beforeGate({ run: 'for f in dist/*.tgz; do echo more >> "$f"; done' }) }),
          'SUBJECT_MISMATCH',
        ),
    ],
    [
      'release-package: the bundles were lost',
      'deployment refused',
      async (folder) => refuses(await run(folder, { change: beforeGate({ run: 'rm dist/*.sigstore.json*' }) }), 'EVIDENCE_NONE'),
    ],
    [
      'release-package: without `id-token: write`',
      'signing refused',
      async (folder) => {
        const change = (workflow) => delete workflow.jobs.sign.permissions['id-token'];
        stops(await run(folder, { change }), 'TOKEN_UNAVAILABLE', 'id-token: write');
      },
    ],
  ];
}
