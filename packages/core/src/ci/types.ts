export type Platform = 'github' | 'gitlab' | 'other' | 'none';

/** Where the run happens, from the environment: for messages and defaults. Nothing signed rests on it. */
export interface BuildContext {
  readonly platform: Platform;
  /** `https://github.com`, `https://gitlab.example`; undefined off CI. */
  readonly serverUrl: string | undefined;
  /** `owner/name` or `group/project`. */
  readonly repository: string | undefined;
  readonly runUrl: string | undefined;
}

/** A JWT's claims after its signature, issuer, audience and times were checked against the issuer's JWKS. */
export interface VerifiedToken {
  readonly platform: Platform;
  readonly issuer: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

export interface IdentityToken {
  /** The compact JWT. A secret. */
  readonly token: string;
  /** Unverified claims, for preflight checks and the Fulcio proof of possession. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly issuer: string;
  readonly expires: Date;
}

/** @throws CountersignError TOKEN_UNAVAILABLE, TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_CLAIMS_MISSING */
export interface TokenSource {
  readonly platform: Platform;
  /** True where the platform mints a token for any audience on request; otherwise the one token there is has one audience. */
  readonly anyAudience?: boolean;
  get(audience: string): Promise<IdentityToken>;
}
