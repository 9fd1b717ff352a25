/**
 * GitHub workflows run by act, in host mode, with our actions of this checkout and the sandbox for Sigstore and registry:
 * `node interop/runners/act.mjs`.
 */
import { copyFileSync, cpSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { deploys, expect, judgeAndExit, needed, refuses, stops } from './cases.mjs';
import { commitAll, program, root } from './programs.mjs';
import { onSandbox, ourAction, policyOnSandbox, stepsOf } from './workflow.mjs';

const standIns = join(root, 'interop', 'runners', 'stand-ins', 'actions');
const STAND_INS = {
  'actions/setup-node': 'setup',
  'actions/upload-artifact': 'upload',
  'actions/download-artifact': 'download',
  'docker/setup-buildx-action': 'setup',
  'docker/login-action': 'setup',
  'docker/build-push-action': 'build-image',
};
/** The last line of every deployment: only who got this far has deployed. */
const DEPLOY = '#!/bin/sh\nset -e\n[ "$#" -gt 0 ]\nprintf "%s\\n" "$@" >> "$COUNTERSIGN_RUNNER_DEPLOYED"\n';

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

/** Only what a user of the actions gets: their definitions and bundles. */
function copyActions(to) {
  for (const file of globSync('actions/*/{action.yml,dist/**}', { cwd: root })) {
    if (file.endsWith('dist')) continue;
    mkdirSync(dirname(join(to, file)), { recursive: true });
    copyFileSync(join(root, file), join(to, file));
  }
}

/**
 * Runs a workflow in a repository of its own.
 * @param {{workflow: string, policy?: string, as: string, event?: string, claims?: object, files?: Record<string, string | Buffer>,
 *   replace?: Record<string, string>, change?: (workflow: object) => void, ourselves?: boolean}} run
 * `as` is the workflow's file name; `ourselves`: the repository has the actions in it
 */
async function workflowRun(sandbox, folder, { workflow, policy, as, event = 'push', claims = {}, files = {}, ...options }) {
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
  const text = onSandbox(readFileSync(join(root, workflow), 'utf8'), { sandbox, token, ...options });
  const all = {
    'package.json': JSON.stringify({ name: 'app', version: '1.2.3' }),
    'deploy.sh': DEPLOY,
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
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), content, { mode: path.endsWith('.sh') ? 0o755 : 0o644 });
  }
  copyActions(options.ourselves ? project : join(folder, 'countersign'));
  await commitAll(project, `https://github.com/${repository}.git`);
  mkdirSync(join(folder, 'store'));
  const environment = {
    ...context,
    SHA_REF: context.GITHUB_SHA,
    COUNTERSIGN_RUNNER_STORE: join(folder, 'store'),
    COUNTERSIGN_RUNNER_DEPLOYED: deployed,
    COUNTERSIGN_RUNNER_IMAGES: pathToFileURL(join(root, 'interop', 'runners', 'images.mjs')).href,
  };
  const args = [
    ...[event, '--workflows', `.github/workflows/${as}`, '--use-gitignore=false', '--no-cache-server', '--action-offline-mode'],
    ...['ubuntu-24.04', 'ubuntu-latest'].flatMap((label) => ['--platform', `${label}=-self-hosted`]),
    ...['--action-cache-path', join(folder, 'cache'), '--secret', 'GITHUB_TOKEN=not-a-token', '--concurrent-jobs', '1'],
    ...Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...localRepositories(parse(text), folder),
  ];
  const { status, output } = await program(act, args, { cwd: project, env: { HOME: folder } });
  return { status, output, project, deployed: existsSync(deployed) ? readFileSync(deployed, 'utf8').trim().split('\n') : [] };
}

const beforeGate = (step) => (workflow) => {
  const job = Object.values(workflow.jobs).find(({ steps }) => steps.some((one) => ourAction(one) === 'verify-gate'));
  job.steps.splice(
    job.steps.findIndex((one) => ourAction(one) === 'verify-gate'),
    0,
    step,
  );
};

function packageCases(sandbox) {
  const run = (folder, more = {}) =>
    workflowRun(sandbox, folder, {
      workflow: 'examples/github/release-package.yml',
      policy: 'examples/github/release-package.policy.yaml',
      as: 'release-package.yml',
      ...more,
      claims: { ref: 'refs/tags/v1.2.3', ...more.claims },
    });
  return [
    [
      'release-package: built, signed, attested',
      'deployed',
      async (folder) => deploys(await run(folder), /^dist\/app-1\.2\.3\.tgz$/),
    ],
    [
      'release-package: signed by a fork',
      'deployment refused',
      async (folder) => refuses(await run(folder, { claims: { repository: 'mallory/app' } }), 'SOURCE_MISMATCH', 'mallory/app'),
    ],
    [
      'release-package: signed for a branch, not a version tag',
      'deployment refused',
      async (folder) => refuses(await run(folder, { claims: { ref: 'refs/heads/main' } }), 'SOURCE_MISMATCH'),
    ],
    [
      'release-package: bytes changed after signing',
      'deployment refused',
      async (folder) =>
        refuses(
          await run(folder, { change: beforeGate({ run: 'for f in dist/*.tgz; do echo more >> "$f"; done' }) }),
          'EVIDENCE_NONE',
        ),
    ],
    [
      'release-package: the bundles were lost',
      'deployment refused',
      async (folder) => refuses(await run(folder, { change: beforeGate({ run: 'rm dist/*.sigstore.json*' }) }), 'EVIDENCE_NONE'),
    ],
    [
      'release-package: without `id-token: write`',
      'signing refused',
      async (folder) => {
        const change = (workflow) => delete workflow.jobs.sign.permissions['id-token'];
        stops(await run(folder, { change }), 'TOKEN_UNAVAILABLE', 'id-token: write');
      },
    ],
  ];
}

