import { deploys, refuses } from '../cases.mjs';
import { pipelineRun } from './pipeline-run.mjs';

/** @returns {import('../cases.mjs').Case[]} */
export function nightlyCases(sandbox, api) {
  const run = (folder, claims = {}, variables = {}) =>
    pipelineRun(sandbox, api, folder, {
      ...{ example: 'nightly', variables },
      claims: { pipeline_source: 'schedule', ref: 'main', ...claims },
    });
  // The rule of the pipeline would not run it otherwise; the token has what GitLab knows.
  const asSchedule = { CI_PIPELINE_SOURCE: 'schedule', CI_COMMIT_BRANCH: 'main' };
  return [
    ['nightly: started by the schedule', 'deployed', async (folder) => deploys(await run(folder), /^dist\/app-1\.2\.3\.tgz$/)],
    [
      'nightly: started by a push',
      'deployment refused',
      async (folder) => refuses(await run(folder, { pipeline_source: 'push' }, asSchedule), 'EXTENSION_MISMATCH', 'schedule'),
    ],
    [
      'nightly: a schedule for another branch',
      'deployment refused',
      async (folder) => refuses(await run(folder, { ref: 'topic' }, asSchedule), 'SOURCE_MISMATCH'),
    ],
  ];
}
