import { resolve } from 'node:path';
import { CountersignError, systemReason } from '../../errors/index.js';
import { atEnd, type Run } from '../../run/index.js';
import { readRegularFile, type JsonObject } from '../../wire/index.js';
import type { IdentityTokens, KeyLogin } from '../key-login.js';
import { namesVariable, readVariable } from '../variable.js';
import { askVault, invalidAnswer } from './request.js';
import { readMount, readNamespace, type VaultServer } from './server.js';

/** A token of the server, and how long it can be used. */
interface Lease {
  readonly token: string;
  /** In milliseconds since 1970; Infinity if it does not end. */
  readonly ends: number;
  /** From then on it is renewed before it is used. */
  readonly renewAt: number;
  readonly renewable: boolean;
  /** Batch tokens are not stored by the server, and end by themselves. */
  readonly revocable: boolean;
}

interface LoggedIn {
  /** A token that is valid for the next request. */
  readonly token: () => Promise<string>;
  /** Where the login was, if it is known. */
  readonly namespace: string | undefined;
}

/** A token is renewed so long before its end, or when a third of its time is left. */
const MARGIN_MS = 30_000;
/** How long the end of a run may wait for the revocation. */
const REVOKE_TIMEOUT_MS = 5_000;

/**
 * Logs in with the identity token of the CI job at the JWT method of the server, when a token is first needed. A token near its end is renewed; if
 * that is refused, the run logs in again. All tokens are revoked when the run ends.
 * @see https://openbao.org/api-docs/auth/jwt/ "JWT Login"
 * @throws CountersignError INPUT_INVALID for parameters
 */
export function vaultLogin(
  run: Run,
  server: VaultServer,
  { parameters }: KeyLogin,
  identityToken: IdentityTokens | undefined,
): LoggedIn {
  const role = parameters.get('role');
  const mount = readMount(parameters.get('mount') ?? 'jwt', 'mount of key-login: vault');
  const own = parameters.get('namespace');
  const namespace = own === undefined ? server.namespace : readNamespace(own, 'namespace of key-login: vault');
  const place = parameters.get('token');
  const audience = parameters.get('audience') ?? new URL(server.address).origin;
  if (place !== undefined && parameters.has('audience')) {
    throw new CountersignError('INPUT_INVALID', 'key-login: vault has both token and audience', {
      expected: 'one of them: a given token has its audience',
      found: 'both',
      hint: 'Remove audience: in GitLab, `aud` of `id_tokens` is the audience.',
    });
  }
  const as = role === undefined ? 'the default role' : `the role ${role}`;
  const issued: Lease[] = [];
  let current: Promise<Lease> | undefined;

  async function logIn(): Promise<Lease> {
    const jwt = place === undefined ? await requested(identityToken, audience) : givenToken(run, place);
    run.log.secret(jwt);
    const { auth } = await askVault(run, server, {
      method: 'POST',
      path: `auth/${mount}/login`,
      body: { jwt, ...(role === undefined ? {} : { role }) },
      namespace,
      expected: `a login with ${as} at auth/${mount}`,
      refused: `Compare the audience and the claims of the token with bound_audiences, bound_subject and bound_claims of the role${place === undefined ? `; the audience is ${audience}` : ''}.`,
      secrets: [jwt],
    });
    const lease = readLease(run, server, auth);
    if (issued.length === 0) atEnd(run, revokeAll);
    issued.push(lease);
    return lease;
  }

  async function renew(lease: Lease): Promise<Lease> {
    if (!lease.renewable || lease.ends <= run.clock().getTime()) return logIn();
    let renewed: Lease;
    try {
      const { auth } = await askVault(run, server, {
        method: 'POST',
        path: 'auth/token/renew-self',
        body: {},
        token: lease.token,
        namespace,
        expected: 'a longer life of the token',
        refused: 'The run logs in again.',
      });
      renewed = readLease(run, server, auth);
    } catch (thrown) {
      if (thrown instanceof CountersignError && thrown.code === 'SERVICE_REFUSED') return logIn();
      throw thrown;
    }
    // At its longest life (max_ttl) a token gets no more time.
    const gained = renewed.ends - lease.ends;
    if (renewed.token !== lease.token || gained < (lease.ends - lease.renewAt) / 2) return logIn();
    issued.splice(issued.indexOf(lease), 1, renewed);
    return renewed;
  }

  async function revokeAll(): Promise<void> {
    current = undefined;
    const now = run.clock().getTime();
    for (const { token } of issued.splice(0).filter(({ revocable, ends }) => revocable && ends > now)) {
      await askVault(run, server, {
        method: 'POST',
        path: 'auth/token/revoke-self',
        body: {},
        token,
        namespace,
        expected: 'the token of this run is revoked',
        refused: 'The token ends by itself.',
        retry: false,
        timeoutMs: REVOKE_TIMEOUT_MS,
      });
    }
  }

  const token = async (): Promise<string> => {
    current ??= logIn();
    const attempt = current;
    try {
      const lease = await attempt;
      if (run.clock().getTime() < lease.renewAt) return lease.token;
      // Many signatures at once: the first of them renews.
      if (current === attempt) current = renew(lease);
      return (await current).token;
    } catch (error) {
      current = undefined;
      throw error;
    }
  };
  return { token, namespace };
}

