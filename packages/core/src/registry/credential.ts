export type Credential =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  /** A refresh token for the OAuth2 endpoint of the registry's token service. */
  | { readonly kind: 'identity-token'; readonly token: string }
  /** Sent to the registry as it is. */
  | { readonly kind: 'bearer'; readonly token: string };

/** Credentials given to the run for one registry, `host` or `host:port`. */
export interface RegistryCredential {
  readonly registry: string;
  readonly username: string;
  readonly password: string;
}
