import type { BuildContext } from './types.js';

const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';
/** Enterprises with a custom issuer get one path segment; the same alphabet as Fulcio's meta-issuer. */
const GITHUB_ENTERPRISE_ISSUER = /^https:\/\/token\.actions\.githubusercontent\.com\/[-_a-zA-Z0-9]+$/;

/**
 * The issuers that the platform of this run is known to use, as whole strings. `claimed` is the token's own issuer: it is
 * only let through where the platform gives an enterprise an issuer of its own.
 */
export function platformIssuers(context: BuildContext, claimed?: string): string[] {
  if (context.serverUrl === undefined || !URL.canParse(context.serverUrl)) return [];
  if (context.platform === 'gitlab') return [context.serverUrl];
  if (context.platform !== 'github') return [];
  const server = new URL(context.serverUrl);
  if (server.host === 'github.com') {
    return claimed !== undefined && GITHUB_ENTERPRISE_ISSUER.test(claimed) ? [GITHUB_ISSUER, claimed] : [GITHUB_ISSUER];
  }
  if (server.host.endsWith('.ghe.com')) return [`https://token.actions.${server.host}`];
  return [`${server.origin}/_services/token`];
}