function readLease(run: Run, server: VaultServer, auth: JsonObject | undefined): Lease {
  const { client_token: token, lease_duration: seconds, renewable, token_type: type } = auth ?? {};
  if (typeof token !== 'string' || !/^[\w.+/=-]{1,8192}$/.test(token)) {
    throw invalidAnswer(server, 'auth.client_token', 'no token');
  }
  run.log.secret(token);
  if (typeof seconds !== 'number' || !Number.isSafeInteger(seconds) || seconds < 0) {
    throw invalidAnswer(server, 'auth.lease_duration in seconds', 'none');
  }
  const now = run.clock().getTime();
  const ends = seconds === 0 ? Number.POSITIVE_INFINITY : now + seconds * 1000;
  const renewAt = ends - Math.min(MARGIN_MS, (seconds * 1000) / 3);
  return { token, ends, renewAt, renewable: renewable === true, revocable: type !== 'batch' };
}

async function requested(identityToken: IdentityTokens | undefined, audience: string): Promise<string> {
  if (identityToken === undefined) {
    throw new CountersignError('INPUT_MISSING', 'key-login: vault has no token', {
      expected: 'token=env://VAR or token=FILE',
      found: 'none',
      hint: 'The gate requests no identity tokens: give it one with token=env://VAR, or a token in VAULT_TOKEN that may only read the key.',
    });
  }
  try {
    return await identityToken(audience);
  } catch (thrown) {
    if (!(thrown instanceof CountersignError) || !thrown.code.startsWith('TOKEN_')) throw thrown;
    const hint = `Where tokens cannot be requested, as in GitLab, make one for the audience ${audience} (id_tokens) and name it: key-login: vault token=env://VAULT_ID_TOKEN.`;
    throw new CountersignError(thrown.code, `${thrown.message}; it is for key-login: vault`, {
      expected: thrown.expected,
      found: thrown.found,
      hint: thrown.hint === undefined ? hint : `${hint}\n${thrown.hint}`,
      cause: thrown,
    });
  }
}

/** The token that `token=` names; read again for each login, because another program may replace it. */
function givenToken(run: Run, place: string): string {
  const what = 'the identity token of key-login';
  if (namesVariable(place)) return readVariable(run, place, what, 'TOKEN_UNAVAILABLE').trim();
  try {
    return readRegularFile(resolve(run.cwd, place), 128 * 1024, { followLink: true })
      .toString('utf8')
      .trim();
  } catch (cause) {
    // Without the path, and without the cause, which contains it: it may be the token itself.
    throw new CountersignError('TOKEN_UNAVAILABLE', `${what} cannot be read`, {
      expected: 'token=env://VAR, or the path of a readable file',
      found: systemReason(cause),
      hint: 'Check the path. Never pass the token itself.',
    });
  }
}
