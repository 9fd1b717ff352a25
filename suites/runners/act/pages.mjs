/** The start pages for GitHub (docs/start): each in an empty repository with only the files that the page shows, and once more for each change. */
import { basename } from 'node:path';
import { judgePage, withSandboxPolicies } from '../pages/judge-page.mjs';
import { readRuns } from '../pages/read-page.mjs';
import { workflowRun } from './workflow-run.mjs';

const WORKFLOW = '.github/workflows/release.yml';

export function pageCases(sandbox) {
  return ['docs/start/github-files.md', 'docs/start/github-image.md'].flatMap((page) =>
    readRuns(page).map(
      ({ name, files, seen }) =>
        /** @type {import('../cases.mjs').Case} */ ([
          `${page}: ${name}`,
          'as the page says',
          async (folder) => {
            // A separate name in the registry: signatures of another run must not count.
            const image = `${sandbox.registry.host}/${basename(folder).toLowerCase()}/acme`;
            const replace = { 'ghcr.io/acme': image, 'ghcr.io': sandbox.registry.host };
            const { [WORKFLOW]: text, ...others } = files;
            const run = await workflowRun(sandbox, folder, {
              text,
              as: 'release.yml',
              files: withSandboxPolicies(others, { sandbox, replace }),
              empty: true,
              replace,
            });
            judgePage(run, seen, replace);
          },
        ]),
    ),
  );
}
