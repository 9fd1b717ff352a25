/**
 * The examples of `examples/keys`, run as written: the workflow by act, the pipeline by gitlab-ci-local, the script by a shell. Sigstore is
 * the sandbox; the service of the key is the caller's. Each must deploy what was signed, and nothing if bytes or key are other ones.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { startSandbox } from '../../packages/sandbox/lib/index.js';
import { beforeGate, workflowRun } from '../runners/act/workflow-run.mjs';
import { deploys, refuses, Skipped as RunnerSkipped } from '../runners/cases.mjs';
import { startFilesApi } from '../runners/gitlab/files-api.mjs';
import { pipelineRun } from '../runners/gitlab/pipeline-run.mjs';
import { path, program, root } from '../runners/programs.mjs';
import { policyOnSandbox } from '../runners/workflow.mjs';
import { Skipped } from '../interop/table.mjs';

const POLICY = 'release.policy.yaml';
const MORE = 'for f in dist/*.tgz; do echo more >> "$f"; done';
const DEPLOYED = /^dist\/app-1\.2\.3\.tgz$/;

/** What all examples of a run share: Sigstore, and GitLab's API that gives the components' programs. */
export async function startExamples() {
  const [sandbox, api] = await Promise.all([startSandbox({ name: 'examples' }), startFilesApi()]);
  return { sandbox, api, stop: async () => void (await Promise.all([sandbox.stop(), api.stop()])) };
}

/**
 * @typedef {object} Example
 * @property {string} [title] for the rows, where one example runs with several keys; default: its folder
 * @property {Record<string, string>} [secrets] variables of the job that signs: secrets of the workflow, variables of the project
 * @property {Record<string, string>} [environment] variables of the runner, such as its proxy
 * @property {Record<string, string>} [files] files of the repository, such as `release.pub`
 * @property {Record<string, string>} [otherFiles] the same for another key, which did not sign
 * @property {Record<string, string>} [replace] texts of the example, such as the address of a service, and what stands for them
 * @property {readonly string[]} [reasons] codes of which the refusal of the other key names each
 * @property {readonly string[]} [needs] peers
 */

/**
 * The rows of one example: `...exampleCases('pem-file', scene, {…})`.
 * @param {string} kind its folder
 * @param {{folder: string, examples: {sandbox: any, api: any}}} scene
 * @param {Example} example
 */
export function exampleCases(kind, { folder, examples }, example) {
  const { title = kind, needs = [], files = {}, otherFiles, reasons = [] } = example;
  const rows = Object.entries(SURFACES).flatMap(([surface, { run, needs: surfaceNeeds }]) => {
    const row = (name, judge) => ({
      group: 'Examples',
      name: `example ${title}: ${name}`,
      direction: surface,
      needs: [...surfaceNeeds, ...needs],
      run: async () => judged(() => judge(mkdtempSync(join(folder, 'example-')))),
    });
    const start = (own, more = {}) => run(kind, own, examples, { ...example, ...more });
    return [
      row('signed', async (own) => (deploys(await start(own), DEPLOYED), 'deployed')),
      row('bytes changed after signing', async (own) => {
        refuses(await start(own, { tamper: true }), 'SUBJECT_MISMATCH');
        return 'deployment refused';
      }),
      ...(otherFiles === undefined
        ? []
        : [
            row('another key is expected', async (own) => {
              refuses(await start(own, { files: { ...files, ...otherFiles } }), ...reasons);
              return 'deployment refused';
            }),
          ]),
    ];
  });
  return rows;
}

async function judged(run) {
  try {
    return await run();
  } catch (error) {
    throw error instanceof RunnerSkipped ? new Skipped(error.message) : error;
  }
}

const read = (kind, name) => readFileSync(join(root, 'examples/keys', kind, name), 'utf8');
const policy = (kind, sandbox, replace) => policyOnSandbox(read(kind, POLICY), { sandbox, replace });

