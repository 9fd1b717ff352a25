/** Linters that others wrote, on every workflow, example and component, each shown to find what it is there for: `node interop/runners/lint.mjs`. */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { expect, judgeAndExit, needed } from './cases.mjs';
import { components, previewPipeline } from './gitlab.mjs';
import { program, root } from './programs.mjs';

export const workflows = globSync(['.github/workflows/*.yml', 'examples/github/*.yml'], { cwd: root }).sort();
export const pipelines = globSync('examples/gitlab/*.gitlab-ci.yml', { cwd: root }).sort();

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

function githubCases() {
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

/** The least a component needs: what it is to look at. */
const LEAST = {
  'sign-blob': { paths: 'dist/*' },
  'sign-image': { images: 'registry.example.com/acme/app:1.2.3' },
  'attest-provenance': { paths: 'dist/*', 'bundle-path': 'dist/provenance.sigstore.jsonl' },
  'verify-gate': { paths: 'dist/*', policies: 'policy.yaml' },
};

const including = (component, inputs, more = {}) => {
  const include = [{ component: `$CI_SERVER_FQDN/countersign/components/${component}@${'c0de'.repeat(10)}`, inputs }];
  return JSON.stringify({ stages: ['build', 'deploy'], include, ...more });
};

/** The blocks of the components' README, which name a version; here each stands for the commit of that version. */
function readmePipelines() {
  const readme = readFileSync(join(root, 'gitlab-components', 'README.md'), 'utf8');
  return [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) =>
    text.replace(/@\d+\.\d+\.\d+/g, `@${'c0de'.repeat(10)}`),
  );
}

function gitlabCases() {
  return [
    ...components.map((name) => [
      'GitLab schema',
      `component ${name}`,
      'valid',
      async (folder) => {
        const jobs = await previewPipeline(folder, including(name, LEAST[name]));
        expect(jobs[name]?.script?.length > 0, `there is no job ${name}`, JSON.stringify(jobs));
        const renamed = await previewPipeline(
          join(folder, 'again'),
          including(name, { ...LEAST[name], 'job-name': 'other', stage: 'build', rules: [{ when: 'manual' }], tags: ['a'] }),
        );
        expect(
          renamed.other?.stage === 'build' && renamed.other.rules[0].when === 'manual',
          'inputs of the job',
          JSON.stringify(renamed),
        );
      },
    ]),
    ...pipelines.map((file) => [
      'GitLab schema',
      file,
      'valid',
      async (folder) => void (await previewPipeline(folder, readFileSync(join(root, file), 'utf8'))),
    ]),
    [
      'GitLab schema',
      "the components' README",
      'valid',
      async (folder) => {
        const all = readmePipelines();
        expect(all.length >= components.length, 'examples are missing');
        for (const [index, text] of all.entries()) {
          const jobs = await previewPipeline(join(folder, String(index)), `stages: [build, deploy]\n${text}`);
          expect(
            components.some((name) => jobs[name]),
            'no job',
            JSON.stringify(jobs),
          );
        }
      },
    ],
    [
      'GitLab schema',
      "the components' own pipeline",
      'valid',
      async (folder) => {
        const jobs = await previewPipeline(
          folder,
          readFileSync(join(root, 'gitlab-components', '.gitlab-ci.yml'), 'utf8'),
          'countersign/components',
        );
        expect(jobs.release?.release?.tag_name, 'no release', JSON.stringify(jobs));
      },
    ],
    [
      'GitLab schema',
      'a job with a key that GitLab does not know',
      'found',
      async (folder) => {
        const wrong = including('sign-blob', LEAST['sign-blob'], {
          deploy: { stage: 'deploy', script: ['true'], permissions: { 'id-token': 'write' } },
        });
        const error = await previewPipeline(folder, wrong).then(
          () => undefined,
          (error) => error,
        );
        expect(error?.message.includes('permissions'), 'not found', error?.message);
      },
    ],
  ];
}

/** Components are valid on their own, too: two documents, every input described, of a type GitLab knows. */
function specCases() {
  const KEYS = ['default', 'description', 'options', 'regex', 'type'];
  return components.map((name) => [
    'component spec',
    name,
    'valid',
    async () => {
      const text = readFileSync(join(root, 'gitlab-components', 'templates', name, 'template.yml'), 'utf8');
      const documents = parseAllDocuments(text, { merge: false });
      expect(documents.length === 2 && documents.every(({ errors }) => errors.length === 0), 'not two documents');
      const { spec } = documents[0].toJS();
      const used = new Set([...text.matchAll(/\$\[\[ inputs\.([a-z-]+) \]\]/g)].map(([, input]) => input));
      expect([...used].sort().join() === Object.keys(spec.inputs).sort().join(), 'not the inputs it declares', [...used]);
      expect(
        Object.keys(spec).every((key) => ['description', 'component', 'inputs'].includes(key)),
        'unknown keys',
        Object.keys(spec),
      );
      for (const [input, declared] of Object.entries(spec.inputs)) {
        expect(
          Object.keys(declared).every((key) => KEYS.includes(key)),
          `${input}: unknown keys`,
          Object.keys(declared),
        );
        expect(['string', 'number', 'boolean', 'array'].includes(declared.type ?? 'string'), `${input}: unknown type`);
        expect(declared.description?.length > 0, `${input}: not described`);
        if (declared.regex) expect(!/\(\?[=!<]/.test(declared.regex), `${input}: RE2 knows no lookaround`);
      }
    },
  ]);
}

export function lintCases() {
  return [...githubCases(), ...specCases(), ...gitlabCases()].map(([runner, name, verdict, run]) => ({
    runner,
    name,
    verdict,
    run,
  }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const only = process.argv[2];
  await judgeAndExit(lintCases().filter(({ runner, name }) => !only || `${runner} ${name}`.includes(only)));
}
