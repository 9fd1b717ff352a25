import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyCheckCases } from '../key-check.mjs';
import { root } from '../programs.mjs';
import { pipelineRun } from './pipeline-run.mjs';

/** In place of npm's: runs the program of this checkout, which no registry has. */
const NPX = `#!/bin/sh
case "$1 $2" in '--yes countersign@'[0-9]*) ;; *) exit 9 ;; esac
shift 2
exec node '${join(root, 'packages/cli/dist/index.js')}' "$@"
`;

/** @returns {import('../cases.mjs').Case[]} */
export const keyCheckPipeline = (sandbox, api) =>
  keyCheckCases((files, folder) =>
    pipelineRun(sandbox, api, folder, {
      pipeline: readFileSync(join(root, 'examples/key-check/gitlab-ci.yml'), 'utf8'),
      ...{ files, programs: { npx: NPX }, claims: { pipeline_source: 'schedule', ref: 'main' } },
    }),
  );
