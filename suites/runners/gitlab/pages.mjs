/** The start pages for GitLab (docs/start): each in an empty project with only the files that the page shows, and once more for each change. */
import { basename } from 'node:path';
import { judgePage, withSandboxPolicies } from '../pages/judge-page.mjs';
import { readRuns } from '../pages/read-page.mjs';
import { pipelineRun } from './pipeline-run.mjs';

export function pageCases(sandbox, api) {
  return ['docs/start/gitlab-files.md', 'docs/start/gitlab-image.md'].flatMap((page) =>
    readRuns(page).map(
      ({ name, files, seen }) =>
        /** @type {import('../cases.mjs').Case} */ ([
          `${page}: ${name}`,
          'as the page says',
          async (folder) => {
            // A separate name in the registry: signatures of another run must not count.
            const image = `${sandbox.registry.host}/${basename(folder).toLowerCase()}/acme`;
            const replace = { 'registry.gitlab.com/acme': image };
            const { '.gitlab-ci.yml': pipeline, ...others } = files;
            const run = await pipelineRun(sandbox, api, folder, {
              pipeline,
              files: withSandboxPolicies(others, { sandbox, replace }),
              empty: true,
              claims: {},
              replace,
              variables: { CI_REGISTRY_IMAGE: `${image}/app` },
            });
            judgePage(run, seen, replace);
          },
        ]),
    ),
  );
}
