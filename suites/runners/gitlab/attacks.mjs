/**
 * Hostile jobs that pass variables (in a dotenv report, which has precedence over all others) and files to the jobs of the components. Here they are
 * in the `needs` of each of our jobs (no example has that). No program of theirs may run there, and only what was allowed is deployed.
 */
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { deploys, expect, stops } from '../cases.mjs';
import { root } from '../programs.mjs';
import { pipelineRun } from './pipeline-run.mjs';

/** Not sh and bash: which of these a runner starts for a job is decided before the job is asked (gitlab-components/README.md). */
const PROGRAMS = [
  'node',
  'tar',
  'env',
  'cat',
  'cp',
  'cut',
  'getent',
  'git',
  'id',
  'mkdir',
  'mktemp',
  'readlink',
  'rm',
  'sha256sum',
];

/** Files of the repository that say so when they are run or loaded: a program of each name, a module, a start-up file, options. */
function hostileFiles(folder) {
  const told = join(folder, 'foreign');
  const shell = `#!/bin/sh\necho "$0 in \${WHO:-a job of ours}" >> '${told}'\n`;
  return {
    ...Object.fromEntries(PROGRAMS.map((name) => [`hostile/${name}`, shell])),
    'hostile/start.sh': shell,
    'hostile/load.cjs': `require('node:fs').appendFileSync(${JSON.stringify(told)}, 'a module in ' + (process.env.WHO ?? 'a job of ours') + '\\n');\n`,
    'hostile/.gitconfig': `[core]\n\tfsmonitor = ./hostile/start.sh\n`,
    'hostile/.curlrc': 'output = "hostile/written"\n',
    'hostile/config.json': JSON.stringify({ credsStore: 'hostile' }),
    'hostile/docker-credential-hostile': shell,
    'hostile/ca.pem': 'not a certificate\n',
    'hostile/openssl.cnf': 'openssl_conf = x\n[x]\nengines = y\n',
  };
}

/** What we, a shell, the loader, tar, Node, git and curl read. */
const EVERYTHING = {
  PATH: './hostile:/usr/bin:/bin',
  ...{
    IFS: '/=-.',
    CDPATH: '/tmp',
    GLOBIGNORE: '*',
    POSIXLY_CORRECT: '1',
    PS4: '$(./hostile/start.sh)',
    ENV: './hostile/start.sh',
  },
  ...{ HOME: './hostile', TMPDIR: './hostile', XDG_CONFIG_HOME: './hostile', XDG_CACHE_HOME: './hostile', PWD: './hostile' },
  ...{ LD_LIBRARY_PATH: './hostile', LOCPATH: './hostile', GLIBC_TUNABLES: 'x' },
  TAR_OPTIONS: '--checkpoint=1 --checkpoint-action=exec=./hostile/start.sh',
  ...{ NODE_OPTIONS: '--require=./hostile/load.cjs', NODE_PATH: './hostile', NODE_EXTRA_CA_CERTS: './hostile/ca.pem' },
  ...{
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
    NODE_COMPILE_CACHE: './hostile',
    NODE_V8_COVERAGE: './hostile',
    SSL_CERT_FILE: './hostile/ca.pem',
  },
  ...{ OPENSSL_CONF: './hostile/openssl.cnf', OPENSSL_MODULES: './hostile', SSLKEYLOGFILE: './hostile/keys' },
  ...{ GIT_SSH_COMMAND: './hostile/start.sh', GIT_CONFIG_GLOBAL: './hostile/.gitconfig', GIT_EXEC_PATH: './hostile' },
  ...{ NODE_DEBUG: 'http,https,net,tls', NODE_DEBUG_NATIVE: 'http', DEBUG: '*' },
  ...{ CURL_HOME: './hostile', CI_SERVER_TLS_CA_FILE: './hostile/ca.pem' },
  ...{
    COUNTERSIGN_PINNED_IMAGES: 'evil',
    COUNTERSIGN_PATHS: 'package.json',
    COUNTERSIGN_IMAGES: 'evil',
    COUNTERSIGN_MODE: 'warn',
  },
  ...{
    COUNTERSIGN_GATE: 'passed',
    COUNTERSIGN_DECISION: 'allowed',
    COUNTERSIGN_CACHE: './hostile',
    COUNTERSIGN_TRUSTED_ROOT: 'x',
  },
  ...{ COUNTERSIGN_PROGRAM_DIR: './hostile', COUNTERSIGN_PROGRAM_URL: 'http://127.0.0.1:9', INPUT_MODE: 'warn' },
  ...{
    name: 'x',
    names: 'y',
    path: './hostile',
    program: 'z',
    digest: '0',
    main: './hostile/load.cjs',
    private: './hostile',
    status: '0',
  },
};

