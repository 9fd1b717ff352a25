import type { Policy } from '../policy/index.js';

const TENANT = /^https:\/\/token\.actions\.([a-z0-9-]+\.ghe\.com)$/;
const SERVER = /^(https:\/\/[^/]+)\/_services\/token$/;

/**
 * Origins of the GitHub APIs of the issuers that policies name: the environment alone must not decide to which server a GitHub token
 * is sent.
 */
export function githubApis(policies: readonly Policy[]): readonly string[] {
  const issuers = policies.flatMap(({ signers }) =>
    [...signers.values()].flatMap(({ who }) => ('issuer' in who ? [who.issuer] : [])),
  );
  return [...new Set(issuers.flatMap(apiOf))];
}

/** The API of github.com is always known. */
function apiOf(issuer: string): readonly string[] {
  const tenant = TENANT.exec(issuer)?.[1];
  if (tenant !== undefined) return [`https://api.${tenant}`];
  const server = SERVER.exec(issuer)?.[1];
  return server === undefined ? [] : [server];
}
