import { resolve } from 'node:path';
import { asCountersignError, CountersignError, referenceHint, systemReason } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { describeUrl } from '../net/index.js';
import { readRegularFile } from '../wire/index.js';
import { assertSigningClaims, platformOfClaims } from './claims.js';
import { detectContext } from './detect-context.js';
import { githubTokenSource } from './github-token.js';
import { checkToken, decodeToken } from './jwt.js';
import type { BuildContext, Platform, TokenSource } from './types.js';

/** The audience that Fulcio requires. */
export const SIGSTORE_AUDIENCE = 'sigstore';

const MAX_FILE_BYTES = 128 * 1024;

export interface TokenSourceOptions {
  /** `env://VAR` or a file, for other CI systems. */
  readonly identityToken?: string | undefined;
  /** Origins of the issuers in the signing config: only these may be on this machine. */
  readonly trustedOrigins?: readonly string[] | undefined;
  /** The login of a person, which is then used instead of tokens that are found. */
  readonly login?: TokenSource | undefined;
}

/**
 * The source of this run's identity token: the one named by the option, GitHub's request protocol, or `SIGSTORE_ID_TOKEN`
 * (GitLab's `id_tokens`; other Sigstore clients read it too). Every token is checked for audience, expiry and, for
 * Fulcio, the claims of its platform; it is masked in the log from then on. Nothing is fetched before `get`.
 */
export function tokenSource(run: Run, options: TokenSourceOptions = {}): TokenSource {
  const context = detectContext(run.env);
  if (options.identityToken !== undefined) {
    const location = options.identityToken;
    return givenToken(run, context, () => readToken(run, location), renewalOf(location));
  }
  if (options.login !== undefined) return preflighted(run, options.login);
  if (context.platform === 'github' && run.env['ACTIONS_ID_TOKEN_REQUEST_URL'])
    return preflighted(run, githubTokenSource(run, options.trustedOrigins));
  if (run.env['SIGSTORE_ID_TOKEN']) {
    return givenToken(
      run,
      context,
      () => (run.env['SIGSTORE_ID_TOKEN'] ?? '').trim(),
      renewalOf('SIGSTORE_ID_TOKEN', context.platform),
    );
  }
  const failure = unavailable(run, context.platform);
  return { platform: context.platform, isAbsent: true, get: () => Promise.reject(failure) };
}

/** An existing token: it has one audience and cannot be renewed. */
function givenToken(run: Run, context: BuildContext, read: () => string, renewal: string): TokenSource {
  let token: string;
  let platform: Platform;
  try {
    token = read();
    run.log.secret(token);
    platform = platformOfClaims(decodeToken(token));
  } catch (thrown) {
    const failure = asCountersignError(thrown, 'TOKEN_INVALID');
    return { platform: context.platform, get: () => Promise.reject(failure) };
  }
  return preflighted(run, {
    platform,
    get: async (audience) => checkToken(token, { audience, now: run.clock(), renewal }),
  });
}

/** Checks the claims that Fulcio requires before the request, because Fulcio's refusal does not name them; emits `token-taken`. */
function preflighted(run: Pick<Run, 'emit'>, source: TokenSource): TokenSource {
  return {
    ...source,
    get: async (audience) => {
      const token = await source.get(audience);
      if (audience === SIGSTORE_AUDIENCE) assertSigningClaims(token.claims, platformOfClaims(token.claims));
      // An issuer may be any text until the token is verified.
      const issuer = URL.canParse(token.issuer) ? describeUrl(token.issuer) : undefined;
      run.emit({ event: 'token-taken', issuer, audience, expires: token.expires.toISOString() });
      return token;
    },
  };
}

function readToken(run: Run, location: string): string {
  if (location.startsWith('env://')) {
    const name = location.slice('env://'.length);
    const value = run.env[name]?.trim();
    if (value) return value;
    const shown = /^[A-Z_][A-Z0-9_]{0,63}$/.test(name) ? name : 'of that name';
    throw new CountersignError('TOKEN_UNAVAILABLE', `the environment variable ${shown}, named by identity-token, is not set`, {
      expected: `an identity token in ${shown}`,
      found: 'nothing',
      hint: 'Pass the variable to this step, or correct its name.',
    });
  }
  if (/^eyJ[\w-]*\.[\w-]+\.[\w-]*$/.test(location)) {
    // Not quoted: it is a valid credential, and messages are logged.
    run.log.secret(location);
    throw new CountersignError('INPUT_INVALID', '`identity-token` contains a token; pass a reference such as env://VAR', {
      expected: 'env://VAR or the path of a file',
      found: 'a JSON Web Token',
      hint: referenceHint('identity-token'),
    });
  }
  try {
    const path = resolve(run.cwd, location);
    return readRegularFile(path, MAX_FILE_BYTES, { followLink: true }).toString('utf8').trim();
  } catch (cause) {
    // Without the path, and without the cause, which contains it: it may be the token itself.
    throw new CountersignError('TOKEN_UNAVAILABLE', 'the file named by identity-token cannot be read', {
      expected: 'a readable file with one identity token',
      found: systemReason(cause),
      hint: `Check the path. Never pass the token itself. ${referenceHint('identity-token')}`,
    });
  }
}

function renewalOf(source: string, platform: Platform = 'other'): string {
  return platform === 'gitlab'
    ? 'GitLab issues the token when the job starts and does not renew it: sign in a short separate job, or raise the timeout of the job.'
    : `Put a new token into ${placeOf(source)} just before signing.`;
}

/** Names a variable; does not show a path. */
function placeOf(source: string): string {
  const name = source.replace(/^env:\/\//, '');
  return /^[A-Z_][A-Z0-9_]{0,63}$/.test(name) ? name : 'the file that identity-token names';
}

function unavailable(run: Run, platform: Platform): CountersignError {
  if (platform === 'github') {
    const fork = run.env['GITHUB_EVENT_NAME'] === 'pull_request' ? '; pull requests from forks never get one' : '';
    return new CountersignError('TOKEN_UNAVAILABLE', `this GitHub job has no permission to request an identity token${fork}`, {
      expected: 'permissions: id-token: write',
      found: 'ACTIONS_ID_TOKEN_REQUEST_URL is not set',
      hint: 'Add to the job (or the workflow):\n  permissions:\n    id-token: write\nThe caller of a reusable workflow must grant it too.',
    });
  }
  if (platform === 'gitlab') {
    return new CountersignError('TOKEN_UNAVAILABLE', 'this GitLab job has no identity token for Sigstore', {
      expected: 'id_tokens: SIGSTORE_ID_TOKEN: aud: sigstore',
      found: 'SIGSTORE_ID_TOKEN is not set',
      hint: 'Add to the job:\n  id_tokens:\n    SIGSTORE_ID_TOKEN:\n      aud: sigstore',
    });
  }
  return new CountersignError('TOKEN_UNAVAILABLE', 'no identity token is available for signing', {
    expected: 'GitHub Actions, GitLab CI/CD, SIGSTORE_ID_TOKEN, or identity-token',
    found: platform === 'other' ? 'an unknown CI system' : 'no CI system',
    hint: 'Put a token with the audience sigstore into SIGSTORE_ID_TOKEN, name it with identity-token: env://VAR, or sign with a key. A person can log in: --login browser, or --login device.',
  });
}
