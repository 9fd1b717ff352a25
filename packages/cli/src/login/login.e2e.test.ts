import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { loginSource, type LoginMethod, type LoginOptions, type PersonAtTerminal } from '@countersign/core/login';
import { readSigningConfig, type SigningConfig } from '@countersign/core/trust';
import type { Run } from '@countersign/core/run';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { failure, testRun, type TestRun, type TestRunOptions } from '../../../core/src/net/testing/test-run.js';
import { listenForRedirect } from './listen.js';

let sandbox: Sandbox;
let config: SigningConfig;
/** The clock of the run under test is that of the provider, so that a wait of the run is one for both. */
let clock = (): Date => new Date();
beforeAll(async () => {
  sandbox = await startSandbox({ clock: () => clock() });
  config = readSigningConfig(Buffer.from(JSON.stringify(sandbox.signingConfig)), 'test');
});
afterAll(() => sandbox.stop());
afterEach(() => {
  sandbox.faults.clear();
  clock = () => new Date();
});

/** Opens an address as a browser does, and follows redirects. */
type Browser = (url: string) => Promise<boolean>;
const follow: Browser = async (url) => (await fetch(url)).ok;
const addressIn = (text: string): string => /^ {2}(https?:\S+)$/m.exec(text)?.[1] ?? '';

interface Person extends PersonAtTerminal {
  readonly told: string[];
  readonly asked: string[];
}
/** For the device flow, `told` is called with what is printed. */
function person({
  browser = follow,
  onTold,
  answer = 'yes',
}: {
  readonly browser?: Browser;
  readonly onTold?: (text: string) => Promise<unknown>;
  readonly answer?: 'yes' | 'no' | 'no terminal';
} = {}): Person {
  const told: string[] = [];
  const asked: string[] = [];
  return {
    told,
    asked,
    tell: (text) => {
      told.push(text);
      void onTold?.(text).catch(() => undefined);
    },
    openBrowser: browser,
    listen: listenForRedirect,
    confirm: (question) => {
      asked.push(question);
      return Promise.resolve(answer === 'no terminal' ? undefined : answer === 'yes');
    },
  };
}

function start(options: TestRunOptions = {}): TestRun {
  const run = testRun({ timeMs: 600_000, ...options });
  clock = run.clock;
  return run;
}
const login = (run: TestRun, method: LoginMethod, one: PersonAtTerminal, changes: Partial<LoginOptions> = {}) =>
  loginSource(run, { method, person: one, signingConfig: config, confirmed: false, ...changes }).get('sigstore');

const visit = async (text: string): Promise<unknown> => fetch(addressIn(text));
/** Logs in at the second poll: the first is refused as pending. */
const visitLater = (run: TestRun) => (text: string) =>
  new Promise<void>((resolve) => {
    const look = (): void => {
      if (run.waits.length < 2) setTimeout(look, 1);
      else void visit(text).then(() => resolve());
    };
    look();
  });