function imageCases(sandbox) {
  const { host } = sandbox.registry;
  const run = (folder, more = {}) =>
    workflowRun(sandbox, folder, {
      workflow: 'examples/github/container-image.yml',
      policy: 'examples/github/container-image.policy.yaml',
      as: 'container-image.yml',
      replace: { 'ghcr.io': host },
      ...more,
    });
  return [
    [
      'container-image: built, signed, attested, two platforms',
      'deployed by digest',
      async (folder) => deploys(await run(folder), new RegExp(`^${host}/acme/app@sha256:[0-9a-f]{64}$`)),
    ],
    [
      'container-image: signed from another branch',
      'deployment refused',
      async (folder) =>
        refuses(
          await run(folder, {
            claims: { ref: 'refs/heads/topic' },
            replace: { 'ghcr.io/acme': `${host}/topic/acme`, 'ghcr.io': host },
          }),
          'SOURCE_MISMATCH',
        ),
    ],
    [
      'container-image: nobody signed it',
      'deployment refused',
      async (folder) => {
        const change = (workflow) => {
          delete workflow.jobs.sign.steps;
          workflow.jobs.sign.steps = [{ run: 'echo nothing is signed' }];
        };
        refuses(
          await run(folder, { change, replace: { 'ghcr.io/acme': `${host}/unsigned/acme`, 'ghcr.io': host } }),
          'EVIDENCE_NONE',
        );
      },
    ],
  ];
}

/** What a vendor released: an archive and its bundle, signed with the command line in the vendor's workflow. */
async function vendorRelease(sandbox, folder, tag) {
  const release = join(folder, 'release');
  mkdirSync(join(folder, 'files'), { recursive: true });
  mkdirSync(release);
  writeFileSync(join(folder, 'files', 'widget'), '#!/bin/sh\necho widget 2.1.0 >> "$COUNTERSIGN_RUNNER_DEPLOYED"\n', {
    mode: 0o755,
  });
  const archive = join(release, 'widget-linux-amd64.tar.gz');
  await program('tar', ['-czf', archive, '-C', join(folder, 'files'), 'widget']);
  const ref = `refs/tags/${tag}`;
  const { status, output } = await program(
    'node',
    [
      join(root, 'packages/cli/dist/index.js'),
      'sign-blob',
      archive,
      '--trusted-root',
      sandbox.files.trustedRoot,
      '--signing-config',
      sandbox.files.signingConfig,
    ],
    { env: { ...sandbox.github({ repository: 'widgets/widget', ref }), HOME: folder } },
  );
  if (status !== 0) throw new Error(output);
  return release;
}

function thirdPartyCases(sandbox) {
  const run = async (folder, tag, more = {}) => {
    const release = await vendorRelease(sandbox, folder, tag);
    return workflowRun(sandbox, folder, {
      workflow: 'examples/github/verify-third-party.yml',
      policy: 'examples/github/verify-third-party.policy.yaml',
      as: 'verify-third-party.yml',
      event: 'pull_request',
      replace: { 'https://github.com/widgets/widget/releases/download/v2.1.0': pathToFileURL(release).href },
      ...more,
    });
  };
  return [
    [
      'verify-third-party: the version asked for',
      'run',
      async (folder) => deploys(await run(folder, 'v2.1.0'), /^widget 2\.1\.0$/),
    ],
    [
      'verify-third-party: an older version in its place',
      'refused, not run',
      async (folder) => refuses(await run(folder, 'v2.0.9'), 'SOURCE_MISMATCH', 'v2.0.9'),
    ],
  ];
}

function ownCases(sandbox) {
  const files = {
    'package.json': JSON.stringify({
      name: 'countersign',
      version: '1.2.3',
      scripts: { 'check-dist': 'true', 'release-files': 'mkdir -p release && echo bytes > release/countersign-1.2.3.tgz' },
    }),
  };
  const run = (folder, more = {}) =>
    workflowRun(sandbox, folder, {
      workflow: '.github/workflows/release.yml',
      policy: '.github/release.policy.yaml',
      as: 'release.yml',
      ourselves: true,
      files,
      ...more,
      claims: { repository: 'countersign/countersign', ref: 'refs/tags/v1.2.3', ...more.claims },
    });
  return [
    [
      'release.yml of this repository, actions by `./actions/…`',
      'released',
      async (folder) => {
        const result = await run(folder);
        expect(result.status === 0, 'act failed', result.output);
        for (const file of ['countersign-1.2.3.tgz', 'countersign-1.2.3.tgz.sigstore.json', 'provenance.sigstore.jsonl'])
          expect(result.deployed.includes(`release/${file}`), `${file} is not released`, result.deployed.join('\n'));
      },
    ],
    [
      'release.yml: on a runner that is not GitHub-hosted',
      'release refused',
      async (folder) => refuses(await run(folder, { claims: { runner_environment: 'self-hosted' } }), 'EXTENSION_MISMATCH'),
    ],
    [
      'release.yml: bytes changed after signing',
      'release refused',
      async (folder) =>
        refuses(
          await run(folder, { change: beforeGate({ run: 'echo more >> release/countersign-1.2.3.tgz' }) }),
          'EVIDENCE_NONE',
        ),
    ],
  ];
}

export function actCases(sandbox) {
  const all = [...packageCases(sandbox), ...imageCases(sandbox), ...thirdPartyCases(sandbox), ...ownCases(sandbox)];
  return all.map(([name, verdict, run]) => ({ runner: 'act', name, verdict, run }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { startSandbox } = await import('@countersign/sandbox');
  const sandbox = await startSandbox();
  const only = process.argv[2];
  await judgeAndExit(actCases(sandbox).filter(({ name }) => !only || name.includes(only)));
  await sandbox.stop();
}
