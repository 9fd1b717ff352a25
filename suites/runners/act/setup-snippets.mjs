/**
 * The steps with `setup` in the READMEs, behind steps that make and sign what they name. They get a release of the command line from a mirror,
 * signed as our release workflow signs it, and signed by another workflow.
 */
import { stringify } from 'yaml';
import { VERSION } from '@countersign/surface/version';
import { deploys, stops } from '../cases.mjs';
import { snippets } from '../snippets.mjs';
import { ourAction } from '../workflow.mjs';
import { fromMirror, releaseMirror } from './release-mirror.mjs';
import { policy, stepsIn } from './snippets.mjs';
import { workflowRun } from './workflow-run.mjs';

const AS = 'release.yml';
const FILE = 'dist/app.tgz';
const GATE = `countersign verify ${FILE} --policy release.policy.yaml`;

/** @returns {import('../cases.mjs').Case[]} */
export function setupSnippetCases(sandbox) {
  const root = sandbox.files.trustedRoot;
  const found = snippets().flatMap(({ where, value }) => {
    const steps = stepsIn(value);
    return steps?.some?.((step) => ourAction(step) === 'setup') ? [{ where, steps }] : [];
  });
  if (found.length < 4) throw new Error(`only ${found.length} lists of steps with setup were found in the READMEs`);
  const run = async (folder, shown, signer = {}) => {
    const steps = structuredClone(shown);
    const version = String(steps.find((step) => ourAction(step) === 'setup').with?.version ?? VERSION);
    fromMirror(steps, await releaseMirror(sandbox, folder, { version, signer }), root);
    const all = [
      { uses: 'actions/checkout@v7' },
      { run: `mkdir dist && echo bytes > ${FILE}` },
      { uses: 'countersign/countersign/actions/sign-blob@v1', with: { paths: FILE } },
      ...steps,
      { run: `${GATE} -- ./deploy.sh ${FILE}` },
    ];
    const job = { 'runs-on': 'ubuntu-24.04', permissions: { contents: 'read', 'id-token': 'write' }, steps: all };
    return workflowRun(sandbox, folder, {
      text: stringify({ name: 'release', on: 'push', permissions: {}, jobs: { deploy: job } }),
      as: AS,
      files: { 'release.policy.yaml': stringify(policy(sandbox, { with: {} }, 'signature')) },
      replace: { 'countersign verify': `countersign verify --trusted-root ${root}` },
    });
  };
  return found.flatMap(
    /** @returns {import('../cases.mjs').Case[]} */ ({ where, steps }) => [
      [`${where}: set up`, 'deployed', async (folder) => deploys(await run(folder, steps), /^dist\/app\.tgz$/)],
      [
        `${where}: the mirror has another program`,
        'not set up',
        async (folder) => stops(await run(folder, steps, { repository: 'mallory/countersign' }), 'IDENTITY_MISMATCH'),
      ],
    ],
  );
}
