import { createPublicKey } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readBundles } from '../../bundles/index.js';
import type { Environment, NetRequest, Run } from '../../run/index.js';
import { createRegistry } from '../../registry/index.js';
import { openCredentials } from '../credentials.js';
import { openSigningContext, signStatement } from '../make-signature.js';
import { attestProvenance, signFiles, signImages, type SignOptions, type SigningReport } from '../index.js';
import { pushImage } from '../testing/image.js';
import { keyFile } from '../testing/keys.js';
import { openStudio, type Studio } from '../testing/studio.js';

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio({ rekor: 'v2' });
  keyFile(studio.folder, 'P-256', 'release.pem');
});
afterEach(() => studio.sandbox.faults.clear());
afterAll(() => studio.close());

const RESUME = { resume: true } as const;
const states = ({ signed }: SigningReport): readonly string[] => signed.map(({ state }) => state);
const sign = async (
  contents: Readonly<Record<string, string>>,
  changes: Partial<SignOptions> = {},
  run: Run = studio.run(studio.sandbox.github()),
) => signFiles(run, { ...studio.options(), ...changes, subjects: await studio.files(contents) });
const refuseAll = (skip = 0): void => {
  studio.sandbox.faults.add({ service: 'rekor', method: 'POST', skip, answer: { status: 400, body: 'full' } });
};
const digestsIn = (path: string): readonly string[] =>
  readBundles(readFileSync(join(studio.folder, path)), path).map(({ content }) =>
    content.kind === 'message' ? Buffer.from(content.digest?.value ?? []).toString('hex') : '',
  );

describe('a signature of another signer', () => {
  /** A job of a CI system for which the authority makes the identity from further claims, and, as older ones, no extension with the subject. */
  async function derivedJob(sub: string, uri: string): Promise<Run> {
    const run = studio.run({ SIGSTORE_ID_TOKEN: await studio.sandbox.token('oidc', { sub, email: undefined }) });
    const fetch = async (request: NetRequest): ReturnType<Run['net']['fetch']> => {
      const answer = await run.net.fetch(request);
      if (typeof request.body !== 'string' || !request.body.includes('oidcIdentityToken')) return answer;
      const { publicKeyRequest } = JSON.parse(request.body) as { publicKeyRequest: { publicKey: { content: string } } };
      const spki = createPublicKey(publicKeyRequest.publicKey.content).export({ type: 'spki', format: 'der' });
      const { oidc: issuer } = studio.sandbox.issuers;
      const identity = { name: { kind: 'uri', value: uri }, extensions: { issuer }, challenge: sub } as const;
      const certificates = studio.sandbox.services.fulcio
        .issue(identity, spki)
        .map((der) => `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`);
      const body = Buffer.from(JSON.stringify({ signedCertificateEmbeddedSct: { chain: { certificates } } }));
      return { ...answer, status: 200, body: new Uint8Array(body) };
    };
    return { ...run, net: { ...run.net, fetch } };
  }

  it('of the same issuer is not taken where the authority derives identities', async () => {
    const contents = { 'derived.bin': 'x' };
    const theirs = await sign(contents, {}, await derivedJob('evil:build', 'https://ci.example/evil'));
    expect(states(theirs)).toEqual(['signed']);
    const mine = await sign(contents, RESUME, await derivedJob('acme:build', 'https://ci.example/acme'));
    expect([mine.failures, mine.signed.map(({ state, signer }) => [state, signer.identity])]).toEqual([
      [],
      [['signed', 'https://ci.example/acme']],
    ]);
  });

  it('without the environment of this job is not taken', async () => {
    const sub = 'repository_owner:acme';
    const job = (claims: Environment): Run => studio.run(studio.sandbox.github({ sub, ...claims }));
    await sign({ 'environment.bin': 'x' }, {}, job({}));
    expect(states(await sign({ 'environment.bin': 'x' }, RESUME, job({ environment: 'production' })))).toEqual(['signed']);
    expect(states(await sign({ 'environment.bin': 'x' }, RESUME, job({ environment: 'production' })))).toEqual([
      'already-signed',
    ]);
  });
});

it('provenance by a certificate of another run, which says that it is of this one, is not taken', async () => {
  const subjects = await studio.files({ 'attested.bin': 'x' });
  const attest = (changes: Partial<SignOptions>) =>
    attestProvenance(studio.run(studio.sandbox.github({ run_id: '77' })), { ...studio.options(), ...changes, subjects });
  const [planned] = (await attest({ dryRun: true })).plan?.signatures ?? [];
  if (planned?.content.kind !== 'statement') throw new Error('no statement');
  const other = studio.run(studio.sandbox.github({ run_id: '78' }));
  const { sources, services } = await openCredentials(other, studio.options());
  const [source] = sources;
  if (source === undefined) throw new Error('no signer');
  const context = openSigningContext(other, services, studio.options());
  const forged = await signStatement(context, source, planned.content.payload, subjects);
  writeFileSync(planned.path, forged.serialized);
  expect(states(await attest(RESUME))).toEqual(['signed']);
  expect(states(await attest(RESUME))).toEqual(['already-signed']);
});

