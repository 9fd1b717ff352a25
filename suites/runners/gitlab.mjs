/**
 * GitLab pipelines of people who include the components, run by gitlab-ci-local without docker; the sandbox is Sigstore and registry:
 * `node suites/runners/gitlab.mjs [WORDS]`. What a component does in detail is tested in tests/gitlab-components.e2e.test.ts.
 */
import { fileURLToPath } from 'node:url';
import { judgeAndExit } from './cases.mjs';
import { attackCases } from './gitlab/attacks.mjs';
import { imageCases } from './gitlab/container-image.mjs';
import { startFilesApi } from './gitlab/files-api.mjs';
import { keyCheckPipeline } from './gitlab/key-check.mjs';
import { nightlyCases } from './gitlab/nightly.mjs';
import { pageCases } from './gitlab/pages.mjs';
import { packageCases } from './gitlab/release-package.mjs';
import { snippetCases } from './gitlab/snippets.mjs';

export function gitlabCases(sandbox, api) {
  const all = [attackCases, packageCases, nightlyCases, keyCheckPipeline, imageCases, snippetCases, pageCases].flatMap((cases) =>
    cases(sandbox, api),
  );
  return all.map(([name, verdict, run]) => ({
    runner: 'gitlab-ci-local',
    name,
    verdict,
    run,
  }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { startSandbox } = await import('@countersign/sandbox');
  const sandbox = await startSandbox();
  const api = await startFilesApi();
  const only = process.argv[2];
  await judgeAndExit(gitlabCases(sandbox, api).filter(({ name }) => !only || name.includes(only)));
  await api.stop();
  await sandbox.stop();
}
