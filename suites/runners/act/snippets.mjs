/**
 * Every list of steps in the READMEs, completed to a workflow with what it names and does not show (the files, the policy, the signature, the
 * deployment), and run with proof and without: only then is the deployment to run, whatever the gate's step is allowed to do.
 */
import { generateKeyPairSync } from 'node:crypto';
import { stringify } from 'yaml';
import { expect } from '../cases.mjs';
import { buildAndPush } from '../images.mjs';
import { sample, snippets } from '../snippets.mjs';
import { ourAction } from '../workflow.mjs';
import { workflowRun } from './workflow-run.mjs';

const AS = 'release.yml';
const FILE = 'dist/app.tgz';
const uses = (action) => `countersign/countersign/actions/${action}@v1`;
const isGate = (step) => ourAction(step) === 'verify-gate';
const isSetup = (step) => ourAction(step) === 'setup';
const isSigning = (step) => ourAction(step) !== undefined && !isGate(step) && !isSetup(step);
const prepare = (digest, steps) => ({
  id: 'build',
  run: [
    'mkdir dist',
    `echo bytes > ${FILE}`,
    'echo map > dist/app.map',
    `sha256sum ${FILE} > SHA256SUMS`,
    // In dist only if a snippet needs it: there, `dist/*` would match it too.
    ...(JSON.stringify(steps).includes('dist/SHA256SUMS') ? ['(cd dist && sha256sum app.tgz > SHA256SUMS)'] : []),
    `echo digest=${digest} >> "$GITHUB_OUTPUT"`,
  ].join('\n'),
});

/** The steps that a gate needs if its snippet has no others. */
function signingFor(gate) {
  const { images, evidence } = gate.with;
  if (images) return { uses: uses('sign-image'), with: { images } };
  return {
    uses: uses('sign-blob'),
    with: { paths: FILE, ...(evidence ? { 'bundle-path': `${evidence}/app.tgz.sigstore.json` } : {}) },
  };
}

/** The gate of a snippet that only signs, as its users would write it. */
function gateFor(signing) {
  const { images, 'bundle-path': bundle, 'output-dir': folder, 'signature-repository': signatures } = signing.with;
  // In a folder, bundles lie as their files do.
  const evidence = bundle ?? (folder && `${folder}/dist`);
  return {
    uses: uses('verify-gate'),
    with: {
      policies: 'release.policy.yaml',
      ...(images ? { images } : { paths: FILE }),
      ...(evidence ? { evidence } : {}),
      ...(signatures ? { 'signature-repository': signatures } : {}),
    },
  };
}

function completed(steps, digest) {
  const all = structuredClone(steps);
  if (!all.some(isGate)) all.push(gateFor(all.findLast(isSigning)));
  const at = all.findIndex(isGate);
  const gate = (all[at] = { id: 'gate', ...all[at] });
  if (!all.some(isSigning)) all.splice(at, 0, signingFor(gate));
  if (!all.some(({ run }) => run?.includes('deploy.sh'))) {
    const what = gate.with.images ? `"$PINNED"` : FILE;
    all.push({
      if: `steps.${gate.id}.outputs.decision == 'allowed'`,
      run: `./deploy.sh ${what}`,
      env: { PINNED: `\${{ steps.${gate.id}.outputs.pinned-images }}` },
    });
  }
  return {
    name: 'release',
    on: 'push',
    permissions: {},
    jobs: {
      deploy: {
        'runs-on': 'ubuntu-24.04',
        permissions: { contents: 'read', packages: 'write', 'id-token': 'write' },
        steps: [{ uses: 'actions/checkout@v7' }, prepare(digest, steps), ...all.filter(({ run }) => !run?.includes('npm pack'))],
      },
    },
  };
}

export const policy = (sandbox, gate, proof, repository) => ({
  apiVersion: 'countersign.dev/v1beta1',
  kind: 'Policy',
  metadata: { name: 'release' },
  signers: {
    release: {
      github: {
        source: { repository: 'acme/app', refs: ['refs/heads/main'] },
        workflow: `.github/workflows/${AS}`,
        issuer: sandbox.issuers.github,
      },
    },
  },
  rules: [
    {
      name: 'all',
      match: {
        ...(gate.with.images ? { images: [repository] } : { paths: ['dist/*.tgz'] }),
        ...(gate.with.target ? { target: gate.with.target } : {}),
      },
      require: [{ [proof]: { by: 'release' } }],
    },
  ],
});

const stepsOf = (workflow) => workflow.jobs.deploy.steps;
const gateOf = (workflow) => stepsOf(workflow).find(isGate);
const alter = (workflow) => {
  const steps = stepsOf(workflow);
  steps.splice(steps.findIndex(isGate), 0, { run: `echo more >> ${FILE}` });
};
const mayFail = (workflow) => (gateOf(workflow)['continue-on-error'] = true);
/**
 * What is done to each of them, whether it is then deployed, and the change.
 * @type {[what: string, allowed: boolean | string, change?: (document: any) => unknown, unproven?: boolean][]}
 */