describe('login with the browser of this machine', () => {
  it('gives a token for Sigstore with the verified address', async () => {
    const run = start();
    const one = person();
    const { token, claims, issuer } = await login(run, 'browser', one);
    expect(claims).toMatchObject({ email: 'developer@example.com', email_verified: true, aud: 'sigstore' });
    expect(issuer).toBe(sandbox.issuers.oidc);
    // The token and the verifier are secrets of the log from the moment they exist.
    expect(run.secrets).toContain(token);
    const url = new URL(addressIn(one.told.join('\n')));
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: 'sigstore',
      scope: 'openid email',
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: expect.stringMatching(/^http:\/\/localhost:\d+\/auth\/callback$/),
    });
    expect(one.told.join()).not.toContain(token);
  });

  it('uses a token again while it is valid, and asks for another login afterwards', async () => {
    const run = start();
    let opened = 0;
    const one = person({ browser: (url) => ((opened += 1), follow(url)) });
    const source = loginSource(run, { method: 'browser', person: one, signingConfig: config, confirmed: false });
    // Otherwise the log would say that this run gets one certificate.
    expect(source.renews).toBe(true);
    const first = await source.get('sigstore');
    expect([await source.get('sigstore'), opened]).toEqual([first, 1]);
    await run.sleep(290_000);
    expect([(await source.get('sigstore')).token === first.token, opened]).toEqual([false, 2]);
  });

  const changed =
    (change: (url: URL) => void): Browser =>
    async (text) => {
      const url = new URL(text);
      change(url);
      return (await fetch(url)).ok;
    };
  /** What the provider does is replaced: the browser goes straight to the program. */
  const straight =
    (answer: Readonly<Record<string, string>>): Browser =>
    async (text) => {
      const url = new URL(text);
      const back = new URL(url.searchParams.get('redirect_uri') ?? '');
      back.searchParams.set('state', url.searchParams.get('state') ?? '');
      for (const [name, value] of Object.entries(answer)) back.searchParams.set(name, value);
      await fetch(back);
      return true;
    };

  it.each<readonly [string, Browser, string, string]>([
    [
      'the person refuses',
      changed((url) => url.searchParams.set('answer', 'deny')),
      'the login was refused',
      'access_denied: "the person refused"',
    ],
    ['the code is not one of the provider', straight({ code: 'of-another' }), 'failed', 'invalid_grant'],
    ['the answer names another issuer', straight({ code: 'c', iss: 'https://evil.example' }), 'failed', 'OAUTH_INVALID_RESPONSE'],
    [
      'the provider answers with an error and control characters',
      straight({ error: 'server_error', error_description: 'a\u001b[31mb' }),
      'failed',
      'server_error: "a\\u001b[31mb"',
    ],
    [
      'the challenge was replaced on the way',
      changed((url) => url.searchParams.set('code_challenge', 'x'.repeat(43))),
      'failed',
      'invalid_grant',
    ],
    ['the nonce was replaced on the way', changed((url) => url.searchParams.set('nonce', 'other')), 'failed', 'OAUTH_'],
  ])('fails if %s', async (_, browser, message, found) => {
    const error = await failure(login(start(), 'browser', person({ browser })));
    expect([error.code, error.message, error.found]).toEqual([
      'LOGIN_FAILED',
      expect.stringContaining(message),
      expect.stringContaining(found),
    ]);
    expect(error.hint).toBeDefined();
    // Answers of the provider, which may contain tokens, are not kept in the error.
    expect(error.cause).toBeUndefined();
  });

  it('ignores answers with another state, to other paths, and under other host names', async () => {
    const statuses: (number | undefined)[] = [];
    const browser: Browser = async (text) => {
      const back = new URL(new URL(text).searchParams.get('redirect_uri') ?? '');
      const state = new URL(text).searchParams.get('state') ?? '';
      const ask = (path: string, headers = {}, method = 'GET') =>
        new Promise<void>((done) =>
          request({ host: '127.0.0.1', port: back.port, path, method, headers }, (answer) => {
            statuses.push(answer.statusCode);
            answer.resume().on('end', done);
          }).end(),
        );
      const right = `/auth/callback?code=evil&state=${state}`;
      const host = { host: `localhost:${back.port}` };
      await ask('/auth/callback?code=evil&state=guess', host);
      await ask('/auth/callback?code=evil', host);
      await ask(`${right}&state=guess`, host);
      await ask(`/other${right.slice('/auth/callback'.length)}`, host);
      await ask(right, { host: `evil.example:${back.port}` });
      await ask(right, host, 'POST');
      return follow(text);
    };
    await expect(login(start(), 'browser', person({ browser }))).resolves.toMatchObject({ issuer: sandbox.issuers.oidc });
    expect(statuses).toEqual([400, 400, 400, 404, 404, 404]);
  });

  it('ends at the deadline, says so, and listens no longer', async () => {
    const stop = new AbortController();
    let port = 0;
    const browser: Browser = (url) => {
      port = Number(new URL(new URL(url).searchParams.get('redirect_uri') ?? '').port);
      stop.abort();
      return Promise.resolve(false);
    };
    const one = person({ browser });
    const error = await failure(login(start({ signal: stop.signal }), 'browser', one));
    expect(error).toMatchObject({ code: 'LOGIN_FAILED', message: 'nothing came back from the browser in time' });
    expect(error.hint).toContain('--login device');
    expect(one.told.join('\n')).toContain('No browser could be started.');
    for (const host of ['127.0.0.1', '::1']) {
      const free = await new Promise<boolean>((resolve) => {
        const server = createServer().listen({ port, host }, () => server.close(() => resolve(true)));
        server.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'EADDRNOTAVAIL'));
      });
      expect(free).toBe(true);
    }
  });
});

