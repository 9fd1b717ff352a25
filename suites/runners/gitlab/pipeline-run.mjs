import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { delimiter, dirname, join } from 'node:path';
import { parse, parseAllDocuments, parseDocument } from 'yaml';
import { expect, Skipped } from '../cases.mjs';
import { commitAll, path, program, root } from '../programs.mjs';
import { policyOnSandbox } from '../workflow.mjs';

const GITLAB_CI_LOCAL = join(root, 'node_modules', 'gitlab-ci-local', 'dist', 'index.js');
const HOST = 'gitlab.example.test';
const COMPONENT = /^\$CI_SERVER_FQDN\/countersign\/components\/([a-z-]+)@([0-9a-f]{40})$/;
export const components = readdirSync(join(root, 'gitlab-components', 'templates')).sort();
/** Names of the inputs that a component declares. */
const inputsOf = (component) => {
  const [declared] = parseAllDocuments(
    readFileSync(join(root, 'gitlab-components', 'templates', component, 'template.yml'), 'utf8'),
  );
  return Object.keys(declared.toJS().spec.inputs);
};
/** Where the jobs of the components find Node 24; the rest is the machine's. */
const PATH = `${dirname(realpathSync(join(root, 'node_modules', '.bin', 'node')))}:/usr/local/bin:/usr/bin:/bin`;
/** Deploys files that there are, or images by digest; in a clean environment, so it gets the path of the file to write to. */
const deployScript = (deployed) =>
  [
    '#!/bin/sh',
    'set -e',
    '[ "$#" -gt 0 ]',
    'for one in "$@"; do [ -f "$one" ] || case $one in *@sha256:*) ;; *) exit 9 ;; esac; done',
    `printf "%s\\n" "$@" >> '${deployed}'`,
    '',
  ].join('\n');

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

async function haveRsync() {
  const { status } = await program('rsync', ['--version']).catch(() => ({ status: 1 }));
  if (status === 0) return;
  if (process.env.CI) throw new Error('rsync is not installed');
  throw new Skipped('rsync is not installed: apt-get install rsync');
}

/**
 * A pipeline, comments and all, for the sandbox's services.
 * @param {string} text
 * @param {{sandbox: any, replace?: Record<string, string>, change?: (document: any) => void}} options
 */
function onSandbox(text, { sandbox, replace = {}, change = () => {} }) {
  const document = parseDocument(Object.entries(replace).reduce((all, [from, to]) => all.replaceAll(from, to), text));
  for (const { items } of /** @type {any} */ (document.get('include'))?.items ?? []) {
    const component = COMPONENT.exec(items.find(({ key }) => key.value === 'component').value.value)?.[1];
    if (!component) throw new Error('an include that is no component of ours at a commit');
    const inputs = items.find(({ key }) => key.value === 'inputs').value;
    const signs = component !== 'verify-gate';
    inputs.set('trusted-root', 'sandbox-root.json');
    if (signs) inputs.set('signing-config', 'sandbox-config.json');
    const trust = [sandbox.files.trustedRoot, ...(signs ? [sandbox.files.signingConfig] : [])];
    inputs.set('trust-digest', trust.map((file) => sha256(readFileSync(file))).join('\n'));
    if (inputsOf(component).includes('registry')) inputs.set('registry', sandbox.registry.host);
    // In place of the image: the folder of Node 24.
    if (!inputs.has('path')) inputs.set('path', PATH);
  }
  // Services need containers; what the job asks of docker has a stand-in.
  for (const { value } of /** @type {any} */ (document.contents).items)
    if (value.items && value.has?.('services')) value.delete('services');
  change(document);
  asWithStrategy(document);
  return document.toString();
}

/**
 * gitlab-ci-local knows no GIT_STRATEGY: what `empty` does, a job's first line does here. It takes away every file that is as it was committed;
 * the artifacts of the job's `needs` stay.
 */
function asWithStrategy(document) {
  for (const { value } of document.contents.items) {
    if (value.getIn?.(['variables', 'GIT_STRATEGY']) !== 'empty') continue;
    const empty = `while IFS='  ' read -r hash name; do echo "$hash  $name" | sha256sum --check --status && rm -f "$name"; done < "$COMMITTED" || true`;
    value.get('script').items.unshift(document.createNode(empty));
  }
}

