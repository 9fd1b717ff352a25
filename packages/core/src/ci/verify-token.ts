import { CountersignError, systemCode } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { describeUrl } from '../net/index.js';
import { parseJson, readObject } from '../wire/index.js';
import { platformOfClaims } from './claims.js';
import { decodeToken } from './jwt.js';
import type { VerifiedToken } from './types.js';

export interface TokenExpectations {
  readonly audience: string;
  /** Whole issuer strings; nothing is fetched from any other. */
  readonly allowedIssuers: readonly string[];
}

/** Asymmetric algorithms of OpenID Connect issuers; never `none`, never HMAC. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const CLOCK_TOLERANCE_SECONDS = 60;

/**
 * Verifies a token's signature against its issuer's published keys (OpenID Connect Discovery 1.0 section 4), and issuer,
 * audience and times. The issuer must equal one of the allowed ones before anything is fetched.
 * @throws CountersignError TOKEN_INVALID, TOKEN_EXPIRED, FETCH_FAILED, NETWORK_FORBIDDEN, DEADLINE_EXCEEDED
 */
export async function verifyToken(run: Run, token: string, expected: TokenExpectations): Promise<VerifiedToken> {
  run.log.secret(token);
  const issuer = decodeToken(token)['iss'];
  if (typeof issuer !== 'string' || !expected.allowedIssuers.includes(issuer)) {
    throw new CountersignError('TOKEN_INVALID', 'The identity token comes from an issuer that is not accepted here.', {
      expected: expected.allowedIssuers.join(' or ') || 'no issuer is accepted',
      found: typeof issuer === 'string' ? issuer.slice(0, 200) : 'no issuer',
      hint: 'Name the issuer of a server of your own among the oidcUrls of the signing config; the environment cannot name one.',
    });
  }
  const keys = await fetchKeys(run, issuer);
  const { createLocalJWKSet, errors, jwtVerify } = await import('jose');
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
      issuer,
      audience: expected.audience,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: run.clock(),
      requiredClaims: ['exp', 'sub'],
    });
    return { platform: platformOfClaims(payload), issuer, claims: payload };
  } catch (thrown) {
    // jose's error objects carry the claims; only its code and the claim's name are passed on.
    if (thrown instanceof errors.JWTExpired) {
      throw new CountersignError('TOKEN_EXPIRED', 'The identity token has expired.', {
        expected: `valid at ${run.clock().toISOString()}`,
        found: `exp ${String(thrown.payload.exp)}`,
        hint: 'Sign soon after the token was minted, in a job of its own.',
      });
    }
    throw new CountersignError('TOKEN_INVALID', `The identity token does not verify against the keys of ${issuer}.`, {
      expected: `a token of ${issuer} for the audience ${expected.audience}`,
      found:
        thrown instanceof errors.JWTClaimValidationFailed
          ? `claim ${thrown.claim}: ${thrown.reason}`
          : (systemCode(thrown) ?? 'an error'),
      hint: 'Use a token that this issuer minted for this audience.',
    });
  }
}

/** Discovery, then the key set. Both must come from the issuer's own host, over the same scheme. */
async function fetchKeys(run: Run, issuer: string): Promise<{ keys: Record<string, unknown>[] }> {
  const discovery = await fetchJson(run, `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, issuer);
  const { issuer: named, jwks_uri: location } = discovery;
  if (named !== issuer || typeof location !== 'string' || !URL.canParse(location)) {
    throw invalidAnswer(issuer, `issuer ${issuer} and a jwks_uri`, `issuer ${String(named).slice(0, 200)}`);
  }
  const host = new URL(issuer).host;
  if (new URL(location).host !== host || new URL(location).protocol !== new URL(issuer).protocol) {
    throw invalidAnswer(issuer, `keys on ${host}`, `keys on ${new URL(location).host}`);
  }
  const { keys } = await fetchJson(run, location, issuer, issuer);
  if (!Array.isArray(keys) || keys.length === 0) throw invalidAnswer(issuer, 'a key set', 'no keys');
  return { keys: keys.map((key) => ({ ...readObject(key, `a key of ${issuer}`, 'TOKEN_INVALID') })) };
}

async function fetchJson(run: Run, url: string, issuer: string, from?: string) {
  const answer = await run.net.fetch({
    purpose: 'token',
    method: 'GET',
    url,
    ...(from === undefined ? {} : { from }),
    headers: { accept: 'application/json' },
    maxBytes: 512 * 1024,
  });
  if (answer.status !== 200) {
    throw new CountersignError('FETCH_FAILED', `The token issuer ${issuer} answered ${answer.status} for ${describeUrl(url)}.`, {
      expected: 'its discovery document and keys',
      found: `HTTP ${answer.status}`,
      hint: 'Check that this machine can reach the issuer.',
    });
  }
  return readObject(parseJson(answer.body, { maxBytes: 512 * 1024, what: url, code: 'TOKEN_INVALID' }), url, 'TOKEN_INVALID');
}

function invalidAnswer(issuer: string, expected: string, found: string): CountersignError {
  return new CountersignError('TOKEN_INVALID', `The discovery document of the token issuer ${issuer} is not usable.`, {
    expected,
    found,
    hint: 'Check the issuer’s configuration.',
  });
}