const VARIANTS = [
  ['with proof', true],
  ['without proof', false, alter],
  ['without proof, allowed to fail', false, (workflow) => (alter(workflow), mayFail(workflow))],
  [
    'with a gate that cannot start, allowed to fail',
    false,
    (workflow) => ((gateOf(workflow).with.timeout = 'never'), mayFail(workflow)),
  ],
  ['without proof, with a gate in mode warn', false, (workflow) => (alter(workflow), (gateOf(workflow).with.mode = 'warn'))],
];

/** The claims of a job that signs as this identity: a workflow of acme/app, or one of another repository that it calls. */
function claimsFor(identity = '') {
  const [, repository, ref] = /^https:\/\/github\.com\/([^/]+\/[^/]+)\/[^@]+@(refs\/.+)$/.exec(identity) ?? [];
  if (repository === undefined) return {};
  return repository === 'acme/app' ? { ref } : { job_workflow_ref: identity.slice('https://github.com/'.length) };
}

/** Whether a step signs with a key at a service: examples/keys run with the services, see suites/keys. */
const usesService = (step) =>
  [step.with?.keys, step.with?.['fallback-key']].some((keys = '') =>
    String(keys)
      .split('\n')
      .some((key) => /^(?!env:)[a-z][a-z0-9-]+:/.test(key)),
  );

const PASSWORD = 'correct horse battery staple';

/** The secrets that a step names: an encrypted key if it names a password, too. */
function withSecrets(step, keyPair) {
  const { keys = '', 'fallback-key': fallback = '', 'key-password': password } = step.with ?? {};
  const variables = (text) => [...String(text).matchAll(/env:\/\/(\w+)/g)].map(([, name]) => name);
  const encryption = password === undefined ? {} : { cipher: 'aes-256-cbc', passphrase: PASSWORD };
  const key = keyPair.export({ type: 'pkcs8', format: 'pem', ...encryption });
  for (const name of variables(`${keys}\n${fallback}`)) if (step.env?.[name]) step.env[name] = key;
  for (const name of variables(password)) if (step.env?.[name]) step.env[name] = PASSWORD;
}

/** Steps, from a block that is a list of them or that has one; never a whole workflow, which the examples are. */
export const stepsIn = (value) => (Array.isArray(value) ? value : value?.jobs === undefined ? value?.steps : undefined);

/** @returns {import('../cases.mjs').Case[]} */
export function snippetCases(sandbox) {
  const found = snippets().flatMap(({ where, value }) => {
    const steps = stepsIn(value);
    return steps?.some?.((step) => isGate(step) || isSigning(step)) && !steps.some(usesService) ? [[where, steps]] : [];
  });
  if (found.length < 15) throw new Error(`only ${found.length} lists of steps were found in the READMEs`);
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const all = found.flatMap(([where, steps]) =>
    VARIANTS.map(
      /** @returns {import('../cases.mjs').Case} */ ([what, allowed, change]) => [
        `${where}: ${what}`,
        allowed ? 'deployed' : 'nothing deployed',
        async (folder) => {
          const repository = `${sandbox.registry.host}/snippet-${folder.split('-').at(-1)?.toLowerCase()}`;
          const digest = await buildAndPush(`${repository}:1.2.3`, 'linux/amd64');
          const workflow = completed(steps, digest);
          for (const step of stepsOf(workflow)) withSecrets(step, key);
          change?.(workflow);
          const gate = gateOf(workflow);
          const proof = stepsOf(workflow).some((step) => ourAction(step)?.startsWith('sign-')) ? 'signature' : 'provenance';
          const { status, deployed, output } = await workflowRun(sandbox, folder, {
            text: stringify(workflow),
            as: AS,
            files: gate.with.policies ? { [gate.with.policies]: stringify(policy(sandbox, gate, proof, repository)) } : {},
            claims: {
              ...claimsFor(gate.with['certificate-identity']),
              ...(gate.with.images && change ? { repository: 'mallory/app' } : {}),
            },
            replace: {
              'ghcr.io/acme/signatures': `${repository}-signatures`,
              'ghcr.io/acme/app': repository,
              'registry.example.com/acme/app': repository,
            },
          });
          const right = gate.with.images ? deployed.every((one) => one.includes(`@${digest}`)) : deployed.join() === FILE;
          if (allowed)
            expect(status === 0 && deployed.length > 0 && right, `status ${status}, deployed: ${deployed.join()}`, output);
          else expect(deployed.length === 0, `deployed: ${deployed.join()}`, output);
          if (what.startsWith('without proof'))
            expect(output.includes('decision: denied'), 'it was not the gate that denied', output);
        },
      ],
    ),
  );
  return sample(all, 10, 'steps of the READMEs');
}
