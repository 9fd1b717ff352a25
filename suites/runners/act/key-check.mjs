import { keyCheckCases } from '../key-check.mjs';
import { stepsOf } from '../workflow.mjs';
import { fromMirror, releaseMirror } from './release-mirror.mjs';
import { workflowRun } from './workflow-run.mjs';

/** @returns {import('../cases.mjs').Case[]} */
export const keyCheckWorkflow = (sandbox) =>
  keyCheckCases(async (files, folder) => {
    const source = await releaseMirror(sandbox, folder);
    return workflowRun(sandbox, folder, {
      workflow: 'examples/key-check/github.yml',
      ...{ as: 'key-check.yml', event: 'schedule', files },
      change: (workflow) => fromMirror(stepsOf(workflow), source, sandbox.files.trustedRoot),
    });
  });
