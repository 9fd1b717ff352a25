import { deploys, refuses, stops } from '../cases.mjs';
import { pipelineRun } from './pipeline-run.mjs';

/** @returns {import('../cases.mjs').Case[]} */
export function imageCases(sandbox, api) {
  const replace = { 'registry.gitlab.com': sandbox.registry.host };
  const run = (folder, more = {}) =>
    pipelineRun(sandbox, api, folder, { example: 'container-image', claims: {}, replace, ...more });
  const pinned = new RegExp(`^${sandbox.registry.host}/acme/app@sha256:[0-9a-f]{64}$`);
  return [
    [
      'container-image: built, signed, attested, two platforms',
      'deployed by digest',
      async (folder) => deploys(await run(folder), pinned),
    ],
    [
      'container-image: signed on another branch',
      'deployment refused',
      async (folder) =>
        refuses(
          await run(folder, {
            claims: { ref: 'topic' },
            replace: { 'registry.gitlab.com/acme': `${sandbox.registry.host}/topic`, ...replace },
            variables: { CI_COMMIT_BRANCH: 'main', CI_REGISTRY_IMAGE: `${sandbox.registry.host}/topic/app` },
          }),
          'SOURCE_MISMATCH',
        ),
    ],
    [
      'container-image: not signed',
      'deployment refused',
      async (folder) => {
        const change = (document) => {
          document.set(
            'include',
            document.createNode(document.toJS().include.filter(({ component }) => component.includes('verify-gate'))),
          );
          document.getIn(['include', 0, 'inputs']).set('needs', document.createNode(['build']));
        };
        refuses(
          await run(folder, {
            change,
            replace: { 'registry.gitlab.com/acme': `${sandbox.registry.host}/unsigned`, ...replace },
            variables: { CI_REGISTRY_IMAGE: `${sandbox.registry.host}/unsigned/app` },
          }),
          'EVIDENCE_NONE',
        );
      },
    ],
    [
      'container-image: nothing is handed on to the gate',
      'deployment refused',
      async (folder) =>
        stops(await run(folder, { change: (document) => document.deleteIn(['build', 'artifacts']) }), 'image.txt is not a file'),
    ],
  ];
}
