import { createHash, createPublicKey, randomUUID, type KeyObject } from 'node:crypto';
import { exportJWK, SignJWT, type JSONWebKeySet } from 'jose';
import { json, routes, type Handler } from '../http/router.js';
import { openKey } from '../x509/keys.js';
import type { Claims } from './claims.js';

export interface MintOptions {
  /** `aud`; one name, or a list. Default `sigstore`. */
  readonly audience?: string | readonly string[];
  /** Seconds from now to `exp`; negative gives an expired token. Default 300. */
  readonly lifetime?: number;
}

/** One OpenID issuer: its key and its discovery document. */
export interface TokenIssuer {
  /** The exact `iss` of the tokens. */
  readonly issuer: string;
  readonly keySet: JSONWebKeySet;
  readonly handler: Handler;
  mint(claims: Claims, options?: MintOptions): Promise<string>;
}

export interface TokenIssuerOptions {
  readonly clock: () => Date;
  readonly issuer: string;
  /** PKCS#8 PEM of an RSA key. */
  readonly key: string;
  /** More members of the discovery document. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Default `lifetime` of a token, seconds. */
  readonly lifetime?: number;
}

/** GitHub sets `nbf` some minutes in the past, so that runners with slow clocks can use their tokens. */
const NOT_BEFORE_SLACK_SECONDS = 600;

export async function createTokenIssuer(options: TokenIssuerOptions): Promise<TokenIssuer> {
  const { issuer } = options;
  const { privateKey, spki } = openKey(options.key);
  const kid = createHash('sha256').update(spki).digest('base64url').slice(0, 32);
  const keySet = { keys: [{ ...(await publicJwk(privateKey)), kid, alg: 'RS256', use: 'sig' }] };
  const path = new URL(issuer).pathname.replace(/\/$/, '');

  const mint = async (claims: Claims, mintOptions: MintOptions = {}): Promise<string> => {
    const now = Math.floor(options.clock().getTime() / 1000);
    const audience = mintOptions.audience ?? 'sigstore';
    const payload = {
      jti: randomUUID(),
      aud: typeof audience === 'string' ? audience : [...audience],
      iss: issuer,
      nbf: now - NOT_BEFORE_SLACK_SECONDS,
      iat: now,
      exp: now + (mintOptions.lifetime ?? options.lifetime ?? 300),
      ...claims,
    };
    const defined = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
    return new SignJWT(defined).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid }).sign(privateKey);
  };

  const handler = routes({
    [`GET ${path}/.well-known/openid-configuration`]: () =>
      json(200, {
        issuer,
        jwks_uri: `${issuer}/.well-known/jwks`,
        subject_types_supported: ['public', 'pairwise'],
        response_types_supported: ['id_token'],
        id_token_signing_alg_values_supported: ['RS256'],
        scopes_supported: ['openid'],
        ...options.metadata,
      }),
    [`GET ${path}/.well-known/jwks`]: () => json(200, keySet),
  });

  return { issuer, keySet, handler, mint };
}

async function publicJwk(key: KeyObject): Promise<Record<string, unknown> & { kty: string }> {
  const { kty = 'RSA', ...rest } = await exportJWK(createPublicKey(key));
  return { kty, ...rest };
}
