import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { tokenSource } from '../ci/index.js';
import type { Environment } from '../run/index.js';
import { failure, type TestRun } from '../net/testing/test-run.js';
import { openCredentials } from './credentials.js';
import { signFiles } from './index.js';
import { openStudio, type Studio } from './testing/studio.js';

let studio: Studio;
let requests: string[] = [];
/** The services' clock is that of the last run, which its waits move. */
let clock = (): Date => new Date();
beforeAll(async () => {
  studio = await openStudio({ rekor: 'v2', clock: () => clock(), log: (line) => requests.push(line) });
});
afterEach(() => {
  studio.sandbox.faults.clear();
  requests = [];
  clock = () => new Date();
});
afterAll(() => studio.close());

const MINUTE = 60_000;
const TIME = { timeMs: 120 * MINUTE };
const certificates = (): number => requests.filter((line) => /^fulcio POST .* 20[01]$/.test(line)).length;
const ends = (run: TestRun) => run.events.filter((one) => one.event === 'token-ends');
/** A job whose token, like GitLab's, cannot be renewed. */
const given = async (seconds: number): Promise<TestRun> =>
  started({
    ...(await studio.sandbox.gitlab()),
    SIGSTORE_ID_TOKEN: await studio.sandbox.token('gitlab', {}, { lifetime: seconds }),
  });
function started(env: Environment): TestRun {
  const run = studio.run(env, TIME);
  clock = run.clock;
  return run;
}

/** As the signing of a plan does it. */
async function opened(...given: Parameters<typeof openCredentials>): ReturnType<typeof openCredentials> {
  const credentials = await openCredentials(...given);
  for (const source of credentials.sources) await source.open();
  return credentials;
}

describe('the certificate of a run', () => {
  it('is renewed near its end, on GitHub with a new token', async () => {
    const run = started(studio.sandbox.github());
    const { sources } = await opened(run, studio.options());
    const first = await sources[0]?.current();
    await run.sleep(8 * MINUTE);
    expect(await sources[0]?.current()).toBe(first);
    await run.sleep(MINUTE);
    const second = await sources[0]?.current();
    expect(second).not.toBe(first);
    expect(await sources[0]?.current()).toBe(second);
    expect(certificates()).toBe(2);
    expect(requests.filter((line) => line.startsWith('issuer GET /github/token'))).toHaveLength(2);
    expect(ends(run)).toEqual([]);
  });

  it('is requested again with a new token if the token ended while the authority did not answer', async () => {
    const token = await studio.sandbox.token('github', {}, { lifetime: 100 });
    let given = 0;
    const run = started(studio.sandbox.github());
    const real = tokenSource(run, { trustedOrigins: [new URL(studio.sandbox.urls.issuer).origin] });
    const tokens = {
      ...real,
      get: async (audience: string) => {
        given += 1;
        return given > 1
          ? real.get(audience)
          : { ...(await real.get(audience)), token, expires: new Date(run.clock().getTime() + 100_000) };
      },
    };
    studio.sandbox.faults.add({
      service: 'fulcio',
      method: 'POST',
      times: 1,
      answer: { status: 429, headers: { 'retry-after': '120' }, body: '' },
    });
    studio.sandbox.faults.add({
      service: 'fulcio',
      method: 'POST',
      times: 1,
      answer: { status: 401, body: '{"message":"token is expired"}' },
    });
    await opened(run, studio.options(), tokens);
    expect([given, certificates()]).toEqual([2, 1]);
  });
});

describe('a token that cannot be renewed', () => {
  it('is named at the start if it ends before a second certificate: a warning only for many signatures', async () => {
    const run = await given(3600);
    await opened(run, studio.options());
    expect(ends(run)).toEqual([]);
    const short = await given(300);
    await opened(short, studio.options());
    expect(ends(short)).toMatchObject([{ expires: expect.stringMatching(/^20/) }]);
    expect(short.lines).toContainEqual(
      expect.stringMatching(/^info the identity token ends at .* this run gets one certificate$/),
    );
    const many = await given(300);
    await opened(many, studio.options(), tokenSource(many), { count: 10_000 });
    expect(many.lines).toContainEqual(expect.stringMatching(/^warn the identity token ends .* 10000 signatures may take longer/));
  });

  it('gives a second certificate as long as it is valid', async () => {
    const run = await given(15 * 60);
    const { sources } = await opened(run, studio.options());
    await run.sleep(9 * MINUTE);
    await sources[0]?.current();
    expect(certificates()).toBe(2);
    // Now it ends before a third one would be requested.
    expect(ends(run)).toHaveLength(1);
  });

  it('ends a run in the middle: what is signed is kept, and the error says what is not, and how to go on', async () => {
    const subjects = await studio.files({ 'one.bin': '1', 'two.bin': '2', 'three.bin': '3' });
    const run = await given(300);
    const options = { ...studio.options(), subjects };
    const { sources } = await opened(run, options);
    await sources[0]?.current();
    await run.sleep(9 * MINUTE);
    const error = await failure(sources[0]?.current() ?? Promise.resolve());
    expect(error).toMatchObject({ code: 'TOKEN_EXPIRED', found: '1 signature was begun before; this one was not' });
    expect(error.message).toMatch(/^the identity token expired at 20.*: no other can be requested$/);
    expect(error.hint).toMatch(/are kept\..*resume: true.*GitLab issues the token when the job starts/s);
    expect((await signFiles(await given(300), options)).failures).toEqual([]);
  });

  it('that ended before the authority answered is said to have expired', async () => {
    const run = await given(60);
    studio.sandbox.faults.add({
      service: 'fulcio',
      method: 'POST',
      times: 1,
      answer: { status: 429, headers: { 'retry-after': '90' }, body: '' },
    });
    studio.sandbox.faults.add({ service: 'fulcio', method: 'POST', times: 1, answer: { status: 401, body: '{"message":"no"}' } });
    const error = await failure(opened(run, studio.options()));
    expect(error).toMatchObject({ code: 'TOKEN_EXPIRED', found: expect.stringContaining('refused the request (HTTP 401)') });
  });
});

it('a signature that does not verify is not made again while its certificate is valid', async () => {
  const subjects = await studio.files({ 'unproven.bin': 'x' });
  const run = started(studio.sandbox.github());
  const { failures } = await signFiles(run, { ...studio.options(), verify: studio.prove({ timestamps: 9 }), subjects });
  expect(failures.map(({ error }) => error.code)).toEqual(['SIGNATURE_NOT_PROVEN']);
  expect([certificates(), requests.filter((line) => line.startsWith('rekor POST')).length]).toEqual([1, 1]);
});

it('a signature is made again if its certificate expired before the log answered', async () => {
  const subjects = await studio.files({ 'late.bin': 'x' });
  const run = started(studio.sandbox.github());
  const verify = studio.prove();
  let first = true;
  const late: typeof verify = async (...args) => {
    if (!first) return verify(...args);
    first = false;
    await run.sleep(11 * MINUTE);
    throw await failure(studio.prove({ timestamps: 9 })(...args));
  };
  const { failures, signed } = await signFiles(run, { ...studio.options(), verify: late, subjects });
  expect([failures, signed.length, certificates()]).toEqual([[], 1, 2]);
  expect(run.events).toContainEqual(
    expect.objectContaining({ event: 'signed-again', problem: expect.stringContaining('certificate expired') }),
  );
});
