import type { DeviceAuthorizationResponse } from 'oauth4webapi';
import { CountersignError } from '../errors/index.js';
import { checkedUrl, describeUrl } from '../net/index.js';
import type { Run } from '../run/index.js';
import { errorOf, loginError, loginFailure } from './failures.js';
import { newPkce } from './pkce.js';
import { SCOPE, type Provider } from './provider.js';
import type { PersonAtTerminal } from './types.js';

/** RFC 8628 section 3.2. */
const DEFAULT_INTERVAL_SECONDS = 5;
/** RFC 8628 section 3.5, for `slow_down`, and when the provider cannot be reached. */
const SLOWER_SECONDS = 5;
/** A provider cannot make us wait so long that the person believes that nothing happens. */
const LONGEST_INTERVAL_SECONDS = 60;

/**
 * Login with a browser on any machine (RFC 8628), with PKCE as Sigstore's provider supports it (both requests carry the parameters of
 * RFC 7636).
 * @returns the identity token, whose claims are checked, but not its signature
 * @throws CountersignError LOGIN_FAILED, FETCH_FAILED, DEADLINE_EXCEEDED
 */
export async function loginWithDevice(run: Run, provider: Provider, person: PersonAtTerminal): Promise<string> {
  const { library, server, client, requests, issuer } = provider;
  if (server.device_authorization_endpoint === undefined)
    throw loginError(`${describeUrl(issuer)} has no login for devices`, {
      expected: 'device_authorization_endpoint in its discovery document (RFC 8628)',
      hint: 'Use --login browser on a machine with a browser.',
    });
  const pkce = newPkce(run);
  run.log.secret(pkce.verifier);
  let isTold = false;
  try {
    const parameters = { scope: SCOPE, code_challenge: pkce.challenge, code_challenge_method: 'S256' };
    const device = await library
      .deviceAuthorizationRequest(server, client, library.None(), parameters, requests)
      .then((answer) => library.processDeviceAuthorizationResponse(server, client, answer));
    const expires = run.clock().getTime() + device.expires_in * 1000;
    tell(person, device, Math.min(device.expires_in, run.budget.leftMs() / 1000));
    isTold = true;
    let interval = Math.min(device.interval ?? DEFAULT_INTERVAL_SECONDS, LONGEST_INTERVAL_SECONDS);
    for (;;) {
      await run.sleep(interval * 1000);
      if (run.clock().getTime() >= expires) throw Object.assign(new Error('expired'), { error: 'expired_token' });
      const token = await poll(provider, device.device_code, pkce.verifier);
      if (typeof token === 'object') return token.idToken;
      if (token !== 'pending') interval = Math.min(interval + SLOWER_SECONDS, LONGEST_INTERVAL_SECONDS);
    }
  } catch (thrown) {
    // Requests for tokens end before the whole budget is used: a part of it is kept for registries.
    if (isTold && thrown instanceof CountersignError && thrown.code === 'DEADLINE_EXCEEDED')
      throw loginError('the login was not finished in time', {
        expected: 'a login before the deadline of the run',
        found: 'none',
        hint: 'Finish the login in the browser, or raise timeout.',
      });
    throw loginFailure(thrown, describeUrl(issuer));
  }
}

/** One request for the token. `later`: the provider is busy or could not be reached, which may pass. */
async function poll(
  { library, server, client, requests }: Provider,
  deviceCode: string,
  verifier: string,
): Promise<{ readonly idToken: string } | 'pending' | 'later'> {
  try {
    const additionalParameters = { scope: SCOPE, code_verifier: verifier };
    const answer = await library.deviceCodeGrantRequest(server, client, library.None(), deviceCode, {
      ...requests,
      additionalParameters,
    });
    if (answer.status === 429 || answer.status >= 500) return 'later';
    const { id_token: idToken } = await library.processDeviceCodeResponse(server, client, answer);
    if (idToken === undefined)
      throw loginError('the identity provider answered without an identity token', { expected: 'id_token' });
    return { idToken };
  } catch (thrown) {
    const said = errorOf(thrown);
    if (said === 'authorization_pending') return 'pending';
    if (said === 'slow_down') return 'later';
    if (thrown instanceof CountersignError && thrown.code === 'FETCH_FAILED') return 'later';
    throw thrown;
  }
}

/** Address and code come from the provider: only a web address and a plain code are shown. */
function tell(person: PersonAtTerminal, device: DeviceAuthorizationResponse, seconds: number): void {
  const page = checkedUrl(device.verification_uri, 'token', []);
  const complete = checkedUrl(device.verification_uri_complete ?? device.verification_uri, 'token', []);
  if (!/^[A-Za-z0-9 -]{4,40}$/.test(device.user_code))
    throw loginError('the code of the identity provider cannot be shown', { expected: 'letters, digits and "-"' });
  const time = seconds < 120 ? `${String(Math.max(1, Math.floor(seconds)))} s` : `${String(Math.floor(seconds / 60))} min`;
  person.tell(
    [
      `Log in with a browser on any machine, within ${time}:`,
      '',
      `  ${complete.href}`,
      '',
      `The page must show this code; if it asks for one${complete.href === page.href ? '' : ` at ${page.href}`}, enter it: ${device.user_code}`,
      '',
    ].join('\n'),
  );
}
