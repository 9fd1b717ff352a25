/**
 * Every pipeline of the READMEs, completed with what it names and does not show (the jobs in `needs`, the policy, the files), and run with
 * proof and without: only then is the deployment to run, whatever people write around it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { expect } from '../cases.mjs';
import { buildAndPush } from '../images.mjs';
import { root } from '../programs.mjs';
import { sample, snippets } from '../snippets.mjs';
import { PIECES_WITH_COMMAND, PIECES, yamlOf } from '../../../scripts/surface.mjs';
import { components, pipelineRun } from './pipeline-run.mjs';

const COMMIT = 'c0de'.repeat(10);
const component = (name, inputs) => ({ component: `$CI_SERVER_FQDN/countersign/components/${name}@${COMMIT}`, inputs });
const nameOf = (include) => /\/([a-z-]+)@/.exec(include.component)?.[1] ?? '';
const jobOf = (include) => include.inputs['job-name'] ?? nameOf(include);
/** Signing components by name, with the inputs of their examples: for a snippet whose `needs` names one that it does not show. */
const SIGNING = Object.fromEntries(
  PIECES_WITH_COMMAND.filter((piece) => PIECES[piece].role === 'signing').map((piece) => {
    const { stage: _stage, needs: _needs, ...inputs } = parse(yamlOf(PIECES[piece].gitlab.example)).include[0].inputs;
    return [piece, inputs];
  }),
);

const build = (image) => ({
  stage: 'build',
  script: ['mkdir dist', 'echo bytes > dist/app.tgz', 'echo bytes > dist/app-debug.tgz', `echo '${image}' > image.txt`],
  artifacts: { paths: ['dist/app.tgz', 'image.txt'] },
});

/** The pipeline, with what it needs; a snippet that only signs gets the gate that its users would write. */
function completed(text, image) {
  const pipeline = parse(text.replaceAll(/@(?:\d+\.\d+\.\d+|[0-9a-f]{40})/g, `@${COMMIT}`));
  pipeline.stages = ['build', 'sign', 'gate', 'deploy'];
  if (!pipeline.include.some((one) => nameOf(one) === 'verify-gate')) {
    const [signing] = pipeline.include;
    const { 'images-from': from, 'bundle-path': bundle } = signing.inputs;
    const what = from
      ? { 'images-from': from, deploy: './deploy.sh $(cat countersign-gate/pinned-images)' }
      : { paths: 'dist/*.tgz', deploy: './deploy.sh dist/*.tgz' };
    const inputs = {
      'job-name': 'deploy',
      stage: 'deploy',
      needs: ['build', jobOf(signing)],
      policies: 'release.policy.yaml',
      ...what,
      ...(bundle ? { evidence: bundle } : {}),
    };
    pipeline.include.push(component('verify-gate', inputs));
  }
  const needed = new Set(pipeline.include.flatMap(({ inputs }) => inputs.needs));
  for (const [name, inputs] of Object.entries(SIGNING))
    if (needed.has(name) && !pipeline.include.some((one) => jobOf(one) === name))
      pipeline.include.push(component(name, { stage: 'sign', needs: ['build'], ...inputs }));
  return { build: build(image), ...pipeline };
}

const policy = (sandbox, image, gate, proof) =>
  stringify({
    apiVersion: 'countersign.dev/v1beta1',
    kind: 'Policy',
    metadata: { name: 'release' },
    signers: {
      release: {
        gitlab: {
          source: { project: 'acme/app', refs: ['refs/heads/main'] },
          config: '.gitlab-ci.yml',
          issuer: sandbox.issuers.gitlab,
        },
      },
    },
    rules: [
      {
        name: 'all',
        match: {
          ...(gate['images-from'] ? { images: [image.split('@')[0]] } : { paths: ['dist/*.tgz'] }),
          ...(gate.target ? { target: gate.target } : {}),
        },
        require: [{ [proof]: { by: 'release' } }],
      },
    ],
  });

const set = (job, settings) => (pipeline) => (pipeline[job] = { ...pipeline[job], ...settings });
const gateOf = (pipeline) => pipeline.include.find((one) => nameOf(one) === 'verify-gate');
const onGate = (settings) => (pipeline) => set(jobOf(gateOf(pipeline)), settings)(pipeline);
/** On the job that deploys: gitlab-ci-local throws away what a job has made before its after_script runs. */
const afterwards = (pipeline) => (pipeline.deploy?.script ? set('deploy', AFTER) : onGate(AFTER))(pipeline);
const AFTER = { after_script: ['echo done'] };
/** Other bytes are signed than those that are deployed; for images, someone else has signed. */
const altered = (pipeline) => {
  for (const include of pipeline.include)
    if (nameOf(include) !== 'verify-gate')
      set(jobOf(include), { before_script: ['for f in dist/*.tgz; do echo more >> "$f"; done'] })(pipeline);
};
const own = (script) => ({ script: [script] });

