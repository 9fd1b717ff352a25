/** Linters of other projects, on every workflow, example and component, each also run on a fault that it must find: `node suites/runners/lint.mjs`. */
import { fileURLToPath } from 'node:url';
import { judgeAndExit } from './cases.mjs';
import { githubCases } from './lint/github.mjs';
import { gitlabCases, specCases } from './lint/gitlab.mjs';

export function lintCases() {
  return [...githubCases(), ...specCases(), ...gitlabCases()].map(([runner, name, verdict, run]) => ({
    runner,
    name,
    verdict,
    run,
  }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const only = process.argv[2];
  await judgeAndExit(lintCases().filter(({ runner, name }) => !only || `${runner} ${name}`.includes(only)));
}
