import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { needed } from '../cases.mjs';
import { commitAll, path, program, root } from '../programs.mjs';
import { onSandbox, ourAction, policyOnSandbox, stepsOf } from '../workflow.mjs';

const standIns = join(root, 'suites', 'runners', 'stand-ins', 'actions');
const STAND_INS = {
  'actions/setup-node': 'setup',
  'actions/upload-artifact': 'upload',
  'actions/download-artifact': 'download',
  'docker/setup-buildx-action': 'setup',
  'docker/login-action': 'setup',
  'docker/build-push-action': 'build-image',
};
/** The last line of every deployment: a log with this line shows that it ran. */
const DEPLOY =
  '#!/bin/sh\nset -e\n[ "$#" -gt 0 ]\nfor one in "$@"; do [ -f "$one" ] || case $one in *@sha256:*) ;; *) exit 9 ;; esac; done\nprintf "%s\\n" "$@" >> "$COUNTERSIGN_RUNNER_DEPLOYED"\n';

/** Every action a workflow names, by `owner/name@ref`: ours from the checkout, others as stand-ins. act copies checkouts by itself. */
function localRepositories(workflow, folder) {
  const found = new Map();
  for (const step of stepsOf(workflow)) {
    const [, repository, ref] = /^([^./][^/]*\/[^/@]+)[^@]*@(.+)$/.exec(step.uses ?? '') ?? [];
    if (!repository || repository === 'actions/checkout') continue;
    const local = ourAction(step) ? join(folder, 'countersign') : STAND_INS[repository] && join(standIns, STAND_INS[repository]);
    if (!local) throw new Error(`${step.uses} has no stand-in`);
    found.set(`${repository}@${ref}`, local);
  }
  return [...found].flatMap(([name, local]) => ['--local-repository', `${name}=${local}`]);
}

/** Only what a user of the actions gets: their definitions and bundles, and the libraries that these share. */
function copyActions(to) {
  for (const file of globSync(['actions/*/{action.yml,dist/**}', 'actions/libraries/*.js'], { cwd: root })) {
    if (file.endsWith('dist')) continue;
    mkdirSync(dirname(join(to, file)), { recursive: true });
    copyFileSync(join(root, file), join(to, file));
  }
}

/**
 * Runs a workflow in a repository of its own.
 * @param {any} sandbox
 * @param {string} folder
 * @param {{workflow?: string, text?: string, policy?: string, as: string, event?: string, claims?: {ref?: string, repository?: string, [name: string]: unknown}, files?: Record<string, string | Buffer>,
 *   replace?: Record<string, string>, change?: (workflow: object) => void, ourselves?: boolean, empty?: boolean, environment?: Record<string, string>,
 *   secrets?: Record<string, string>}} run what is run:
 * `workflow` is a file, `text` a workflow that a case brings; `as` is the workflow's file name; `ourselves`: the repository has the actions in it;
 * `empty`: it has only `files` and the workflow
 */
export async function workflowRun(
  sandbox,
  folder,
  {
    workflow = '',
    text: brought,
    policy,
    as,
    event = 'push',
    claims = {},
    files = {},
    empty = false,
    environment: more = {},
    secrets = {},
    ...options
  },
) {
  const act = needed('act');
  const project = join(folder, 'project');
  const deployed = join(folder, 'deployed');
  const ref = claims.ref ?? 'refs/heads/main';
  const repository = claims.repository ?? 'acme/app';
  const { ACTIONS_ID_TOKEN_REQUEST_URL, ACTIONS_ID_TOKEN_REQUEST_TOKEN, ...context } = sandbox.github({
    workflow_ref: `${repository}/.github/workflows/${as}@${ref}`,
    event_name: event,
    ...claims,
  });
  const token = { ACTIONS_ID_TOKEN_REQUEST_URL, ACTIONS_ID_TOKEN_REQUEST_TOKEN };
  const text = onSandbox(brought ?? readFileSync(join(root, workflow), 'utf8'), { sandbox, token, ...options });
  const all = {
    ...(empty ? {} : { 'package.json': JSON.stringify({ name: 'app', version: '1.2.3' }), 'deploy.sh': DEPLOY }),
    ...files,
    [`.github/workflows/${as}`]: text,
    ...(policy
      ? {
          [policy.replace(/^examples\/github\//, '')]: policyOnSandbox(readFileSync(join(root, policy), 'utf8'), {
            sandbox,
            ...options,
          }),
        }
      : {}),
  };
  for (const [name, content] of Object.entries(all)) {
    mkdirSync(dirname(join(project, name)), { recursive: true });
    writeFileSync(join(project, name), content, { mode: name.endsWith('.sh') ? 0o755 : 0o644 });
  }
  copyActions(options.ourselves ? project : join(folder, 'countersign'));
  await commitAll(project, `https://github.com/${repository}.git`);
  mkdirSync(join(folder, 'store'));
  const environment = {
    ...context,
    ...more,
    SHA_REF: context.GITHUB_SHA,
    COUNTERSIGN_RUNNER_NODE: join(root, 'node_modules', '.bin', 'node'),
    COUNTERSIGN_RUNNER_STORE: join(folder, 'store'),
    COUNTERSIGN_RUNNER_DEPLOYED: deployed,
    COUNTERSIGN_RUNNER_IMAGES: pathToFileURL(join(root, 'suites', 'runners', 'images.mjs')).href,
  };
  const args = [
    ...[event, '--workflows', `.github/workflows/${as}`, '--use-gitignore=false', '--no-cache-server', '--action-offline-mode'],
    ...['ubuntu-24.04', 'ubuntu-latest'].flatMap((label) => ['--platform', `${label}=-self-hosted`]),
    ...['--action-cache-path', join(folder, 'cache'), '--secret', 'GITHUB_TOKEN=not-a-token', '--concurrent-jobs', '1'],
    // The values come from act's own environment.
    ...Object.keys(secrets).flatMap((name) => ['--secret', name]),
    ...Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...localRepositories(parse(text), folder),
  ];
  const { status, output } = await program(act, args, {
    cwd: project,
    env: { ...secrets, HOME: folder, PATH: `${join(standIns, '..', 'act')}${delimiter}${path}` },
  });
  return { status, output, project, deployed: existsSync(deployed) ? readFileSync(deployed, 'utf8').trim().split('\n') : [] };
}

/** Puts a step right before the gate. */
export const beforeGate = (step) => (workflow) => {
  const job = Object.values(workflow.jobs).find(({ steps }) => steps.some((one) => ourAction(one) === 'verify-gate'));
  job.steps.splice(
    job.steps.findIndex((one) => ourAction(one) === 'verify-gate'),
    0,
    step,
  );
};
