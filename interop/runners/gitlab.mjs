/**
 * GitLab pipelines of people who include the components, run by gitlab-ci-local without docker; the sandbox is Sigstore and registry:
 * `node interop/runners/gitlab.mjs`. What a component does in detail is tested in tests/gitlab-components.e2e.test.ts.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, parseDocument } from 'yaml';
import { deploys, expect, judgeAndExit, refuses, Skipped, stops } from './cases.mjs';
import { commitAll, program, root } from './programs.mjs';
import { policyOnSandbox } from './workflow.mjs';

const GITLAB_CI_LOCAL = join(root, 'node_modules', 'gitlab-ci-local', 'dist', 'index.js');
const HOST = 'gitlab.example.test';
const COMPONENT = /^\$CI_SERVER_FQDN\/countersign\/components\/([a-z-]+)@([0-9a-f]{40})$/;
export const components = readdirSync(join(root, 'gitlab-components', 'templates')).sort();
const DEPLOY = '#!/bin/sh\nset -e\n[ "$#" -gt 0 ] && [ -n "$1" ]\nprintf "%s\\n" "$@" >> "$COUNTERSIGN_RUNNER_DEPLOYED"\n';

/** GitLab's repository files API, with gitlab-components of this checkout as the project countersign/components. */
export async function startFilesApi() {
  const asked = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    asked.push(`${url.pathname}${url.search}`);
    const [, path] = /^\/api\/v4\/projects\/countersign%2Fcomponents\/repository\/files\/([^/]+)\/raw$/.exec(url.pathname) ?? [];
    const file = join(root, 'gitlab-components', decodeURIComponent(path ?? 'none'));
    if (path && existsSync(file)) response.end(readFileSync(file));
    else response.writeHead(404).end();
  });
  await new Promise((up) => server.listen(0, '127.0.0.1', up));
  return {
    url: `http://127.0.0.1:${server.address().port}/api/v4`,
    asked,
    stop: () => new Promise((done) => server.close(done)),
  };
}

async function haveRsync() {
  const { status } = await program('rsync', ['--version']).catch(() => ({ status: 1 }));
  if (status === 0) return;
  if (process.env.CI) throw new Error('rsync is not installed');
  throw new Skipped('rsync is not installed: apt-get install rsync');
}

/** The pipeline of an example, comments and all, for the sandbox's services. */
function onSandbox(text, { replace = {}, change = () => {} }) {
  const document = parseDocument(Object.entries(replace).reduce((all, [from, to]) => all.replaceAll(from, to), text));
  for (const { items } of document.get('include').items) {
    const component = COMPONENT.exec(items.find(({ key }) => key.value === 'component').value.value)?.[1];
    if (!component) throw new Error('an include that is no component of ours at a commit');
    const inputs = items.find(({ key }) => key.value === 'inputs').value;
    inputs.set('trusted-root', 'sandbox-root.json');
    if (component !== 'verify-gate') inputs.set('signing-config', 'sandbox-config.json');
  }
  // Services need containers; what the job asks of docker has a stand-in.
  for (const { value } of document.contents.items) if (value.items && value.has?.('services')) value.delete('services');
  change(document);
  return document.toString();
}

/** Where gitlab-ci-local keeps what it has fetched of other projects. */
function keepComponents(folder, pipeline) {
  for (const { component } of parse(pipeline).include) {
    const [, name, commit] = COMPONENT.exec(component);
    const to = join(folder, '.gitlab-ci-local', 'includes', HOST, 'countersign', 'components', commit, 'templates', name);
    cpSync(join(root, 'gitlab-components', 'templates', name), to, { recursive: true });
  }
}

/**
 * Commits a project with an example's pipeline.
 * @param {{example: string, claims?: object, files?: Record<string, string>, replace?: Record<string, string>, change?: (document: object) => void}} options
 */
async function project(sandbox, folder, { example, files = {}, ...options }) {
  const to = join(folder, 'project');
  mkdirSync(to);
  const pipeline = onSandbox(readFileSync(join(root, `examples/gitlab/${example}.gitlab-ci.yml`), 'utf8'), options);
  const policy = policyOnSandbox(readFileSync(join(root, `examples/gitlab/${example}.policy.yaml`), 'utf8'), {
    sandbox,
    ...options,
  });
  const all = {
    '.gitlab-ci.yml': pipeline,
    '.gitignore': '.gitlab-ci-local/\n',
    [`${example}.policy.yaml`]: policy,
    'package.json': JSON.stringify({ name: 'app', version: '1.2.3' }),
    'deploy.sh': DEPLOY,
    'sandbox-root.json': readFileSync(sandbox.files.trustedRoot),
    'sandbox-config.json': readFileSync(sandbox.files.signingConfig),
    ...files,
  };
  for (const [path, content] of Object.entries(all))
    writeFileSync(join(to, path), content, { mode: path.endsWith('.sh') ? 0o755 : 0o644 });
  await commitAll(to, `https://${HOST}/acme/app.git`);
  keepComponents(to, pipeline);
  return to;
}

const local = (args, folder) =>
  program('node', [GITLAB_CI_LOCAL, '--force-shell-executor', '--shell-isolation', ...args], {
    cwd: join(folder, 'project'),
    env: { HOME: folder },
  });

