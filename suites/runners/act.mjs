/**
 * GitHub workflows run by act, in host mode, with our actions of this checkout and the sandbox for Sigstore and registry:
 * `node suites/runners/act.mjs [WORDS]`.
 */
import { fileURLToPath } from 'node:url';
import { attackCases } from './act/attacks.mjs';
import { commandLineCases } from './act/command-line.mjs';
import { imageCases } from './act/container-image.mjs';
import { keyCheckWorkflow } from './act/key-check.mjs';
import { otherTriggerCases } from './act/other-triggers.mjs';
import { ownCases } from './act/own-release.mjs';
import { pageCases } from './act/pages.mjs';
import { packageCases } from './act/release-package.mjs';
import { setupSnippetCases } from './act/setup-snippets.mjs';
import { snippetCases } from './act/snippets.mjs';
import { thirdPartyCases } from './act/third-party.mjs';
import { judgeAndExit } from './cases.mjs';

export function actCases(sandbox) {
  const all = [
    packageCases,
    imageCases,
    thirdPartyCases,
    commandLineCases,
    otherTriggerCases,
    keyCheckWorkflow,
    ownCases,
    attackCases,
    snippetCases,
    setupSnippetCases,
    pageCases,
  ].flatMap((cases) => cases(sandbox));
  return all.map(([name, verdict, run]) => ({ runner: 'act', name, verdict, run }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { startSandbox } = await import('@countersign/sandbox');
  const sandbox = await startSandbox();
  const only = process.argv[2];
  await judgeAndExit(actCases(sandbox).filter(({ name }) => !only || name.includes(only)));
  await sandbox.stop();
}
