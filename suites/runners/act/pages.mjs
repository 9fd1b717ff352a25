/** The start pages for GitHub (docs/start): each in an empty repository with only the files that the page shows, and once more for each change. */
import { basename } from 'node:path';
import { judgePage, onSandboxToo } from '../pages/judge-page.mjs';
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
            // A name of its own in the registry: what another run has signed is no evidence here.
            const image = `${sandbox.registry.host}/${basename(folder).toLowerCase()}/acme`;
            const replace = { 'ghcr.io/acme': image, 'ghcr.io': sandbox.registry.host };
            const { [WORKFLOW]: text, ...others } = files;
            const run = await workflowRun(sandbox, folder, {
              text,
              as: 'release.yml',
              files: onSandboxToo(others, { sandbox, replace }),
              empty: true,
              replace,
            });
            judgePage(run, seen, replace);
          },
        ]),
    ),
  );
}
