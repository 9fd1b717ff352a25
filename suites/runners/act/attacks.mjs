/**
 * Hostile steps before the gate, in its own job (no example has such steps): what they can set for later steps must neither decide nor deploy.
 * Not tested: what the runner refuses (NODE_OPTIONS) and what it reads itself before it starts a step (PATH, BASH_ENV, LD_PRELOAD): examples/README.md.
 */
import { deploys, expect, stops } from '../cases.mjs';
import { ourAction } from '../workflow.mjs';
import { beforeGate, workflowRun } from './workflow-run.mjs';

const EVERYTHING = {
  ...{ PINNED_IMAGES: 'evil', IMAGE: 'evil', INPUT_MODE: 'warn', INPUT_POLICIES: 'evil.yaml', INPUT_PATHS: 'package.json' },
  ...{
    COUNTERSIGN_CACHE: './hostile',
    COUNTERSIGN_MODE: 'warn',
    COUNTERSIGN_PINNED_IMAGES: 'evil',
    COUNTERSIGN_TRUSTED_ROOT: 'x',
  },
  ...{ XDG_CACHE_HOME: './hostile', XDG_CONFIG_HOME: './hostile', TMPDIR: '/tmp', DOCKER_CONFIG: './hostile' },
  ...{
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
    NODE_EXTRA_CA_CERTS: './hostile/ca.pem',
    SSL_CERT_FILE: './hostile/ca.pem',
    NODE_PATH: './hostile',
  },
  ...{ TAR_OPTIONS: '--checkpoint=1 --checkpoint-action=exec=./hostile/start.sh', CURL_HOME: './hostile', CDPATH: '/tmp' },
  ...{
    GIT_SSH_COMMAND: './hostile/start.sh',
    GIT_CONFIG_GLOBAL: './hostile/config',
    GITHUB_OUTPUT: './hostile/output',
    GITHUB_ACTIONS: 'false',
  },
};
const lines = Object.entries(EVERYTHING).map(([name, value]) => `${name}=${value}`);
const scan = { name: 'scan', run: `mkdir -p hostile\ncat >> "$GITHUB_ENV" <<'END'\n${lines.join('\n')}\nEND\n` };
const gateOf = (workflow) =>
  Object.values(workflow.jobs)
    .flatMap(({ steps }) => steps)
    .find((step) => ourAction(step) === 'verify-gate');
const altered = beforeGate({ run: 'for f in dist/*.tgz; do echo more >> "$f"; done' });
const both =
  (...changes) =>
  (workflow) =>
    changes.forEach((change) => change(workflow));
const gate = (settings) => (workflow) => Object.assign(gateOf(workflow), settings);

/** @returns {import('../cases.mjs').Case[]} */
export function attackCases(sandbox) {
  const { host } = sandbox.registry;
  const packages = (folder, change) =>
    workflowRun(sandbox, folder, {
      workflow: 'examples/github/release-package.yml',
      policy: 'examples/github/release-package.policy.yaml',
      as: 'release-package.yml',
      claims: { ref: 'refs/tags/v1.2.3' },
      change,
    });
  const images = (folder, change) =>
    workflowRun(sandbox, folder, {
      workflow: 'examples/github/container-image.yml',
      policy: 'examples/github/container-image.policy.yaml',
      as: 'container-image.yml',
      replace: { 'ghcr.io': host },
      change,
    });
  const nothing = ({ deployed, output }) => expect(deployed.length === 0, `deployed: ${deployed.join()}`, output);
  return [
    [
      'GITHUB_ENV with every variable that is read: an image',
      'deployed by digest',
      async (folder) => {
        const run = await images(folder, beforeGate(scan));
        if (run.deployed.length > 0) deploys(run, new RegExp(`^${host}/acme/app@sha256:[0-9a-f]{64}$`));
        else stops(run);
      },
    ],
    [
      'GITHUB_ENV with every variable that is read: a denied package',
      'nothing deployed',
      async (folder) => nothing(await packages(folder, both(altered, beforeGate(scan)))),
    ],
    [
      'a denied package, the gate allowed to fail',
      'nothing deployed',
      async (folder) => nothing(await packages(folder, both(altered, gate({ 'continue-on-error': true })))),
    ],
    [
      'a gate that could not start, allowed to fail',
      'nothing deployed',
      async (folder) =>
        nothing(
          await packages(folder, (workflow) => {
            gateOf(workflow).with.policies = 'nowhere.yaml';
            gate({ 'continue-on-error': true })(workflow);
          }),
        ),
    ],
    [
      'a denied package, the gate in mode warn',
      'nothing deployed',
      async (folder) =>
        nothing(
          await packages(folder, (workflow) => {
            altered(workflow);
            gateOf(workflow).with.mode = 'warn';
          }),
        ),
    ],
    ...[
      { what: 'a pipe', run: 'mkfifo dist/a.tgz' },
      { what: 'a link to nowhere', run: 'ln -s nowhere dist/a.tgz' },
      { what: 'a link out of the workspace', run: 'ln -s /etc/hostname dist/a.tgz' },
      { what: 'a folder with a file', run: 'mkdir dist/a.tgz && echo evil > dist/a.tgz/b.tgz' },
    ].map(
      /** @returns {import('../cases.mjs').Case} */ ({ what, run }) => [
        `${what} where packages should be`,
        'what was allowed, or nothing, deployed',
        async (folder) => {
          const { deployed, output } = await packages(folder, beforeGate({ run }));
          expect(deployed.length === 0, `deployed: ${deployed.join()}`, output);
        },
      ],
    ),
  ];
}
