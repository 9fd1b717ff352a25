/**
 * Our actions and components in runners of other projects, and checked by linters of other projects:
 * `node suites/runners/run.mjs [WORDS]`, where WORDS narrow the cases by runner and name. A row each; a peer that is not installed skips its
 * cases, and fails them where CI is set.
 */
import { startSandbox } from '@countersign/sandbox';
import { install, PEERS } from '../peers.mjs';
import { SUITES } from '../table.mjs';
import { actCases } from './act.mjs';
import { judgeAndExit } from './cases.mjs';
import { gitlabCases } from './gitlab.mjs';
import { claimCases } from './claims.mjs';
import { startFilesApi } from './gitlab/files-api.mjs';
import { goldenCases } from './golden.mjs';
import { lintCases } from './lint.mjs';

for (const one of PEERS.filter(({ name }) => SUITES.runners.peers.includes(name)))
  if (!install(one)) console.log(`not installed: ${one.name} ${one.version}`);

const only = process.argv.slice(2).join(' ');
const sandbox = await startSandbox();
const api = await startFilesApi();
try {
  const all = [...lintCases(), ...goldenCases(), ...actCases(sandbox), ...gitlabCases(sandbox, api), ...claimCases(sandbox)];
  await judgeAndExit(all.filter(({ runner, name }) => `${runner} ${name}`.includes(only)));
} finally {
  await api.stop();
  await sandbox.stop();
}
