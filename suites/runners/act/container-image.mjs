import { deploys, expect, needed, refuses } from '../cases.mjs';
import { program } from '../programs.mjs';
import { workflowRun } from './workflow-run.mjs';

/** @returns {import('../cases.mjs').Case[]} */
export function imageCases(sandbox) {
  const { host } = sandbox.registry;
  const pinned = new RegExp(`^${host}/acme/app@sha256:[0-9a-f]{64}$`);
  const run = (folder, more = {}) =>
    workflowRun(sandbox, folder, {
      workflow: 'examples/github/container-image.yml',
      policy: 'examples/github/container-image.policy.yaml',
      as: 'container-image.yml',
      replace: { 'ghcr.io': host },
      ...more,
    });
  return [
    [
      'container-image: built, signed, attested, two platforms',
      'deployed by digest',
      async (folder) => deploys(await run(folder), pinned),
    ],
    [
      'container-image: cosign agrees with the registry',
      'verified by cosign',
      async (folder) => {
        const cosign = needed('cosign');
        const result = await run(folder);
        deploys(result, pinned);
        const identity = 'https://github.com/acme/app/.github/workflows/container-image.yml@refs/heads/main';
        const who = ['--certificate-identity', identity, '--certificate-oidc-issuer', sandbox.issuers.github];
        const trust = ['--trusted-root', sandbox.files.trustedRoot, '--allow-http-registry'];
        for (const command of [['verify'], ['verify-attestation', '--type', 'slsaprovenance1']]) {
          const { status, output } = await program(cosign, [...command, ...trust, ...who, ...result.deployed], {
            env: { HOME: folder },
          });
          expect(status === 0, `cosign ${command[0]} refuses`, output);
        }
      },
    ],
    [
      'container-image: signed from another branch',
      'deployment refused',
      async (folder) =>
        refuses(
          await run(folder, {
            claims: { ref: 'refs/heads/topic' },
            replace: { 'ghcr.io/acme': `${host}/topic/acme`, 'ghcr.io': host },
          }),
          'SOURCE_MISMATCH',
        ),
    ],
    [
      'container-image: not signed',
      'deployment refused',
      async (folder) => {
        const change = (workflow) => {
          delete workflow.jobs.sign.steps;
          workflow.jobs.sign.steps = [{ run: 'echo nothing is signed' }];
        };
        refuses(
          await run(folder, { change, replace: { 'ghcr.io/acme': `${host}/unsigned/acme`, 'ghcr.io': host } }),
          'EVIDENCE_NONE',
        );
      },
    ],
  ];
}