/** Where gitlab-ci-local keeps what it has fetched of other projects. */
function keepComponents(folder, pipeline) {
  for (const { component } of parse(pipeline, { logLevel: 'error' }).include ?? []) {
    const [, name, commit] = COMPONENT.exec(component) ?? [];
    if (!name || !commit) throw new Error(`${component} is no component of ours at a commit`);
    const to = join(folder, '.gitlab-ci-local', 'includes', HOST, 'countersign', 'components', commit, 'templates', name);
    cpSync(join(root, 'gitlab-components', 'templates', name), to, { recursive: true });
  }
}

/**
 * An example and its policy; or a pipeline that a case brings, with its policies.
 * @param {any} sandbox
 * @param {{example?: string, pipeline?: string, policies?: Record<string, string>, replace?: Record<string, string>}} options
 */
function textsOf(sandbox, { example, pipeline, policies = {}, ...options }) {
  if (pipeline !== undefined) return { pipeline: onSandbox(pipeline, { sandbox, ...options }), policies };
  const read = (name) => readFileSync(join(root, `examples/gitlab/${example}.${name}`), 'utf8');
  return {
    pipeline: onSandbox(read('gitlab-ci.yml'), { sandbox, ...options }),
    policies: { [`${example}.policy.yaml`]: policyOnSandbox(read('policy.yaml'), { sandbox, ...options }) },
  };
}

/**
 * Commits a project with a pipeline.
 * @param {any} sandbox
 * @param {string} folder
 * @param {{example?: string, pipeline?: string, policies?: Record<string, string>, files?: Record<string, string>,
 *   programs?: Record<string, string>, replace?: Record<string, string>, change?: (document: any) => void, empty?: boolean}} options
 *   `programs`: scripts on PATH; `empty`: the project has only `files`, the pipeline and its policies
 */
async function project(sandbox, folder, { files = {}, programs = {}, empty = false, ...options }) {
  const to = join(folder, 'project');
  mkdirSync(to);
  const { pipeline, policies } = textsOf(sandbox, options);
  const all = {
    '.gitlab-ci.yml': pipeline,
    '.gitignore': '.gitlab-ci-local/\n',
    ...policies,
    ...(empty
      ? {}
      : {
          'package.json': JSON.stringify({ name: 'app', version: '1.2.3' }),
          'deploy.sh': deployScript(join(folder, 'deployed')),
        }),
    'sandbox-root.json': readFileSync(sandbox.files.trustedRoot),
    'sandbox-config.json': readFileSync(sandbox.files.signingConfig),
    ...files,
  };
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    writeFileSync(join(to, path), content, { mode: String(content).startsWith('#!') ? 0o755 : 0o644 });
  }
  await commitAll(to, `https://${HOST}/acme/app.git`);
  const sums = Object.entries(all).map(([path, content]) => `${sha256(content)}  ${path}\n`);
  writeFileSync(join(folder, 'committed'), sums.join(''));
  // The programs that an image brings, such as its deployment.
  mkdirSync(join(folder, 'bin'));
  for (const [name, content] of Object.entries({ deploy: deployScript(join(folder, 'deployed')), ...programs }))
    writeFileSync(join(folder, 'bin', name), content, { mode: 0o755 });
  keepComponents(to, pipeline);
  return to;
}

const local = (args, folder) =>
  program('node', [GITLAB_CI_LOCAL, '--force-shell-executor', '--shell-isolation', ...args], {
    cwd: join(folder, 'project'),
    env: { HOME: folder, PATH: [join(folder, 'bin'), path].join(delimiter) },
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

export async function pipelineRun(sandbox, api, folder, { claims, ...options }) {
  await haveRsync();
  await project(sandbox, folder, options);
  const deployed = join(folder, 'deployed');
  // gitlab-ci-local knows its own values of these; the job gets what GitLab would have put there.
  const environment = await sandbox.gitlab(claims);
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
    COMMITTED: join(folder, 'committed'),
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