/** @type {Promise<unknown>} */
let lastRun = Promise.resolve();

/**
 * act keeps state that is not in the folder of a run: one run at a time.
 * @template Result
 * @param {() => Promise<Result>} run
 */
function oneByOne(run) {
  const result = lastRun.then(run);
  lastRun = result.catch(() => undefined);
  return result;
}

const SURFACES = {
  github: {
    needs: ['act'],
    run: (kind, folder, { sandbox }, { secrets = {}, environment = {}, files = {}, replace = {}, tamper = false }) =>
      oneByOne(() =>
        workflowRun(sandbox, folder, {
          workflow: `examples/keys/${kind}/github.yml`,
          as: 'release.yml',
          claims: { ref: 'refs/tags/v1.2.3' },
          files: { [POLICY]: policy(kind, sandbox, replace), ...files },
          secrets,
          environment,
          replace,
          ...(tamper ? { change: beforeGate({ run: MORE }) } : {}),
        }),
      ),
  },
  gitlab: {
    needs: [],
    run: (kind, folder, { sandbox, api }, { secrets = {}, environment = {}, files = {}, replace = {}, tamper = false }) =>
      pipelineRun(sandbox, api, folder, {
        pipeline: read(kind, 'gitlab-ci.yml'),
        policies: { [POLICY]: policy(kind, sandbox, replace) },
        claims: { ref: 'v1.2.3', ref_type: 'tag' },
        files,
        variables: { ...environment, ...secrets },
        replace,
        // A job that signs hands on bundles only: it signs other bytes than those that go to the gate.
        ...(tamper ? { change: (document) => document.setIn(['sign-blob', 'before_script'], document.createNode([MORE])) } : {}),
      }),
  },
  'command line': { needs: [], run: commandLine },
};

/** Tells the program of the sandbox, as no example does. */
const countersign = ({ files: { trustedRoot, signingConfig } }, before) => `#!/bin/sh
command=$1
shift
case $command in
  sign-* | attest*) set -- --trusted-root '${trustedRoot}' --signing-config '${signingConfig}' "$@" ;;
  verify) ${before}; set -- --trusted-root '${trustedRoot}' "$@" ;;
esac
exec node '${join(root, 'packages/cli/dist/index.js')}' "$command" "$@"
`;

async function commandLine(
  kind,
  folder,
  { sandbox },
  { secrets = {}, environment = {}, files = {}, replace = {}, tamper = false },
) {
  const deployed = join(folder, 'deployed');
  const project = join(folder, 'project');
  const script = Object.entries(replace).reduce((text, [from, to]) => text.replaceAll(from, to), read(kind, 'command-line.sh'));
  const all = {
    'bin/countersign': countersign(sandbox, tamper ? MORE : ':'),
    'project/dist/app-1.2.3.tgz': 'a package',
    'project/deploy.sh': `#!/bin/sh\n[ "$#" -gt 0 ] && printf '%s\\n' "$@" >> '${deployed}'\n`,
    'project/command-line.sh': script,
    [`project/${POLICY}`]: policy(kind, sandbox, replace),
    ...Object.fromEntries(Object.entries(files).map(([name, content]) => [`project/${name}`, content])),
  };
  for (const name of ['bin', 'project/dist']) mkdirSync(join(folder, name), { recursive: true });
  for (const [name, content] of Object.entries(all)) writeFileSync(join(folder, name), content, { mode: 0o755 });
  const { status, output } = await program('sh', ['command-line.sh'], {
    cwd: project,
    env: {
      ...sandbox.github({ ref: 'refs/tags/v1.2.3' }),
      ...environment,
      ...secrets,
      HOME: folder,
      PATH: [join(folder, 'bin'), path].join(delimiter),
    },
  });
  return { status, output, deployed: existsSync(deployed) ? readFileSync(deployed, 'utf8').trim().split('\n') : [] };
}
