import type { Environment } from '../run/index.js';
import { detectContext } from './detect-context.js';

const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';
const GITLAB_ISSUER = 'https://gitlab.com';
/** The custom issuer of an enterprise has one path segment; the same alphabet as in Fulcio's meta-issuer. */
const GITHUB_ENTERPRISE_ISSUER = /^https:\/\/token\.actions\.githubusercontent\.com\/[-_a-zA-Z0-9]+$/;

/**
 * The issuers accepted by default, compared as a whole: those of github.com and gitlab.com. Own servers must be
 * named in the signing config; the environment is not used, because everyone who starts a pipeline can set `CI_SERVER_URL`.
 *
 * @param claimed the issuer in the token: accepted only if it is the custom issuer of an enterprise on github.com
 */
export function publicIssuers(claimed?: string): readonly string[] {
  const enterprise = claimed !== undefined && GITHUB_ENTERPRISE_ISSUER.test(claimed) ? [claimed] : [];
  return [GITHUB_ISSUER, GITLAB_ISSUER, ...enterprise];
}

/** The server of the issuers of github.com and gitlab.com. */
export function publicServerOf(issuer: string): string | undefined {
  if (issuer === GITLAB_ISSUER) return 'https://gitlab.com';
  return issuer === GITHUB_ISSUER || issuer.startsWith(`${GITHUB_ISSUER}/`) ? 'https://github.com' : undefined;
}

/**
 * The URL of the server whose jobs get the tokens of an issuer; it is in no claim. For the public services and for servers of GitHub
 * it follows from the issuer. For other issuers in the signing config it is the server URL in the environment of the job.
 */
export function serverOf(issuer: string, platform: 'github' | 'gitlab', env: Environment): string {
  const known = publicServerOf(issuer);
  if (known !== undefined) return known;
  const tenant = /^https:\/\/token\.actions\.([a-z0-9-]+\.ghe\.com)(?:\/|$)/.exec(issuer)?.[1];
  if (tenant !== undefined) return `https://${tenant}`;
  const enterprise = /^(https:\/\/[^/]+)\/_services\/token$/.exec(issuer)?.[1];
  return enterprise ?? detectContext(env).serverUrl ?? `https://${platform}.com`;
}
