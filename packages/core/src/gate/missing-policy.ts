import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from '../run/index.js';

/** What to do where a policy file cannot be read: mostly nothing was checked out, or several files are named in one line. */
export function hintForMissing(run: Pick<Run, 'cwd' | 'env'>, file: string): string {
  if (file.includes(',')) return 'Write one policy a line: a comma is part of the name.';
  if (/^(["']).*\1$/.test(file)) return 'Leave the quotes out: they are part of the name.';
  if (!existsSync(join(run.cwd, '.git'))) {
    if (run.env['GITHUB_ACTIONS'] === 'true')
      return 'No repository is checked out here. Add this step before the gate:\n  - uses: actions/checkout@v7';
    if (run.env['GITLAB_CI'] === 'true')
      return 'No repository is checked out here. Remove GIT_STRATEGY (none, empty) from the variables of the job, or take the policy from a job in `needs`.';
  }
  return 'Check the path, and that the policy is committed. In a GitHub workflow, run actions/checkout before the gate.';
}