/**
 * The jobs of a pipeline as gitlab-ci-local would run them, validated against GitLab's schema.
 * @param {string} project whose pipeline it is; the components' own project includes them at its own commit
 */
export async function previewPipeline(folder, pipeline, project = 'acme/app') {
  const to = join(folder, 'project');
  mkdirSync(to, { recursive: true });
  writeFileSync(join(to, '.gitlab-ci.yml'), pipeline);
  writeFileSync(join(to, '.gitignore'), '.gitlab-ci-local/\n');
  const own = project === 'countersign/components';
  if (own) cpSync(join(root, 'gitlab-components', 'templates'), join(to, 'templates'), { recursive: true });
  await commitAll(to, `https://${HOST}/${project}.git`);
  if (!own) keepComponents(to, pipeline);
  const { status, output } = await local(['--preview'], folder);
  expect(status === 0, 'the preview failed', output);
  return parse(output.slice(output.indexOf('---\n')));
}

async function pipelineRun(sandbox, api, folder, { claims, ...options }) {
  await haveRsync();
  await project(sandbox, folder, options);
  const deployed = join(folder, 'deployed');
  // gitlab-ci-local knows its own values of these; the job gets what GitLab would have put there.
  const { CI_PROJECT_DIR: _, ...environment } = await sandbox.gitlab(claims);
  const { host } = sandbox.registry;
  const variables = {
    ...environment,
    CI_SERVER_FQDN: HOST,
    CI_API_V4_URL: api.url,
    CI_DEFAULT_BRANCH: 'main',
    CI_REGISTRY: host,
    CI_REGISTRY_IMAGE: `${host}/acme/app`,
    CI_REGISTRY_USER: 'job',
    CI_REGISTRY_PASSWORD: 'not-a-password',
    COUNTERSIGN_RUNNER_DEPLOYED: deployed,
    ...options.variables,
  };
  const { status, output } = await local(
    [
      ...Object.entries(variables).flatMap(([name, value]) => ['--variable', `${name}=${value}`]),
      ...['--ignore-predefined-vars', Object.keys(variables).join(',')],
    ],
    folder,
  );
  return { status, output, deployed: existsSync(deployed) ? readFileSync(deployed, 'utf8').trim().split('\n') : [] };
}

const tag = { ref: 'v1.2.3', ref_type: 'tag' };

function packageCases(sandbox, api) {
  const run = (folder, more = {}) => pipelineRun(sandbox, api, folder, { example: 'release-package', claims: tag, ...more });
  return [
    [
      'release-package: built, signed, attested',
      'deployed',
      async (folder) => {
        deploys(await run(folder), /^dist\/app-1\.2\.3\.tgz$/);
        const programs = new Set(api.asked.map((one) => /files\/([^/]+)\/raw\?ref=([0-9a-f]+)$/.exec(one)?.slice(1).join('@')));
        const commit = /@([0-9a-f]{40})/.exec(
          readFileSync(join(root, 'examples/gitlab/release-package.gitlab-ci.yml'), 'utf8'),
        )[1];
        for (const name of ['dist%2Fcountersign.tar', 'dist%2Fcountersign-gate.mjs'])
          expect(programs.has(`${name}@${commit}`), `${name} was not asked for at the included commit`, [...programs].join('\n'));
      },
    ],
    [
      'release-package: signed in a fork',
      'deployment refused',
      async (folder) =>
        refuses(await run(folder, { claims: { ...tag, project_path: 'mallory/app' } }), 'SOURCE_MISMATCH', 'mallory/app'),
    ],
    [
      'release-package: signed on a branch, not for a version tag',
      'deployment refused',
      async (folder) =>
        refuses(await run(folder, { claims: { ref: 'main' }, variables: { CI_COMMIT_TAG: 'v1.2.3' } }), 'SOURCE_MISMATCH'),
    ],
    [
      'release-package: bytes changed after signing',
      'deployment refused',
      async (folder) => {
        const change = (document) => {
          document.set('stages', ['build', 'sign', 'change', 'gate', 'deploy']);
          document.set('change', {
            stage: 'change',
            script: ['for f in dist/*.tgz; do echo more >> "$f"; done'],
            artifacts: { paths: ['dist/*.tgz'] },
          });
        };
        refuses(await run(folder, { change }), 'EVIDENCE_NONE');
      },
    ],
  ];
}

function imageCases(sandbox, api) {
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
      'container-image: nobody signed it',
      'deployment refused',
      async (folder) => {
        const change = (document) => {
          document.set(
            'include',
            document.createNode(document.toJS().include.filter(({ component }) => component.includes('verify-gate'))),
          );
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
        stops(await run(folder, { change: (document) => document.deleteIn(['build', 'artifacts']) }), 'INPUT_MISSING'),
    ],
  ];
}

export function gitlabCases(sandbox, api) {
  return [...packageCases(sandbox, api), ...imageCases(sandbox, api)].map(([name, verdict, run]) => ({
    runner: 'gitlab-ci-local',
    name,
    verdict,
    run,
  }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { startSandbox } = await import('@countersign/sandbox');
  const sandbox = await startSandbox();
  const api = await startFilesApi();
  const only = process.argv[2];
  await judgeAndExit(gitlabCases(sandbox, api).filter(({ name }) => !only || name.includes(only)));
  await api.stop();
  await sandbox.stop();
}
