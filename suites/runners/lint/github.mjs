import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { BOOTSTRAP } from '../../../scripts/bundling/bootstrap.mjs';
import { expect, needed } from '../cases.mjs';
import { program, root } from '../programs.mjs';
import { workflows } from './files.mjs';

const INJECTION = `on: issues
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - run: echo "\${{ github.event.issue.title }}"
      - run: rm -r $FOLDER
      - uses: actions/checkout@v7
`;

async function actionlint(files, folder) {
  const shellcheck = needed('shellcheck');
  return program(needed('actionlint'), ['-no-color', '-shellcheck', shellcheck, '-pyflakes', '', ...files], {
    cwd: root,
    env: { HOME: folder },
  });
}

/** Without its online audits, which ask GitHub: the verdict is the same everywhere. */
async function zizmor(files, folder) {
  const args = ['--offline', '--no-progress', '--color=never', '--persona=pedantic', '--strict-collection', '--format=plain'];
  return program(needed('zizmor'), [...args, '--config', '.github/zizmor.yml', ...files], { cwd: root, env: { HOME: folder } });
}

const passes = ({ status, output }) => expect(status === 0, `ended with ${status}`, output);
const finds = ({ status, output }, ...what) => {
  expect(status !== 0, 'nothing was found', output);
  for (const one of what) expect(output.includes(one), `${one} was not found`, output);
};

function wrongWorkflow(folder) {
  const file = join(folder, 'wrong.yml');
  writeFileSync(file, INJECTION);
  return [file];
}

/** The blocks of a README as workflows: a list of steps, or a job, with what they refer to. */
function readmeWorkflows(readme, folder) {
  const before = [{ id: 'build', run: 'echo digest=sha256:0 >> "$GITHUB_OUTPUT"' }];
  return [...readFileSync(join(root, readme), 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)].flatMap(([, text], index) => {
    const block = parse(text);
    const steps = Array.isArray(block) ? block : block.steps;
    if (!block.jobs && !steps?.some((step) => step.uses ?? step.run)) return [];
    const job = { 'runs-on': 'ubuntu-24.04', permissions: block.permissions ?? {}, steps: [...before, ...(steps ?? [])] };
    const file = join(folder, `${index}.yml`);
    writeFileSync(file, block.jobs ? text : stringify({ on: 'push', permissions: {}, jobs: { example: job } }));
    return [file];
  });
}

export function githubCases() {
  const readmes = globSync(['README.md', 'actions/*/README.md', 'docs/**/*.md'], { cwd: root }).sort();
  const actions = globSync('actions/*/action.yml', { cwd: root }).sort();
  return [
    ...workflows.map((file) => ['actionlint', file, 'clean', async (folder) => passes(await actionlint([file], folder))]),
    [
      'actionlint',
      `the workflows in ${readmes.length} Markdown pages`,
      'clean',
      async (folder) => {
        const files = readmes.flatMap((readme, index) => {
          mkdirSync(join(folder, String(index)));
          return readmeWorkflows(readme, join(folder, String(index)));
        });
        expect(files.length > 10, `only ${files.length} were found`);
        passes(await actionlint(files, folder));
      },
    ],
    [
      'actionlint',
      'a workflow that runs the title of an issue',
      'found',
      async (folder) => finds(await actionlint(wrongWorkflow(folder), folder), 'potentially untrusted', 'SC2086'),
    ],
    [
      'shellcheck',
      'what the components run before their program',
      'clean',
      async (folder) => {
        const file = join(folder, 'bootstrap.sh');
        writeFileSync(file, BOOTSTRAP);
        passes(await program(needed('shellcheck'), ['--shell=sh', '--norc', file], { env: { HOME: folder } }));
        writeFileSync(file, `${BOOTSTRAP}\nrm -rf $folder\n`);
        finds(await program(needed('shellcheck'), ['--shell=sh', '--norc', file], { env: { HOME: folder } }), 'SC2086');
      },
    ],
    [
      'zizmor',
      `${workflows.length} workflows, ${actions.length} actions`,
      'clean',
      async (folder) => passes(await zizmor([...workflows, ...actions], folder)),
    ],
    [
      'zizmor',
      'a workflow that runs the title of an issue',
      'found',
      async (folder) =>
        finds(await zizmor(wrongWorkflow(folder), folder), 'template-injection', 'unpinned-uses', 'excessive-permissions'),
    ],
  ];
}