describe('login with a browser on any machine', () => {
  it('ends at the deadline of the run, and says how long that is', async () => {
    const one = person();
    const error = await failure(login(start({ timeMs: 20_000 }), 'device', one));
    expect(error).toMatchObject({ code: 'LOGIN_FAILED', message: 'the login was not finished in time' });
    expect(one.told.join('\n')).toMatch(/within 1\d s:/);
  });

  it('waits as the provider says, and gives a token', async () => {
    const run = start();
    const one = person({ onTold: visitLater(run) });
    const { token, claims } = await login(run, 'device', one);
    expect(claims['email']).toBe('developer@example.com');
    expect(run.secrets).toContain(token);
    expect(run.waits.length).toBeGreaterThan(1);
    expect(run.waits[0]).toBe(1000);
    expect(one.told.join('\n')).toMatch(/enter it: [A-Z]{4}-[A-Z]{4}/);
  });

  it('slows down when the provider asks for it, or cannot be reached', async () => {
    const run = start();
    const slow = { service: 'issuer', path: /\/token$/ } as const;
    sandbox.faults.add({ ...slow, times: 1, answer: json(400, { error: 'slow_down' }) });
    sandbox.faults.add({ ...slow, skip: 0, times: 1, answer: json(503, { error: 'x' }) });
    sandbox.faults.add({ ...slow, times: 1, answer: 'reset' });
    await login(run, 'device', person({ onTold: visit }));
    expect(run.waits).toEqual([1000, 6000, 11_000, 16_000]);
  });

  it.each<readonly [string, (text: string) => Promise<unknown>, string, string]>([
    ['the person refuses', (text) => fetch(`${addressIn(text)}&answer=deny`), 'the login was refused', 'access_denied'],
    ['no one logs in', () => Promise.resolve(), 'the code expired before the login', 'expired_token'],
  ])('fails if %s', async (_, onTold, message, found) => {
    const error = await failure(login(start(), 'device', person({ onTold })));
    expect(error).toMatchObject({ code: 'LOGIN_FAILED', message, found });
    expect(error.hint).toContain('Run the command again');
  });

  it.each(['browser', 'device'] as const)('sends the verifier only with the request for the token (%s)', async (method) => {
    const run = start();
    const sent: { readonly path: string; readonly form: URLSearchParams }[] = [];
    const net: Run['net'] = {
      capability: 'all',
      fetch: (asked) => {
        sent.push({ path: new URL(asked.url).pathname, form: new URLSearchParams(String(asked.body ?? '')) });
        return run.net.fetch(asked);
      },
    };
    const one = person({ onTold: method === 'device' ? visit : () => Promise.resolve() });
    await login({ ...run, net }, method, one);
    const challenges = [
      ...sent.map(({ form }) => form.get('code_challenge')),
      URL.parse(addressIn(one.told.join('\n')))?.searchParams.get('code_challenge'),
    ].filter((text) => typeof text === 'string');
    const withVerifier = sent.filter(({ form }) => form.has('code_verifier'));
    expect([...new Set(withVerifier.map(({ path }) => path))]).toEqual(['/oidc/token']);
    const verifier = withVerifier[0]?.form.get('code_verifier') ?? '';
    expect(challenges).toEqual([createHash('sha256').update(verifier).digest('base64url')]);
    expect(run.secrets).toContain(verifier);
    expect(JSON.stringify([one.told, run.lines])).not.toContain(verifier);
  });

  it('fails if the provider has no such login, and names the other one', async () => {
    sandbox.faults.add({
      service: 'issuer',
      path: /oidc\/\.well-known\/openid-configuration$/,
      alter: changedJson((all) => ({ ...all, device_authorization_endpoint: undefined })),
    });
    const error = await failure(login(start(), 'device', person()));
    expect([error.code, error.hint]).toEqual(['LOGIN_FAILED', expect.stringContaining('--login browser')]);
  });

  it.each([
    ['an address that is no web page', { verification_uri_complete: 'javascript:alert(1)' }],
    ['an address over plain http', { verification_uri_complete: 'http://evil.example/' }],
    ['a code with control characters', { user_code: 'AB\u001b[2JCD' }],
  ])('shows nothing if the provider sends %s', async (_, change) => {
    sandbox.faults.add({ service: 'issuer', path: /device\/code$/, alter: changedJson((all) => ({ ...all, ...change })) });
    const one = person();
    await failure(login(start(), 'device', one));
    expect(one.told).toEqual([]);
  });
});

