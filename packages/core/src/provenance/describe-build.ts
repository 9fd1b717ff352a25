import { detectContext, platformIssuers, SIGSTORE_AUDIENCE, verifyToken, type TokenSource } from '../ci/index.js';
import { CountersignError, type Run } from '../errors/index.js';
import type { BuildFacts } from './build-facts.js';
import { githubFacts } from './github.js';
import { gitlabFacts, type GitlabDetails } from './gitlab.js';

/** Nobody accepts tokens of this audience: a token that leaks opens nothing. */
const PROVENANCE_AUDIENCE = 'countersign-provenance';

export interface BuildOptions extends GitlabDetails {
  readonly tokens: TokenSource;
  /** Issuers accepted besides the platform's own, as whole strings: those the signing config names. */
  readonly issuers: readonly string[];
}

/**
 * Describes the build this job belongs to, from the claims of a token whose signature was verified against its issuer's keys.
 * GitHub is asked for a token of its own; GitLab mints one per job, which is verified instead.
 * @throws CountersignError TOKEN_UNAVAILABLE, TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_CLAIMS_MISSING, INPUT_UNSUPPORTED
 */
export async function describeBuild(run: Run, options: BuildOptions): Promise<BuildFacts> {
  const { tokens } = options;
  const context = detectContext(run.env);
  const audience = tokens.platform === 'github' && tokens.anyAudience === true ? PROVENANCE_AUDIENCE : SIGSTORE_AUDIENCE;
  const { token, issuer: claimed } = await tokens.get(audience);
  const { platform, claims, issuer } = await verifyToken(run, token, {
    audience,
    allowedIssuers: [...platformIssuers(context, claimed), ...options.issuers],
  });
  if (platform === 'github') return githubFacts(claims, serverOf(issuer, context.serverUrl, 'https://github.com'));
  if (platform === 'gitlab')
    return gitlabFacts(claims, serverOf(issuer, context.serverUrl, 'https://gitlab.com'), run.env, options);
  throw new CountersignError('INPUT_UNSUPPORTED', 'Provenance can’t be written here: the token says nothing about a build.', {
    expected: 'a token of GitHub Actions or GitLab CI/CD',
    found: `a token of ${issuer}`,
    hint: 'Run in GitHub Actions or GitLab CI/CD, or attest a predicate of your own.',
  });
}

/** The public services speak for themselves; for any other issuer the server is where the job says it runs. */
function serverOf(issuer: string, contextUrl: string | undefined, publicUrl: string): string {
  if (issuer === 'https://gitlab.com') return issuer;
  if (/^https:\/\/token\.actions\.githubusercontent\.com(?:\/|$)/.test(issuer)) return 'https://github.com';
  return contextUrl ?? publicUrl;
}
