import { globSync } from 'node:fs';
import { root } from '../programs.mjs';

export const workflows = globSync(
  ['.github/workflows/*.yml', 'examples/github/*.yml', 'examples/{key-check,keys/*}/github.yml'],
  {
    cwd: root,
  },
).sort();
export const pipelines = globSync(['examples/gitlab/*.gitlab-ci.yml', 'examples/{key-check,keys/*}/gitlab-ci.yml'], {
  cwd: root,
}).sort();
