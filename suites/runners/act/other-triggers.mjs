/** The examples whose runs no default trigger starts: a nightly build and a merge queue. */
import { deploys, refuses } from '../cases.mjs';
import { workflowRun } from './workflow-run.mjs';

const MAIN = 'refs/heads/main';
const QUEUE = 'refs/heads/gh-readonly-queue/main/pr-7-2b5f1f1b5d3c4a9e8f7061524334251607182930';
const DEPLOYED = /^dist\/app-1\.2\.3\.tgz$/;

/** @returns {import('../cases.mjs').Case[]} */
export function otherTriggerCases(sandbox) {
  const runs = {
    nightly: { workflow: 'examples/github/nightly.yml', event: 'schedule', ref: MAIN },
    'merge-queue': { workflow: 'examples/github/merge-queue.yml', event: 'merge_group', ref: QUEUE },
  };
  /** @param {keyof typeof runs} name */
  const run = (name, folder, claims = {}) => {
    const { workflow, event, ref } = runs[name];
    return workflowRun(sandbox, folder, {
      ...{ workflow, event, as: `${name}.yml`, policy: workflow.replace('.yml', '.policy.yaml') },
      claims: { ref, ...claims },
    });
  };
  return [
    ['nightly: started by the schedule', 'deployed', async (folder) => deploys(await run('nightly', folder), DEPLOYED)],
    [
      'nightly: the same workflow, started by hand',
      'deployment refused',
      async (folder) =>
        refuses(await run('nightly', folder, { event_name: 'workflow_dispatch' }), 'EXTENSION_MISMATCH', 'schedule'),
    ],
    [
      'nightly: a schedule of another repository',
      'deployment refused',
      async (folder) => refuses(await run('nightly', folder, { repository: 'mallory/app' }), 'SOURCE_MISMATCH'),
    ],
    ['merge-queue: built in the queue', 'deployed', async (folder) => deploys(await run('merge-queue', folder), DEPLOYED)],
    [
      'merge-queue: the same workflow, started by a pull request',
      'deployment refused',
      async (folder) =>
        refuses(await run('merge-queue', folder, { event_name: 'pull_request', ref: 'refs/pull/7/merge' }), 'SOURCE_MISMATCH'),
    ],
    [
      'merge-queue: the queue of another branch',
      'deployment refused',
      async (folder) => refuses(await run('merge-queue', folder, { ref: QUEUE.replace('/main/', '/old/') }), 'SOURCE_MISMATCH'),
    ],
  ];
}
