import { CountersignError } from '../errors/index.js';
import { decodeBase64Url, parseJson, readObject } from '../wire/index.js';
import type { Claims } from './claims.js';
import type { IdentityToken } from './types.js';

/** GitLab tokens list up to 200 groups; nothing real is larger than this. */
const MAX_TOKEN_CHARACTERS = 64 * 1024;

/** Three base64url parts: what a compact JWS looks like (RFC 7515 section 7.1). */
const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/**
 * Decodes a compact JWT without checking its signature. No error ever quotes the token.
 * @throws CountersignError TOKEN_INVALID
 */
export function decodeToken(token: string): Claims {
  if (token.length > MAX_TOKEN_CHARACTERS || !COMPACT.test(token)) {
    throw new CountersignError('TOKEN_INVALID', 'The identity token is not a JSON Web Token.', {
      expected: 'three base64url parts joined by dots (RFC 7515), at most 64 KiB',
      found: `${token.length} characters, ${token.split('.').length} parts`,
      hint: 'Give the raw token as the CI system hands it out, without quotes or line breaks.',
    });
  }
  const payload = decodeBase64Url(token.split('.')[1] ?? '', 'identity token', 'TOKEN_INVALID');
  const what = 'the claims of the identity token';
  return readObject(parseJson(payload, { maxBytes: MAX_TOKEN_CHARACTERS, what, code: 'TOKEN_INVALID' }), what, 'TOKEN_INVALID');
}

export interface TokenChecks {
  readonly audience: string;
  readonly now: Date;
  /** What to do about an expired token; depends on where it came from. */
  readonly renewal: string;
}

/**
 * Decodes a token and checks audience and expiry, so that a wrong one is named here and not by a service's 400.
 * The signature is not checked: whoever relies on the claims does that (verifyToken, Fulcio).
 * @throws CountersignError TOKEN_INVALID, TOKEN_EXPIRED
 */
export function checkToken(token: string, { audience, now, renewal }: TokenChecks): IdentityToken {
  const claims = decodeToken(token);
  const { iss, exp, aud } = claims;
  if (typeof iss !== 'string' || iss === '') throw lacks('iss', 'an issuer');
  if (typeof exp !== 'number' || !Number.isFinite(exp)) throw lacks('exp', 'an expiry in seconds since 1970');
  const audiences = Array.isArray(aud) ? aud.filter((entry) => typeof entry === 'string') : typeof aud === 'string' ? [aud] : [];
  if (!audiences.includes(audience)) {
    throw new CountersignError('TOKEN_INVALID', `The identity token is for another audience.`, {
      expected: audience,
      found: audiences.join(', ').slice(0, 200) || 'no audience',
      hint: `Ask the CI system for a token with the audience ${audience}.`,
    });
  }
  const expires = new Date(exp * 1000);
  if (Number.isNaN(expires.getTime())) throw lacks('exp', 'an expiry in seconds since 1970');
  if (expires <= now) {
    throw new CountersignError('TOKEN_EXPIRED', `The identity token expired at ${expires.toISOString()}.`, {
      expected: `valid at ${now.toISOString()}`,
      found: `expired ${Math.ceil((now.getTime() - expires.getTime()) / 1000)} s ago`,
      hint: renewal,
    });
  }
  return { token, claims, issuer: iss, expires };
}

function lacks(claim: string, expected: string): CountersignError {
  return new CountersignError('TOKEN_INVALID', `The identity token has no usable claim ${claim}.`, {
    expected,
    found: 'none',
    hint: 'Use a token that an OpenID Connect issuer minted.',
  });
}