describe('the token of a login', () => {
  const claims = { sub: 's', email: 'developer@example.com', email_verified: true };
  it.each<readonly [string, Parameters<Sandbox['token']>[0], object, Parameters<Sandbox['token']>[2], string]>([
    ['an address that is not verified', 'oidc', { email_verified: false }, {}, 'no verified e-mail address'],
    ['no address', 'oidc', { email: undefined }, {}, 'no verified e-mail address'],
    ['another audience', 'oidc', {}, { audience: 'other' }, 'failed'],
    ['another issuer', 'gitlab', {}, {}, 'failed'],
    ['an issuer that only claims to be it', 'gitlab', { iss: 'ISSUER' }, {}, 'does not verify'],
    ['a time in the past', 'oidc', {}, { lifetime: -3600 }, 'failed'],
  ])('is refused with %s', async (_, kind, change, options, message) => {
    const run = start();
    const changedClaims = { ...claims, ...change, ...('iss' in change ? { iss: sandbox.issuers.oidc } : {}) };
    const wrong = await sandbox.token(kind, changedClaims, options);
    sandbox.faults.add({
      service: 'issuer',
      path: /oidc\/token$/,
      alter: changedJson((all) => ('id_token' in all ? { ...all, id_token: wrong } : all)),
    });
    const one = person({ onTold: visit });
    const error = await failure(login(run, 'device', one));
    expect(['LOGIN_FAILED', 'TOKEN_INVALID', 'TOKEN_EXPIRED']).toContain(error.code);
    expect(error.message).toContain(message);
    expect(one.asked).toEqual([]);
    expect(JSON.stringify([error.message, error.found, error.hint])).not.toContain(wrong.slice(0, 20));
  });
});

