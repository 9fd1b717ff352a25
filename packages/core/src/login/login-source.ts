import { checkToken, verifiedEmail, verifyToken, type Claims, type IdentityToken, type TokenSource } from '../ci/index.js';
import { CountersignError } from '../errors/index.js';
import { describeUrl } from '../net/index.js';
import type { Run } from '../run/index.js';
import { selectServices, type SigningConfig } from '../trust/index.js';
import { loginWithBrowser } from './browser-login.js';
import { loginWithDevice } from './device-login.js';
import { loginError } from './failures.js';
import { consent } from './consent.js';
import { CLIENT_ID, openProvider } from './provider.js';
import type { LoginMethod, PersonAtTerminal } from './types.js';

export interface LoginOptions {
  readonly method: LoginMethod;
  readonly person: PersonAtTerminal;
  readonly signingConfig: SigningConfig;
  /** Consent that was given beforehand (`confirm-public`): nothing is asked. */
  readonly confirmed: boolean;
}

/** A token with less time left is not used again. */
const MARGIN_MS = 20_000;

/**
 * Identity tokens of a person who logs in at the newest identity provider of the signing config that is valid now. Nothing is fetched before
 * `get`. Each token is checked: signature, issuer, audience, nonce (browser), times, verified e-mail address. The person must agree before the
 * address becomes public.
 */
export function loginSource(run: Run, options: LoginOptions): TokenSource {
  let known: IdentityToken | undefined;
  return {
    platform: 'none',
    renews: true,
    async get(audience) {
      if (audience !== CLIENT_ID)
        throw loginError('a login gives a token for Sigstore only', { expected: CLIENT_ID, found: audience });
      const now = run.clock();
      if (known !== undefined && known.expires.getTime() - MARGIN_MS > now.getTime()) return known;
      known = await logIn(run, options, known !== undefined);
      return known;
    },
  };
}

async function logIn(run: Run, { method, person, signingConfig, confirmed }: LoginOptions, isAgain: boolean) {
  const issuer = providerIn(run, signingConfig);
  const provider = await openProvider(run, issuer);
  const login = method === 'browser' ? loginWithBrowser : loginWithDevice;
  const token = await login(run, provider, person);
  const verified = await verifyToken(run, token, { audience: CLIENT_ID, allowedIssuers: [issuer] });
  const email = emailOf(verified.claims, issuer);
  if (!isAgain && !confirmed) await consent(run, person, email, signingConfig);
  return checkToken(token, { audience: CLIENT_ID, now: run.clock(), renewal: 'Run the command again.' });
}

/** @throws CountersignError SIGNING_CONFIG_INVALID */
function providerIn(run: Run, { oidcProviders }: SigningConfig): string {
  const [newest] = selectServices(oidcProviders, undefined, run.clock(), run.random, [1]).candidates;
  if (newest !== undefined) return newest.url;
  throw new CountersignError('SIGNING_CONFIG_INVALID', 'the signing config names no identity provider for a login', {
    expected: 'a URL in oidcUrls',
    found: 'none',
    hint: 'Add the provider to oidcUrls, or pass a token with --identity-token env://VAR.',
  });
}

/** Fulcio puts a verified address into the certificate, and refuses any other. */
function emailOf(claims: Claims, issuer: string): string {
  const { email } = claims;
  const verified = verifiedEmail(claims);
  if (verified !== undefined) return verified;
  throw new CountersignError('TOKEN_INVALID', 'the account that logged in has no verified e-mail address', {
    expected: 'email, and email_verified: true',
    found: typeof email === 'string' && email !== '' ? 'an address that is not verified' : 'no address',
    hint: `Verify the address of your account at ${describeUrl(issuer)}, or log in with another account.`,
  });
}
