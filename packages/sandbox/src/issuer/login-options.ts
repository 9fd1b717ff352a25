import type { Claims } from './claims.js';
import type { TokenIssuer } from './tokens.js';

export interface LoginOptions {
  readonly clock: () => Date;
  readonly issuer: TokenIssuer;
  /** The claims of the user; an address in `login_hint` replaces `email`. */
  readonly claims: Claims;
}