describe('the provider', () => {
  const service = (url: string, from: string, majorApiVersion = 1) => ({
    ...config.oidcProviders[0],
    url,
    majorApiVersion,
    operator: url,
    validFor: { start: new Date(from), end: undefined },
  });

  it('is the newest one of the signing config that is valid', async () => {
    const providers = [
      service('https://old.invalid', '2020-01-01T00:00:00Z'),
      service(sandbox.issuers.oidc, '2024-01-01T00:00:00Z'),
      service('https://future.invalid', '2999-01-01T00:00:00Z'),
      service('https://unknown.invalid', '2025-01-01T00:00:00Z', 2),
    ];
    const signingConfig = { ...config, oidcProviders: providers as SigningConfig['oidcProviders'] };
    await expect(login(start(), 'browser', person(), { signingConfig })).resolves.toMatchObject({ issuer: sandbox.issuers.oidc });
  });

  it('is missing in a signing config without one', async () => {
    const error = await failure(login(start(), 'browser', person(), { signingConfig: { ...config, oidcProviders: [] } }));
    expect(error).toMatchObject({ code: 'SIGNING_CONFIG_INVALID', hint: expect.stringContaining('oidcUrls') });
  });

  it.each([
    ['another issuer', { issuer: 'https://evil.example' }, 'failed'],
    ['no PKCE', { code_challenge_methods_supported: ['plain'] }, 'PKCE'],
    ['a page over plain http', { authorization_endpoint: 'http://evil.example/auth' }, 'plain http is refused'],
  ])('is refused with %s', async (_, change, message) => {
    sandbox.faults.add({
      service: 'issuer',
      path: /oidc\/\.well-known\/openid-configuration$/,
      alter: changedJson((all) => ({ ...all, ...change })),
    });
    const one = person();
    expect((await failure(login(start(), 'browser', one))).message).toContain(message);
    expect(one.told).toEqual([]);
  });

  it('is refused with another spelling of its name than in the signing config', async () => {
    const issuer = sandbox.issuers.oidc.replace(/\/oidc$/, '/./oidc');
    sandbox.faults.add({
      service: 'issuer',
      path: /oidc\/\.well-known\/openid-configuration$/,
      alter: changedJson((all) => ({ ...all, issuer })),
    });
    const one = person();
    expect((await failure(login(start(), 'browser', one))).message).toContain('has another name than the signing config says');
    expect(one.told).toEqual([]);
  });

  it('is asked over the network of the run only', async () => {
    const error = await failure(login(start({ capability: 'none' }), 'browser', person()));
    expect(error.code).toBe('NETWORK_FORBIDDEN');
  });
});

describe('consent', () => {
  const elsewhere = (url: string) => [{ ...config.transparencyLogs[0], url }] as SigningConfig['transparencyLogs'];
  const signingConfig = () => ({ ...config, transparencyLogs: elsewhere('https://log2025-1.rekor.sigstore.dev') });

  it('is asked for once, with the address and the logs', async () => {
    const one = person();
    await login(start(), 'browser', one, { signingConfig: signingConfig() });
    expect(one.asked).toEqual([expect.stringMatching(/"developer@example\.com" becomes public for ever, for everyone:/)]);
    expect(one.asked[0]).toContain('https://log2025-1.rekor.sigstore.dev');
  });

  it.each([
    ['the staging instance', 'https://fulcio.sigstage.dev', 'everyone:'],
    ['a name with a dot at its end', 'https://log2025-1.rekor.sigstore.dev.', 'everyone:'],
    ['an own instance', 'https://rekor.acme.dev', 'everyone who can read these logs:'],
  ])('says who can read it: %s', async (_, url, readers) => {
    const one = person();
    await login(start(), 'browser', one, { signingConfig: { ...config, transparencyLogs: elsewhere(url) } });
    expect(one.asked[0]).toContain(`becomes public for ever, for ${readers}`);
  });

  it.each([
    ['no', 'you did not agree'],
    ['no terminal', 'no terminal to ask'],
  ] as const)('is missing if the answer is: %s', async (answer, message) => {
    const error = await failure(login(start(), 'browser', person({ answer }), { signingConfig: signingConfig() }));
    expect([error.code, error.message]).toEqual(['PUBLIC_NOT_CONFIRMED', expect.stringContaining(message)]);
    expect(error.hint).toContain('--confirm-public');
  });

  it('is not asked for if it was given beforehand, or if everything is on this machine', async () => {
    const one = person({ answer: 'no' });
    await login(start(), 'browser', one, { signingConfig: signingConfig(), confirmed: true });
    await login(start(), 'browser', one);
    expect(one.asked).toEqual([]);
  });
});

const json = (status: number, body: unknown) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
type Fields = Record<string, unknown>;
const changedJson =
  (change: (all: Fields) => Fields) =>
  <A extends { readonly body?: Uint8Array | string }>(answer: A): A => ({
    ...answer,
    body: JSON.stringify(change(JSON.parse(String(answer.body)) as Fields)),
  });