const setEverywhere = (document, job) => {
  for (const include of document.get('include').items) {
    const needs = include.get('inputs').get('needs');
    needs.add(job);
  }
};

/**
 * A job of the build stage whose dotenv report and files all jobs of ours get.
 * @param {Record<string, string>} variables
 * @param {{files?: Record<string, string>, paths?: string[]}} options `paths` are lines of its script
 */
const scan =
  (variables, { files = {}, paths = [] } = {}) =>
  (document) => {
    const lines = Object.entries(variables).map(([name, value]) => `${name}='${value}'`);
    document.set(
      'scan',
      document.createNode({
        stage: 'build',
        script: [
          ...Object.entries(files).map(
            ([file, text]) => `mkdir -p "$(dirname '${file}')" && printf '%s\\n' '${text}' > '${file}'`,
          ),
          `cat > scan.env <<'END'\n${lines.join('\n')}\nEND\n`,
          ...paths,
        ],
        artifacts: { paths: ['scan.txt', ...Object.keys(files), 'dist/more/'], reports: { dotenv: 'scan.env' } },
      }),
    );
    setEverywhere(document, 'scan');
  };

/** Checks that no foreign code ran in jobs of the components. The job `control` is no such job: there the variables take effect. */
function nothingForeign(folder, { output }) {
  const told = join(folder, 'foreign');
  const where = existsSync(told) ? readFileSync(told, 'utf8').trim().split('\n') : [];
  const ours = where.filter((line) => !line.endsWith(' in control'));
  expect(ours.length === 0, `foreign code ran: ${ours.join(', ')}`, output);
  expect(!/authorization|job-token/i.test(output), 'headers are in the log', output);
  return where.length;
}

/** A job that is not ours, for the proof that the variables do arrive. */
const control = (document) =>
  document.set(
    'control',
    document.createNode({
      stage: 'build',
      needs: ['scan'],
      allow_failure: true,
      variables: { WHO: 'control' },
      script: ['cat .gitignore', '/usr/bin/tar -cf x.tar .gitignore'],
    }),
  );

