import { CountersignError } from '../errors/index.js';
import { decodeBase64Url, parseJson, readObject } from '../wire/index.js';
import { platformOfClaims, type Claims } from './claims.js';
import type { IdentityToken } from './types.js';

/** Larger than real tokens; those of GitLab list up to 200 groups. */
const MAX_TOKEN_CHARACTERS = 64 * 1024;

/** A compact JWS: three base64url parts (RFC 7515 section 7.1). */
const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/**
 * Decodes a compact JWT without checking its signature. Errors never quote the token.
 * @throws CountersignError TOKEN_INVALID
 */
export function decodeToken(token: string): Claims {
  if (token.length > MAX_TOKEN_CHARACTERS || !COMPACT.test(token)) {
    throw new CountersignError('TOKEN_INVALID', 'the identity token is not a JSON Web Token', {
      expected: 'three base64url parts joined by dots (RFC 7515), at most 64 KiB',
      found: `characters: ${token.length}, parts: ${token.split('.').length}`,
      hint: 'Pass the token exactly as the CI system provides it, without quotes or line breaks.',
    });
  }
  const payload = decodeBase64Url(token.split('.')[1] ?? '', 'identity token', 'TOKEN_INVALID');
  const what = 'the claims of the identity token';
  return readObject(parseJson(payload, { maxBytes: MAX_TOKEN_CHARACTERS, what, code: 'TOKEN_INVALID' }), what, 'TOKEN_INVALID');
}

export interface TokenChecks {
  readonly audience: string;
  readonly now: Date;
  /** The hint for an expired token; depends on its source. */
  readonly renewal: string;
  /** The host that issued it just now, if it was requested. */
  readonly from?: string;
}

/**
 * Decodes a token and checks audience and expiry, so that a wrong token gives a clear error and not a 400 of a service.
 * The signature is not checked here, but where the claims are used (verifyToken, Fulcio).
 * @throws CountersignError TOKEN_INVALID, TOKEN_EXPIRED
 */
export function checkToken(token: string, { audience, now, renewal, from }: TokenChecks): IdentityToken {
  const name = from === undefined ? 'the identity token' : `the identity token that ${from} issued`;
  const claims = decodeToken(token);
  const { iss, exp, aud } = claims;
  if (typeof iss !== 'string' || iss === '') throw lacks('iss', 'an issuer');
  if (typeof exp !== 'number' || !Number.isFinite(exp)) throw lacks('exp', 'an expiry in seconds since 1970');
  const audiences = Array.isArray(aud) ? aud.filter((entry) => typeof entry === 'string') : typeof aud === 'string' ? [aud] : [];
  if (!audiences.includes(audience)) {
    throw new CountersignError('TOKEN_INVALID', `${name} is for another audience`, {
      expected: audience,
      found: audiences.join(', ').slice(0, 200) || 'no audience',
      hint:
        platformOfClaims(claims) === 'gitlab'
          ? `Write in the job:\n  id_tokens:\n    SIGSTORE_ID_TOKEN:\n      aud: ${audience}`
          : `Ask the CI system for a token with the audience ${audience}.`,
    });
  }
  const expires = new Date(exp * 1000);
  if (Number.isNaN(expires.getTime())) throw lacks('exp', 'an expiry in seconds since 1970');
  if (expires <= now) {
    throw new CountersignError('TOKEN_EXPIRED', `${name} expired at ${expires.toISOString()}`, {
      expected: `valid at ${now.toISOString()}`,
      found: `expired ${Math.ceil((now.getTime() - expires.getTime()) / 1000)} s ago`,
      hint: renewal,
    });
  }
  return { token, claims, issuer: iss, expires };
}

function lacks(claim: string, expected: string): CountersignError {
  return new CountersignError('TOKEN_INVALID', `the identity token has no valid claim ${claim}`, {
    expected,
    found: 'none',
    hint: 'Use a token of an OpenID Connect issuer.',
  });
}
