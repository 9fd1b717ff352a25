import { CountersignError, systemCode } from '../errors/index.js';
import type { NetResponse, Run } from '../run/index.js';
import { ask, clockNote, type AskedService } from '../net/index.js';
import { parseJson, readObject } from '../wire/index.js';
import { platformOfClaims } from './claims.js';
import { decodeToken } from './jwt.js';
import type { VerifiedToken } from './types.js';

export interface TokenExpectations {
  readonly audience: string;
  /** Accepted issuers, compared as a whole; nothing is fetched from any other. */
  readonly allowedIssuers: readonly string[];
}

/** Asymmetric algorithms of OpenID Connect issuers; not `none`, not HMAC. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const CLOCK_TOLERANCE_SECONDS = 60;

/**
 * Verifies a token's signature against its issuer's published keys (OpenID Connect Discovery 1.0 section 4), and issuer,
 * audience and times. The issuer must equal one of the allowed ones before anything is fetched.
 * @throws CountersignError TOKEN_INVALID, TOKEN_EXPIRED, SERVICE_UNAVAILABLE, SERVICE_REFUSED, SERVICE_ANSWER_INVALID, NETWORK_FORBIDDEN
 */
export async function verifyToken(run: Run, token: string, expected: TokenExpectations): Promise<VerifiedToken> {
  run.log.secret(token);
  const issuer = decodeToken(token)['iss'];
  if (typeof issuer !== 'string' || !expected.allowedIssuers.includes(issuer)) {
    throw new CountersignError('TOKEN_INVALID', 'the issuer of the identity token is not accepted', {
      expected: expected.allowedIssuers.join(' or ') || 'no issuer is accepted',
      found: typeof issuer === 'string' ? issuer.slice(0, 200) : 'no issuer',
      hint: 'Add the issuer of your own server to the oidcUrls of the signing config; it cannot be set in the environment.',
    });
  }
  const { keys, answer } = await fetchKeys(run, issuer);
  const clock = clockNote(run, answer);
  const { createLocalJWKSet, errors, jwtVerify } = await import('jose');
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet({ keys }), {
      issuer,
      audience: expected.audience,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: run.clock(),
      requiredClaims: ['exp', 'sub'],
    });
    return { platform: platformOfClaims(payload), issuer, claims: payload };
  } catch (thrown) {
    // jose's errors contain the claims; only the code and the name of the claim are passed on.
    if (thrown instanceof errors.JWTExpired) {
      throw new CountersignError('TOKEN_EXPIRED', 'the identity token has expired', {
        expected: `valid at ${run.clock().toISOString()}`,
        found: `exp ${String(thrown.payload.exp)}`,
        hint: clock || 'Sign soon after the token was issued, in a separate job.',
      });
    }
    throw new CountersignError('TOKEN_INVALID', `the identity token does not verify with the keys of ${issuer}`, {
      expected: `a token of ${issuer} for the audience ${expected.audience}`,
      found:
        thrown instanceof errors.JWTClaimValidationFailed
          ? `claim ${thrown.claim}: ${thrown.reason}`
          : (systemCode(thrown) ?? 'an error'),
      hint: clock || 'Use a token that this issuer issued for this audience.',
    });
  }
}

/** Fetches the discovery document, then the key set. Both must come from the issuer's host, over the same scheme. */
async function fetchKeys(
  run: Run,
  issuer: string,
): Promise<{ readonly keys: Record<string, unknown>[]; readonly answer: NetResponse }> {
  const { json: discovery } = await fetchJson(run, `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, issuer);
  const { issuer: named, jwks_uri: location } = discovery;
  if (named !== issuer || typeof location !== 'string' || !URL.canParse(location)) {
    throw invalidAnswer(issuer, `issuer ${issuer} and a jwks_uri`, `issuer ${String(named).slice(0, 200)}`);
  }
  const host = new URL(issuer).host;
  if (new URL(location).host !== host || new URL(location).protocol !== new URL(issuer).protocol) {
    throw invalidAnswer(issuer, `keys on ${host}`, `keys on ${new URL(location).host}`);
  }
  const { json, answer } = await fetchJson(run, location, issuer, issuer);
  const { keys } = json;
  if (!Array.isArray(keys) || keys.length === 0) throw invalidAnswer(issuer, 'a key set', 'no keys');
  return { keys: keys.map((key) => ({ ...readObject(key, `a key of ${issuer}`, 'TOKEN_INVALID') })), answer };
}

/** Redirects are not followed: keys of another host would verify tokens of this issuer. */
async function fetchJson(run: Run, url: string, issuer: string, from?: string) {
  const asked: AskedService = {
    role: 'the token issuer',
    url,
    expected: 'its discovery document and keys',
    configured: 'the oidcUrls of the signing config',
    instead: 'Run the job again when the issuer is back, or raise timeout.',
    refused: 'Check that this machine can reach the issuer.',
  };
  const answer = await ask(run, asked, {
    purpose: 'token',
    method: 'GET',
    redirect: 'manual',
    ...(from === undefined ? {} : { from }),
    headers: { accept: 'application/json' },
    maxBytes: 512 * 1024,
  });
  try {
    return { json: readObject(parseJson(answer.body, { maxBytes: 512 * 1024, what: url }), url), answer };
  } catch (cause) {
    throw new CountersignError('SERVICE_ANSWER_INVALID', `the token issuer ${issuer} gave an answer that cannot be used`, {
      expected: `a JSON object from ${url}`,
      found: cause instanceof Error ? cause.message : 'something else',
      hint: 'Check which program answers at this address.',
      cause,
    });
  }
}

function invalidAnswer(issuer: string, expected: string, found: string): CountersignError {
  return new CountersignError('TOKEN_INVALID', `the discovery document of the token issuer ${issuer} cannot be used`, {
    expected,
    found,
    hint: 'Check the configuration of the issuer.',
  });
}
