import type { Environment } from '../run/index.js';
import type { BuildContext } from './types.js';

/**
 * Says where the run happens, from the environment. For messages, defaults and the choice of a token source;
 * nothing that is signed rests on it.
 */
export function detectContext(env: Environment): BuildContext {
  if (env['GITHUB_ACTIONS'] === 'true') return github(env);
  if (env['GITLAB_CI'] === 'true') return gitlab(env);
  if (env['ACTIONS_ID_TOKEN_REQUEST_URL']) return github(env);
  const platform = env['CI'] && env['CI'] !== 'false' ? 'other' : 'none';
  return { platform, serverUrl: undefined, repository: undefined, runUrl: undefined };
}

function github(env: Environment): BuildContext {
  const serverUrl = withoutSlash(env['GITHUB_SERVER_URL'] || 'https://github.com');
  const repository = env['GITHUB_REPOSITORY'] || undefined;
  const run = env['GITHUB_RUN_ID'];
  const runUrl =
    repository && run ? `${serverUrl}/${repository}/actions/runs/${run}/attempts/${env['GITHUB_RUN_ATTEMPT'] || '1'}` : undefined;
  return { platform: 'github', serverUrl, repository, runUrl };
}

function gitlab(env: Environment): BuildContext {
  return {
    platform: 'gitlab',
    serverUrl: withoutSlash(env['CI_SERVER_URL'] || 'https://gitlab.com'),
    repository: env['CI_PROJECT_PATH'] || undefined,
    runUrl: env['CI_JOB_URL'] || undefined,
  };
}

function withoutSlash(url: string): string {
  return url.replace(/(?<!\/)\/+$/, '');
}