describe('one file for all bundles', () => {
  const many = Object.fromEntries(Array.from({ length: 70 }, (_, at) => [`many-${String(at)}.bin`, `many ${String(at)}`]));

  it.each([true, false])('loses no bundle of an artifact that was not signed, resume: %s', async (resume) => {
    const bundlePath = `partial-${String(resume)}.jsonl`;
    const old = { 'p1.bin': 'one', 'p2.bin': 'two' };
    await sign(old, { bundlePath });
    const before = digestsIn(bundlePath);
    refuseAll(1);
    const { signed, failures } = await sign({ ...old, 'p3.bin': 'three', 'p4.bin': 'four' }, { bundlePath, resume });
    expect([signed.length, failures.length]).toEqual(resume ? [3, 1] : [1, 3]);
    expect(digestsIn(bundlePath)).toEqual(expect.arrayContaining([...before]));
    expect(new Set(readFileSync(join(studio.folder, bundlePath), 'utf8').trim().split('\n')).size).toBe(3);
    studio.sandbox.faults.clear();
    const again = await sign({ ...old, 'p3.bin': 'three', 'p4.bin': 'four' }, { bundlePath, ...RESUME });
    expect([again.failures, digestsIn(bundlePath).length]).toEqual([[], 4]);
  });

  it('fail-fast keeps what an earlier run signed, and reports it as signed', async () => {
    const names = Object.keys(many);
    const last = { [names.at(-1) ?? '']: many[names.at(-1) ?? ''] ?? '' };
    await sign(last, { bundlePath: 'fast.jsonl' });
    refuseAll(3);
    const report = await sign(many, { bundlePath: 'fast.jsonl', failFast: true, ...RESUME });
    expect(states(report).filter((state) => state === 'already-signed')).toHaveLength(1);
    expect(digestsIn('fast.jsonl')).toHaveLength(report.signed.length);
  });

  it('stays one bundle per line when an editor has formatted the only one', async () => {
    await sign({ 'f1.bin': 'one' }, { bundlePath: 'formatted.jsonl' });
    const path = join(studio.folder, 'formatted.jsonl');
    writeFileSync(path, JSON.stringify(JSON.parse(readFileSync(path, 'utf8')), undefined, 2));
    const { signed } = await sign({ 'f1.bin': 'one', 'f2.bin': 'two' }, { bundlePath: 'formatted.jsonl', ...RESUME });
    expect(signed.map(({ state }) => state).sort()).toEqual(['already-signed', 'signed']);
    expect(digestsIn('formatted.jsonl')).toHaveLength(2);
  });
});

it('does not remove a bundle of another signer that was not pushed yet', async () => {
  const { host } = studio.sandbox.registry;
  await pushImage(host, 'acme/shared', 'v1', 'shared');
  const image = await createRegistry(studio.run({})).resolve(`${host}/acme/shared:v1`);
  const other = studio.sandbox.github({ job_workflow_ref: 'acme/app/.github/workflows/other.yml@refs/heads/main' });
  const signShared = (env: Environment, changes: Partial<SignOptions> = {}) => {
    const run = studio.run(env);
    return signImages(run, { ...studio.options(), ...changes, images: [image], registry: createRegistry(run) });
  };
  await signShared(studio.sandbox.github());
  studio.sandbox.faults.add({ service: 'registry', method: 'PUT', path: /manifests/, answer: { status: 403, body: '{}' } });
  const { signed } = await signShared(other);
  const kept = signed.map(({ path }) => path ?? '');
  studio.sandbox.faults.clear();
  expect(states(await signShared(studio.sandbox.github(), RESUME))).toEqual(signed.map(() => 'already-signed'));
  expect([kept.length > 0, kept.filter((path) => !existsSync(path)), readdirSync(studio.folder).length > 0]).toEqual([
    true,
    [],
    true,
  ]);
});

describe('an image with platforms, two keys and one file for all bundles', () => {
  const prepare = async (name: string) => {
    const { host } = studio.sandbox.registry;
    await pushImage(host, `acme/${name}`, 'v1', name);
    const image = await createRegistry(studio.run({})).resolve(`${host}/acme/${name}:v1`);
    return (changes: Partial<SignOptions> = {}) => {
      const run = studio.run(studio.sandbox.github());
      const registry = createRegistry(run);
      const options = { ...studio.options(), keys: ['keyless', 'release.pem'], bundlePath: `${name}.jsonl`, ...changes };
      return signImages(run, { ...options, images: [image], registry });
    };
  };
  const pushesFail = (skip: number): void => {
    studio.sandbox.faults.add({
      service: 'registry',
      method: 'PUT',
      path: /manifests/,
      skip,
      answer: { status: 403, body: '{}' },
    });
  };

  it.each([0, 2])('is finished after a run whose pushes failed after %i', async (skip) => {
    const signIt = await prepare(`matrix-${String(skip)}`);
    pushesFail(skip);
    const first = await signIt();
    expect(first.signed.filter(({ failures }) => failures.length > 0).length).toBeGreaterThan(0);
    studio.sandbox.faults.clear();
    const again = await signIt(RESUME);
    expect(states(again)).toEqual(first.signed.map(() => 'already-signed'));
    expect(again.signed.map(({ stored, failures }) => [stored.length, failures.length])).toEqual(first.signed.map(() => [1, 0]));
    expect(digestsIn(`matrix-${String(skip)}.jsonl`)).toHaveLength(first.signed.length);
    expect(again.signed.map(({ logIndexes }) => logIndexes)).toEqual(first.signed.map(({ logIndexes }) => logIndexes));
  });

  it('is finished after a run that the log stopped in the middle, with fail-fast', async () => {
    const signIt = await prepare('stopped');
    refuseAll(2);
    const first = await signIt({ failFast: true });
    expect([first.signed.length, first.failures.length]).toEqual([2, 4]);
    studio.sandbox.faults.clear();
    const again = await signIt(RESUME);
    expect([...states(again)].sort()).toEqual([...Array(2).fill('already-signed'), ...Array(4).fill('signed')]);
    expect(digestsIn('stopped.jsonl')).toHaveLength(6);
    expect(states(await signIt(RESUME))).toEqual(Array(6).fill('already-signed'));
  });
});
