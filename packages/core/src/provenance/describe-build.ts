import { detectContext, publicIssuers, serverOf, SIGSTORE_AUDIENCE, verifyToken, type TokenSource } from '../ci/index.js';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import type { BuildFacts } from './build-facts.js';
import { oftenBuildsOtherCode } from './github-events.js';
import { githubFacts } from './github.js';
import { gitlabFacts, type GitlabDetails } from './gitlab.js';

/** No service accepts tokens of this audience, so a leaked token is useless. */
const PROVENANCE_AUDIENCE = 'countersign-provenance';

export interface BuildOptions extends GitlabDetails {
  readonly tokens: TokenSource;
  /** Issuers accepted besides those of github.com and gitlab.com, compared as a whole: those in the signing config. */
  readonly issuers: readonly string[];
}

/**
 * Describes the build of this job, from the claims of a token whose signature was verified with its issuer's keys.
 * On GitHub a separate token is requested; GitLab issues one token per job, which is verified instead.
 * @throws CountersignError TOKEN_UNAVAILABLE, TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_CLAIMS_MISSING, INPUT_UNSUPPORTED, NETWORK_FORBIDDEN
 */
export async function describeBuild(run: Run, options: BuildOptions): Promise<BuildFacts> {
  const { tokens } = options;
  requireNetwork(run);
  const audience = tokens.platform === 'github' && tokens.anyAudience === true ? PROVENANCE_AUDIENCE : SIGSTORE_AUDIENCE;
  const { token, issuer: claimed } = await tokens.get(audience);
  const { platform, claims, issuer } = await verifyToken(run, token, {
    audience,
    allowedIssuers: [...publicIssuers(claimed), ...options.issuers],
  });
  assertOwnJob(run, claims);
  if (platform === 'github') {
    const facts = githubFacts(claims, serverOf(issuer, platform, run.env));
    const trigger = textOf(claims['event_name']);
    if (oftenBuildsOtherCode(trigger)) run.emit({ event: 'source-of-workflow', trigger });
    return facts;
  }
  if (platform === 'gitlab') return gitlabFacts(claims, serverOf(issuer, platform, run.env), run.env, options);
  throw new CountersignError('INPUT_UNSUPPORTED', 'provenance cannot be written: the token does not describe a build', {
    expected: 'a token of GitHub Actions or GitLab CI/CD',
    found: `a token of ${issuer}`,
    hint: 'Sign the files or images instead (sign-blob, sign-image): a signature needs no claims about a build.',
  });
}

/**
 * The claims come from a token that is verified with the keys that its issuer publishes. Keys from a file would be as good as the job
 * that names the file: it could sign its own token, and claim any build.
 * @throws CountersignError NETWORK_FORBIDDEN
 */
function requireNetwork({ net }: Pick<Run, 'net'>): void {
  if (net.capability === 'all') return;
  throw new CountersignError(
    'NETWORK_FORBIDDEN',
    `provenance needs the keys of the token issuer, which network: ${net.capability} forbids; nothing was signed`,
    {
      expected: 'network: all, and the CI server within reach',
      found: `network: ${net.capability}`,
      hint: 'Allow network: all (in a closed network it reaches only your own servers), or sign without claims about a build: sign-blob.',
    },
  );
}

/**
 * Checks that the token belongs to this job, by the environment. GitHub protects these variables; on GitLab everyone who starts a
 * pipeline can set them, so there the check only finds mistakes. With such a token, the certificate would be of the other job too.
 * @throws CountersignError TOKEN_INVALID
 */
function assertOwnJob(run: Run, claims: Readonly<Record<string, unknown>>): void {
  const { env } = run;
  const { platform, repository } = detectContext(env);
  const job = /\/-\/jobs\/([0-9]+)$/.exec(env['CI_JOB_URL'] ?? '')?.[1];
  const own: readonly (readonly [string, string | undefined])[] =
    platform === 'github'
      ? [
          ['repository', repository],
          ['run_id', env['GITHUB_RUN_ID']],
        ]
      : platform === 'gitlab'
        ? [
            // In a merge request from a fork, `project_path` is the fork, and the job runs in the project that gets the request.
            [textOf(claims['job_project_path']) === '' ? 'project_path' : 'job_project_path', repository],
            ['job_id', job],
          ]
        : [];
  for (const [name, expected] of own) {
    const found = textOf(claims[name]);
    if (expected === undefined || expected === '' || found === '' || found.toLowerCase() === expected.toLowerCase()) continue;
    throw new CountersignError('TOKEN_INVALID', `the identity token is of another job: ${name} differs; nothing was signed`, {
      expected,
      found: found.slice(0, 200),
      hint: 'Use the token of this job.',
    });
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
