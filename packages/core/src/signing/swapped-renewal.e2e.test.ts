import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { IdentityToken, TokenSource } from '../ci/index.js';
import type { NetRequest, Run } from '../run/index.js';
import { failure } from '../net/testing/test-run.js';
import { openCredentials } from './credentials.js';
import { earlyToken } from './early-token.js';
import { openStudio, type Studio } from './testing/studio.js';

let studio: Studio;
let requests: string[] = [];
let clock = (): Date => new Date();
beforeAll(async () => {
  studio = await openStudio({ rekor: 'v2', clock: () => clock(), log: (line) => requests.push(line) });
});
afterEach(() => {
  requests = [];
  clock = () => new Date();
});
afterAll(() => studio.close());

const MINUTE = 60_000;
const certificates = (): number => requests.filter((line) => line.startsWith('fulcio POST')).length;

/** The answer of the token service from the second request on. */
async function renewedWith(claims: Readonly<Record<string, string>>): Promise<Run> {
  const run = studio.run(studio.sandbox.github(), { timeMs: 120 * MINUTE });
  clock = run.clock;
  let asked = 0;
  const fetch = async (request: NetRequest): ReturnType<Run['net']['fetch']> => {
    const answer = await run.net.fetch(request);
    asked += request.purpose === 'token' ? 1 : 0;
    if (request.purpose !== 'token' || asked === 1) return answer;
    const value = await studio.sandbox.token('github', claims);
    return { ...answer, body: new Uint8Array(Buffer.from(JSON.stringify({ value }))) };
  };
  return { ...run, net: { ...run.net, fetch } };
}

describe('a certificate in the middle of a run', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['workflow', { job_workflow_ref: 'acme/app/.github/workflows/other.yml@refs/heads/main' }],
    ['commit', { sha: 'a'.repeat(40) }],
    ['run', { run_id: '99999999' }],
    ['visibility, which nobody agreed to', { repository_visibility: 'private' }],
    ['environment', { environment: 'production' }],
  ])('is not requested for another %s', async (_, claims) => {
    const run = await renewedWith(claims);
    const { sources } = await openCredentials(run, studio.options());
    await sources[0]?.open();
    await run.sleep(9 * MINUTE);
    const error = await failure(sources[0]?.current() ?? Promise.resolve());
    expect([error.code, certificates()]).toEqual(['SIGNATURE_NOT_PROVEN', 1]);
    expect(error.message).toContain('no certificate was requested');
  });

  it('is requested for the same job', async () => {
    const run = await renewedWith({});
    const { sources } = await openCredentials(run, studio.options());
    const first = await sources[0]?.open();
    await run.sleep(9 * MINUTE);
    expect(await sources[0]?.current()).not.toBe(first);
    expect(certificates()).toBe(2);
  });

  it('must say what the statement says, as the first one', async () => {
    const run = studio.run(studio.sandbox.github(), { timeMs: 120 * MINUTE });
    clock = run.clock;
    const required: { sourceRepositoryDigest?: string } = {};
    const { sources } = await openCredentials(run, studio.options(), undefined, { count: 1, required });
    const first = await sources[0]?.open();
    // As from an authority that writes this extension no longer.
    required.sourceRepositoryDigest = `${first?.certificate?.fulcio.sourceRepositoryDigest ?? ''}0`;
    await run.sleep(9 * MINUTE);
    expect((await failure(sources[0]?.current() ?? Promise.resolve())).message).toContain('sourceRepositoryDigest');
  });

  it('is not requested for another account of the person', async () => {
    let now = Date.now();
    const run = { ...studio.run({}), clock: () => new Date(now) };
    const emails = ['me@example.com', 'me@example.com', 'other@example.com'];
    const tokenOf = (email = ''): IdentityToken => ({
      token: 'x',
      claims: { iss: 'https://accounts.example', sub: email, email, email_verified: true },
      issuer: 'https://accounts.example',
      expires: new Date(now + 60_000),
    });
    const login: TokenSource = { platform: 'none', get: () => Promise.resolve(tokenOf(emails.shift())) };
    const source = earlyToken(run, login);
    await source.get('sigstore');
    now += 61_000;
    await source.get('sigstore');
    now += 61_000;
    expect(await failure(source.get('sigstore'))).toMatchObject({
      code: 'SIGNATURE_NOT_PROVEN',
      expected: 'me@example.com',
      found: 'other@example.com',
    });
  });
});