/** A server that records every request, and answers none. */
async function startCatcher() {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${JSON.stringify(request.headers)}`);
    response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
  });
  server.on('connect', ({ url, headers }, socket) => {
    asked.push(`${url} ${JSON.stringify(headers)}`);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const host = `127.0.0.1:${port}`;
  return { host, asked, stop: () => new Promise((done) => (server.closeAllConnections(), server.close(done))) };
}

/** @returns {import('../cases.mjs').Case[]} */
export function attackCases(sandbox, api) {
  const { host } = sandbox.registry;
  const tag = { ref: 'v1.2.3', ref_type: 'tag' };
  const packages = (folder, more = {}) => pipelineRun(sandbox, api, folder, { example: 'release-package', claims: tag, ...more });
  const images = (folder, more = {}) =>
    pipelineRun(sandbox, api, folder, {
      example: 'container-image',
      claims: {},
      replace: { 'registry.gitlab.com': host },
      ...more,
    });
  const file = /^dist\/app-1\.2\.3\.tgz$/;
  const pinned = new RegExp(`^${host}/acme/app@sha256:[0-9a-f]{64}$`);
  const altered = (document) => {
    for (const job of ['sign-blob', 'attest-provenance'])
      document.set(job, document.createNode({ before_script: ['for f in dist/*.tgz; do echo more >> "$f"; done'] }));
  };
  const both =
    (...changes) =>
    (document) =>
      changes.forEach((change) => change(document));
  const deploy = (settings) => (document) => {
    for (const [key, value] of Object.entries(settings)) document.setIn(['deploy', key], document.createNode(value));
  };
  const gateInput = (name, value) => (document) => {
    const gate = document.get('include').items.find((one) => one.get('component').includes('verify-gate'));
    gate.get('inputs').set(name, document.createNode(value));
  };
  const stale = {
    'countersign-gate/pinned-images': `${host}/acme/evil@sha256:${'e'.repeat(64)}`,
    'countersign-gate/decision.json': '{"outcome":"allowed"}',
    'countersign-gate/files/dist/app.tgz': 'evil',
  };
  /** The pipeline of two jobs that the README has: the second deploys what the first hands on. */
  const handedOn = (settings = {}) =>
    both(gateInput('job-name', 'verify-gate'), gateInput('hand-on-files', true), gateInput('deploy', ''), (document) => {
      document.set('stages', ['build', 'sign', 'deploy', 'later']);
      const script = ['cd countersign-gate/files', '../../deploy.sh dist/*.tgz'];
      document.set('deploy', document.createNode({ stage: 'later', needs: ['verify-gate'], script, ...settings }));
    });
  const committed = { 'countersign-gate/files/dist/evil.tgz': 'evil' };
  const ownScript = ['./deploy.sh $(cat countersign-gate/pinned-images)'];
  return [
    [
      'dotenv with every variable that is read: a package',
      'deployed, nothing foreign ran',
      async (folder) => {
        const run = await packages(folder, { change: both(scan(EVERYTHING), control), files: hostileFiles(folder) });
        expect(nothingForeign(folder, run) > 1, 'the variables did not arrive in the job that is not ours', run.output);
        deploys(run, file);
      },
    ],
    [
      'dotenv with every variable that is read: an image',
      'deployed by digest, nothing foreign ran',
      async (folder) => {
        const run = await images(folder, { change: scan(EVERYTHING), files: hostileFiles(folder) });
        nothingForeign(folder, run);
        deploys(run, pinned);
      },
    ],
    [
      'dotenv with every variable that is read: a denied package',
      'refused, nothing foreign ran',
      async (folder) => {
        const run = await packages(folder, {
          change: both(altered, scan({ ...EVERYTHING, CI_JOB_STATUS: 'success' })),
          files: hostileFiles(folder),
        });
        nothingForeign(folder, run);
        stops(run, 'decision: denied');
      },
    ],
    [
      'pipeline variables with the same names',
      'deployed by digest',
      async (folder) => {
        const { COUNTERSIGN_PINNED_IMAGES, COUNTERSIGN_IMAGES, COUNTERSIGN_MODE, COUNTERSIGN_GATE, TAR_OPTIONS } = EVERYTHING;
        const variables = { COUNTERSIGN_PINNED_IMAGES, COUNTERSIGN_IMAGES, COUNTERSIGN_MODE, COUNTERSIGN_GATE, TAR_OPTIONS };
        const run = await images(folder, { variables, files: hostileFiles(folder) });
        nothingForeign(folder, run);
        deploys(run, pinned);
      },
    ],
    [
      'variables that name another server or registry',
      'no token goes there',
      async (folder) => {
        const catcher = await startCatcher();
        try {
          const variables = {
            CI_API_V4_URL: `http://${catcher.host}/api/v4`,
            CI_SERVER_URL: `http://${catcher.host}`,
            CI_REGISTRY: catcher.host,
            COUNTERSIGN_REGISTRY: catcher.host,
          };
          const hostile = `${catcher.host}/acme/app@sha256:${'e'.repeat(64)}`;
          const change = both(scan(variables, { files: { 'other.txt': hostile } }), (document) => {
            for (const include of document.get('include').items) {
              const inputs = include.get('inputs');
              inputs.set('images-from', 'other.txt');
              inputs.set('other-registry', 'registry.example.test');
              inputs.set('program-from', join(root, 'gitlab-components', 'dist'));
            }
          });
          const secret = 'the-token-of-the-job';
          const token = {
            ...{ CI_JOB_TOKEN: secret, CI_REGISTRY_PASSWORD: secret },
            ...{ COUNTERSIGN_REGISTRY_USERNAME: 'job', COUNTERSIGN_REGISTRY_PASSWORD: secret },
          };
          const run = await images(folder, { change, variables: token });
          expect(catcher.asked.length > 0, 'the other server was not asked for anything', run.output);
          const basic = Buffer.from(`job:${secret}`).toString('base64');
          const told = catcher.asked.filter((one) => one.includes(secret) || one.includes(basic));
          expect(told.length === 0, 'the token went to another server', told.join('\n'));
          stops(run);
        } finally {
          await catcher.stop();
        }
      },
    ],
    [
      'results that an earlier job left',
      'deployed by digest',
      async (folder) => deploys(await images(folder, { change: scan({ a: 'b' }, { files: stale }) }), pinned),
    ],
    [
      'results that an earlier job left, and a gate that denies, allowed to fail',
      'nothing deployed',
      async (folder) => {
        const change = both(scan({ a: 'b' }, { files: stale }), deploy({ allow_failure: true, script: ownScript }), altered);
        const { deployed, output } = await packages(folder, { change });
        expect(deployed.length === 0, `deployed: ${deployed.join()}`, output);
      },
    ],
    [
      'results that an earlier job left, and a gate whose program is not there, allowed to fail',
      'nothing deployed',
      async (folder) => {
        const change = both(
          scan({ a: 'b' }, { files: stale }),
          gateInput('program-from', '/nonexistent'),
          deploy({ allow_failure: true, script: ownScript }),
        );
        const { deployed, output } = await images(folder, { change });
        expect(deployed.length === 0 && output.includes('is not in /nonexistent'), `deployed: ${deployed.join()}`, output);
      },
    ],
    [
      'results that an earlier job left, a gate that did not start, and a later job that deploys',
      'nothing deployed',
      async (folder) => {
        const change = both(
          scan({ a: 'b' }, { files: stale }),
          gateInput('job-name', 'gate'),
          gateInput('deploy', ''),
          (document) => {
            document.set('stages', ['build', 'sign', 'deploy', 'later']);
            document.set('gate', document.createNode({ allow_failure: true, before_script: ['exit 7'] }));
            document.set('deploy', document.createNode({ stage: 'later', needs: ['gate'], script: ownScript }));
          },
        );
        const { deployed, output } = await images(folder, { change });
        expect(deployed.length === 0, `deployed: ${deployed.join()}`, output);
      },
    ],
    [
      'a gate in mode warn that would deny',
      'nothing deployed',
      async (folder) => {
        const { status, deployed, output } = await packages(folder, { change: both(altered, gateInput('mode', 'warn')) });
        expect(status === 0 && deployed.length === 0, `status ${status}, deployed: ${deployed.join()}`, output);
        expect(output.includes('nothing is deployed'), 'the log does not say so', output);
      },
    ],
    [
      'a link to nowhere, a folder and a link out of the project where packages should be',
      'nothing deployed',
      async (folder) => {
        const odd = [
          'mkdir -p dist/more',
          'ln -s nowhere dist/more/a.tgz',
          'ln -s /etc/hostname dist/more/b.tgz',
          'mkdir dist/more/c.tgz',
        ];
        const change = both(
          scan({ a: 'b' }, { paths: odd }),
          gateInput('paths', 'dist/**/*.tgz'),
          gateInput('deploy', './deploy.sh dist/*.tgz dist/more/*'),
        );
        const { deployed, output } = await packages(folder, { change });
        expect(deployed.length === 0, `deployed: ${deployed.join()}`, output);
      },
    ],
    ...[
      { what: 'a gate that allows', change: () => {} },
      { what: 'a gate that only warns', change: both(altered, gateInput('mode', 'warn')) },
    ].map(
      /** @returns {import('../cases.mjs').Case} */ ({ what, change }) => [
        `results that are committed, and ${what}, before a job that checks them out again`,
        'refused',
        async (folder) =>
          stops(await packages(folder, { change: both(handedOn(), change), files: committed }), 'git tracks countersign-gate'),
      ],
    ),
    [
      'results that are committed, and a gate that never started, before a job that takes the artifacts alone',
      'nothing deployed',
      async (folder) => {
        const change = both(
          handedOn({ variables: { GIT_STRATEGY: 'empty' }, script: ['cd countersign-gate/files', 'deploy dist/*.tgz'] }),
          (document) => document.set('verify-gate', document.createNode({ allow_failure: true, before_script: ['exit 7'] })),
        );
        const { deployed, output } = await packages(folder, { change, files: committed });
        expect(deployed.length === 0, `deployed: ${deployed.join()}`, output);
        expect(/deploy +finished/.test(output), 'the deploying job did not run', output);
      },
    ],
    [
      'a proxy and an authority that an earlier job names, beside a token of the deployment',
      'deployed, and the token was sent nowhere',
      async (folder) => {
        const proxy = await startCatcher();
        try {
          const network = { HTTPS_PROXY: `http://${proxy.host}`, HTTP_PROXY: `http://${proxy.host}`, NO_PROXY: '127.0.0.1' };
          const lower = Object.fromEntries(Object.entries(network).map(([name, value]) => [name.toLowerCase(), value]));
          const ca = { SSL_CERT_FILE: './hostile/ca.pem', CURL_CA_BUNDLE: './hostile/ca.pem' };
          const curl = 'curl -sS -m 5 -H "Authorization: Bearer $KUBE_TOKEN" URL://kube.example.test/apply || true';
          const ask = (scheme) => curl.replace('URL', scheme);
          const change = both(
            scan({ ...network, ...lower, ...ca }, { files: { 'hostile/ca.pem': 'x' } }),
            gateInput('deploy-variables', 'KUBE_TOKEN'),
            gateInput('deploy', [ask('https'), ask('http'), './deploy.sh dist/*.tgz'].join('\n')),
          );
          const run = await packages(folder, { change, variables: { KUBE_TOKEN: 'the-production-token' } });
          deploys(run, file);
          const told = proxy.asked.filter((one) => one.includes('kube.example.test'));
          expect(
            told.length === 0 && run.output.includes('kube.example.test'),
            `the proxy was asked: ${told.join('; ')}`,
            run.output,
          );
        } finally {
          await proxy.stop();
        }
      },
    ],
    ...[
      { name: 'sandbox-root.json', original: sandbox.files.trustedRoot },
      { name: 'sandbox-config.json', original: sandbox.files.signingConfig },
    ].map(
      /** @returns {import('../cases.mjs').Case} */ ({ name, original }) => [
        `another ${name} of an earlier job, where it is pinned`,
        'refused',
        async (folder) => {
          // Of the same instance: what is refused are the bytes, before anything is asked of a service.
          const text = JSON.stringify(JSON.parse(readFileSync(original, 'utf8')));
          stops(await packages(folder, { change: scan({}, { files: { [name]: text } }) }), 'POLICY_UNTRUSTED');
        },
      ],
    ),
    [
      'files of trust in the project that are not pinned',
      'refused',
      async (folder) =>
        stops(
          await packages(folder, {
            change: (document) => {
              for (const include of document.get('include').items) include.get('inputs').delete('trust-digest');
            },
          }),
          'pin it with trust-digest',
        ),
    ],
    [
      'signing jobs that fail, allowed to fail',
      'refused',
      async (folder) =>
        stops(
          await packages(folder, {
            change: (document) => {
              for (const job of ['sign-blob', 'attest-provenance'])
                document.set(job, document.createNode({ allow_failure: true, before_script: ['exit 7'] }));
            },
          }),
          'EVIDENCE_NONE',
        ),
    ],
  ];
}
