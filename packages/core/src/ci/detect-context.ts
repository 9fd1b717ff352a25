import type { Environment } from '../run/index.js';
import type { BuildContext } from './types.js';

/**
 * Detects the CI platform from the environment. For messages, defaults and the choice of a token source;
 * signed data never depends on it.
 */
export function detectContext(env: Environment): BuildContext {
  if (env['GITHUB_ACTIONS'] === 'true') return github(env);
  if (env['GITLAB_CI'] === 'true') return gitlab(env);
  if (env['ACTIONS_ID_TOKEN_REQUEST_URL']) return github(env);
  const platform = env['CI'] && env['CI'] !== 'false' ? 'other' : 'none';
  return { platform, serverUrl: undefined, repository: undefined };
}

function github(env: Environment): BuildContext {
  const serverUrl = withoutSlash(env['GITHUB_SERVER_URL'] || 'https://github.com');
  const repository = env['GITHUB_REPOSITORY'] || undefined;
  return { platform: 'github', serverUrl, repository };
}

function gitlab(env: Environment): BuildContext {
  return {
    platform: 'gitlab',
    serverUrl: withoutSlash(env['CI_SERVER_URL'] || 'https://gitlab.com'),
    repository: env['CI_PROJECT_PATH'] || undefined,
  };
}

function withoutSlash(url: string): string {
  return url.replace(/(?<!\/)\/+$/, '');
}
