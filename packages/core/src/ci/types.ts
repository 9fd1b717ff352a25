export type Platform = 'github' | 'gitlab' | 'other' | 'none';

/** The CI platform of the run, from the environment: for messages and defaults. Signed data never depends on it. */
export interface BuildContext {
  readonly platform: Platform;
  /** `https://github.com`, `https://gitlab.example`; undefined outside CI. */
  readonly serverUrl: string | undefined;
  /** `owner/name` or `group/project`. */
  readonly repository: string | undefined;
}

/** Claims of a JWT after its signature (with the issuer's JWKS), issuer, audience and times were verified. */
export interface VerifiedToken {
  readonly platform: Platform;
  readonly issuer: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

export interface IdentityToken {
  /** The compact JWT. A secret. */
  readonly token: string;
  /** Unverified claims, for early checks and Fulcio's proof of possession. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly issuer: string;
  readonly expires: Date;
}

/** @throws CountersignError TOKEN_UNAVAILABLE, TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_CLAIMS_MISSING */
export interface TokenSource {
  readonly platform: Platform;
  /** True if the platform issues tokens for any audience on request; otherwise there is one token with one audience. */
  readonly anyAudience?: boolean;
  /** True if the job has no token at all: none is set, and none can be requested. */
  readonly isAbsent?: boolean;
  /** True if `get` gives another token once one has expired; otherwise there is only one. */
  readonly renews?: boolean;
  get(audience: string): Promise<IdentityToken>;
}
