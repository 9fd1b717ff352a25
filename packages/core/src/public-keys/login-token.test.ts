import { describe, expect, it } from '@jest/globals';
import { failure, testRun } from '../net/testing/test-run.js';
import { readKeyLogins } from './index.js';
import { loginToken } from './login-token.js';

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const tokenFor = (aud: string | readonly string[]): string => `${part({ alg: 'RS256' })}.${part({ aud })}.signature`;
const loginOf = (line: string) => readKeyLogins([line], 'key-login')[0] as ReturnType<typeof readKeyLogins>[0];

describe('the identity token of a login at a service of keys', () => {
  const run = (token: string) => testRun({ env: { OWN: token } });

  it('is one for this service, requested or from its place', async () => {
    const token = tokenFor('bao');
    const named = run(token);
    const gate = { logins: [], identityToken: undefined };
    expect(await loginToken(named, loginOf('vault role=r token=env://OWN'), gate, 'bao')).toBe(token);
    expect(named.secrets).toContain(token);
    const requesting = { logins: [], identityToken: (audience: string) => Promise.resolve(tokenFor(audience)) };
    expect(await loginToken(testRun(), loginOf('vault role=r'), requesting, 'bao')).toBe(token);
  });

  it('is not requested by the gate', async () => {
    const gate = { logins: [], identityToken: undefined };
    expect((await failure(loginToken(testRun(), loginOf('aws role=r'), gate, 'sts'))).code).toBe('INPUT_MISSING');
  });
});
