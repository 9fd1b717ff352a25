import { checkedUrl, describeUrl } from '../net/index.js';
import type { Run } from '../run/index.js';
import { loginError, loginFailure } from './failures.js';
import { newPkce, unguessable } from './pkce.js';
import { CLIENT_ID, SCOPE, type Provider } from './provider.js';
import type { PersonAtTerminal } from './types.js';
import { withinDeadline } from './within-deadline.js';

/**
 * The authorization code flow of a program on the person's machine (RFC 8252), with PKCE (RFC 7636), state and nonce.
 * @returns the identity token, whose claims are checked, but not its signature
 * @throws CountersignError LOGIN_FAILED, FETCH_FAILED, DEADLINE_EXCEEDED
 */
export async function loginWithBrowser(run: Run, provider: Provider, person: PersonAtTerminal): Promise<string> {
  const { library, server, client, requests, issuer } = provider;
  const endpoint = checkedUrl(server.authorization_endpoint ?? '', 'token', []);
  const [state, nonce, pkce] = [unguessable(run), unguessable(run), newPkce(run)];
  run.log.secret(pkce.verifier);
  const listener = await person.listen(state).catch((cause: unknown) => {
    throw loginError('no port on this machine could be opened for the answer of the browser', {
      expected: 'a free port on 127.0.0.1',
      hint: 'Use --login device, which needs none.',
      cause,
    });
  });
  try {
    const parameters = {
      response_type: 'code',
      client_id: CLIENT_ID,
      scope: SCOPE,
      redirect_uri: listener.redirectUri,
      code_challenge: pkce.challenge,
      code_challenge_method: 'S256',
      state,
      nonce,
    };
    for (const [name, value] of Object.entries(parameters)) endpoint.searchParams.set(name, value);
    person.tell(`Log in with your browser:\n\n  ${endpoint.href}\n`);
    const opened = await person.openBrowser(endpoint.href);
    if (!opened)
      person.tell(
        'No browser could be started. Open this address in a browser on this machine; on another machine, use --login device.',
      );
    const answer = await withinDeadline(run, listener.answer, {
      message: 'nothing came back from the browser in time',
      hint: opened
        ? 'Finish the login in the browser, or raise timeout. If the browser is on another machine, use --login device.'
        : 'No browser could be started here: use --login device.',
    });
    run.log.secret(answer.searchParams.get('code') ?? '');
    const parametersOf = library.validateAuthResponse(server, client, answer, state);
    const response = await library.authorizationCodeGrantRequest(
      server,
      client,
      library.None(),
      parametersOf,
      listener.redirectUri,
      pkce.verifier,
      requests,
    );
    const result = await library.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    return result.id_token ?? '';
  } catch (thrown) {
    throw loginFailure(thrown, describeUrl(issuer));
  } finally {
    listener.close();
  }
}