/** Changes that users may make around a snippet, and whether its deployment may run. */
/**
 * What is done to each of them, whether it is then deployed, and the change.
 * @type {[what: string, allowed: boolean | string, change?: (document: any) => unknown, unproven?: boolean][]}
 */
const VARIANTS = [
  ['with proof', true],
  ['with proof and an after_script', true, afterwards],
  ['without proof', false, altered, true],
  ['without proof, allowed to fail', false, (pipeline) => (altered(pipeline), onGate({ allow_failure: true })(pipeline)), true],
  [
    'without proof, with an after_script',
    false,
    (pipeline) => (altered(pipeline), onGate({ after_script: ['echo done'] })(pipeline)),
    true,
  ],
  ['with a before_script in the place of the gate', false, onGate({ before_script: ['echo before'] })],
  [
    'with a before_script in the place of the gate, allowed to fail',
    false,
    onGate({ before_script: ['echo before'], allow_failure: true }),
  ],
  [
    'without proof, with a script of its own',
    false,
    (pipeline) => (altered(pipeline), onGate(own('./deploy.sh dist/*.tgz'))(pipeline)),
    true,
  ],
  // A limit, and the README says so: of a job whose before_script and script are replaced, nothing of ours is left.
  [
    'without proof, with a before_script and a script of its own',
    'no gate',
    (pipeline) => (altered(pipeline), onGate({ before_script: ['echo before'], ...own('./deploy.sh dist/*.tgz') })(pipeline)),
  ],
  [
    'with a gate that cannot start, allowed to fail',
    false,
    (pipeline) => ((gateOf(pipeline).inputs.path = '/nonexistent'), onGate({ allow_failure: true })(pipeline)),
  ],
  [
    'with a gate in mode warn, without proof',
    false,
    (pipeline) => (altered(pipeline), (gateOf(pipeline).inputs.mode = 'warn')),
    true,
  ],
];

/** The sentence of the README about this limit. */
const limit = /If you add your own `before_script` and your own `script`, none of our code is left: there is no gate/;

/** @returns {import('../cases.mjs').Case[]} */
export function snippetCases(sandbox, api) {
  const page = readFileSync(join(root, 'gitlab-components', 'README.md'), 'utf8');
  // What brings its own build (a matrix) is run as it stands by tests/gitlab-components.e2e.test.ts.
  const found = snippets().filter(
    ({ value }) => !value?.build && value?.include?.some?.((one) => String(one.component).includes('/components/')),
  );
  const shown = new Set(found.flatMap(({ value }) => value.include.map(nameOf)));
  const unshown = components.filter((name) => !shown.has(name));
  if (unshown.length > 0) throw new Error(`no pipeline of the READMEs shows ${unshown.join(', ')}`);
  const all = found.flatMap(({ where, text }) =>
    VARIANTS.map(
      /** @returns {import('../cases.mjs').Case} */ ([what, allowed, change, unproven]) => [
        `${where}: ${what}`,
        allowed === 'no gate' ? 'deployed: no gate is left' : allowed ? 'deployed' : 'nothing deployed',
        async (folder) => {
          const repository = `${sandbox.registry.host}/snippet-${folder.split('-').at(-1)?.toLowerCase()}/app`;
          const image = `${repository}@${await buildAndPush(`${repository}:1`, 'linux/amd64')}`;
          const pipeline = completed(text, image);
          change?.(pipeline);
          const gate = gateOf(pipeline).inputs;
          const proof = pipeline.include.some((one) => nameOf(one).startsWith('sign-')) ? 'signature' : 'provenance';
          const claims = unproven && gate['images-from'] ? { project_path: 'mallory/app' } : {};
          const { status, deployed, output } = await pipelineRun(sandbox, api, folder, {
            pipeline: stringify(pipeline),
            policies: { [gate.policies]: policy(sandbox, image, gate, proof) },
            claims,
          });
          if (allowed === 'no gate') {
            expect(deployed.length === 1 && !output.includes('decision:'), `deployed: ${deployed.join()}`, output);
            expect(limit.test(page), 'gitlab-components/README.md does not say that nothing of the gate is left', page);
          } else if (allowed)
            expect(
              status === 0 && deployed.length === 1 && /^(?:dist\/app\.tgz|.*@sha256:[0-9a-f]{64})$/.test(deployed[0]),
              `status ${status}, deployed: ${deployed.join()}`,
              output,
            );
          else expect(deployed.length === 0, `deployed: ${deployed.join()}`, output);
          if (unproven) expect(/decision: denied/.test(output), 'it was not the gate that denied', output);
        },
      ],
    ),
  );
  return sample(all, 8, 'pipelines of the READMEs');
}
