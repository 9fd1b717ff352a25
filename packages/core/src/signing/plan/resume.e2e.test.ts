import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ImageSubject } from '../../artifacts/index.js';
import type { Environment } from '../../run/index.js';
import { failure } from '../../net/testing/test-run.js';
import { createRegistry, type Registry } from '../../registry/index.js';
import { attestProvenance, signFiles, signImages, type SignOptions, type SigningReport } from '../index.js';
import { pushImage } from '../testing/image.js';
import { keyFile } from '../testing/keys.js';
import { openStudio, type Studio } from '../testing/studio.js';

let studio: Studio;
let requests: string[] = [];
beforeAll(async () => {
  studio = await openStudio({ rekor: 'v2', log: (line) => requests.push(line) });
  keyFile(studio.folder, 'P-256', 'release.pem');
  keyFile(studio.folder, 'P-256', 'other.pem');
});
afterEach(() => {
  studio.sandbox.faults.clear();
  requests = [];
});
afterAll(() => studio.close());

const RESUME = { resume: true } as const;
const logged = (): number => requests.filter((line) => line.startsWith('rekor POST') && line.endsWith('201')).length;
const certificates = (): number => requests.filter((line) => line.startsWith('fulcio POST')).length;
const states = ({ signed, failures }: SigningReport): readonly string[] => {
  expect(failures).toEqual([]);
  return signed.map(({ state }) => state);
};

describe('resume of sign-blob', () => {
  const sign = async (
    contents: Readonly<Record<string, string>>,
    changes: Partial<SignOptions> = {},
    env: Environment = studio.sandbox.github(),
  ) => signFiles(studio.run(env), { ...studio.options(), ...changes, subjects: await studio.files(contents) });

  it('signs only what is missing, also after a run that was cut off', async () => {
    const contents = { 'r1.bin': 'one', 'r2.bin': 'two', 'r3.bin': 'three' };
    studio.sandbox.faults.add({ service: 'rekor', method: 'POST', skip: 1, answer: { status: 400, body: 'full' } });
    const first = await sign(contents);
    expect([first.signed.length, first.failures.length]).toEqual([1, 2]);
    studio.sandbox.faults.clear();
    requests = [];
    const second = await sign(contents, RESUME, studio.sandbox.github({ run_attempt: '2' }));
    expect([...states(second)].sort()).toEqual(['already-signed', 'signed', 'signed']);
    expect([certificates(), logged()]).toEqual([1, 2]);
    requests = [];
    const third = await sign(contents, RESUME);
    expect(states(third)).toEqual(['already-signed', 'already-signed', 'already-signed']);
    expect([certificates(), logged()]).toEqual([0, 0]);
    expect(third.signed.map(({ logIndexes }) => logIndexes)).toEqual(second.signed.map(({ logIndexes }) => logIndexes));
  });

  it.each<[string, Partial<SignOptions>, Partial<SignOptions>]>([
    ['keys', { keys: ['release.pem'] }, {}],
    ['several keys', { keys: ['keyless', 'release.pem'] }, {}],
    ['one file for all bundles', { bundlePath: 'resume-all.jsonl' }, {}],
    ['another folder', { outputDir: 'resume-out' }, {}],
    ['no log', { keys: ['release.pem'], transparencyLog: 'off' }, {}],
  ])('with %s', async (_, changes) => {
    const off = changes.transparencyLog === 'off' ? { verify: studio.prove({ logEntries: 0, timestamps: 0, times: 0 }) } : {};
    const contents = { 'k1.bin': 'one', 'k2.bin': 'two' };
    await sign(contents, { ...changes, ...off });
    requests = [];
    const again = await sign(contents, { ...changes, ...off, ...RESUME });
    expect(new Set(states(again))).toEqual(new Set(['already-signed']));
    expect([certificates(), logged()]).toEqual([0, 0]);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['workflow', { job_workflow_ref: 'acme/app/.github/workflows/other.yml@refs/heads/main' }],
    ['repository, through one reusable workflow', { repository: 'acme/other' }],
    ['commit', { sha: 'c'.repeat(40) }],
    ['trigger', { event_name: 'workflow_dispatch' }],
    ['environment', { environment: 'staging' }],
  ])('does not take a signature of another %s', async (_, claims) => {
    const contents = { 'claims.bin': 'x' };
    await sign(contents, {}, studio.sandbox.github(claims));
    expect(states(await sign(contents, RESUME))).toEqual(['signed']);
  });

  it('does not take a signature of another key or kind of key', async () => {
    const contents = { 'kinds.bin': 'x' };
    await sign(contents, { keys: ['other.pem'] });
    expect(states(await sign(contents, { keys: ['release.pem'], ...RESUME }))).toEqual(['signed']);
    expect(states(await sign(contents, RESUME))).toEqual(['signed']);
    expect(states(await sign(contents, { keys: ['release.pem'], ...RESUME }))).toEqual(['signed']);
  });

  it('never believes the name of a file: another digest, a damaged bundle, a bundle of another instance', async () => {
    const path = join(studio.folder, 'names.bin.sigstore.json');
    await sign({ 'names.bin': 'old bytes' });
    expect(states(await sign({ 'names.bin': 'new bytes' }, RESUME))).toEqual(['signed']);
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"signature":"M[A-Za-z0-9+/]{8}/, '"signature":"MEUCIQDAA'));
    expect(states(await sign({ 'names.bin': 'new bytes' }, RESUME))).toEqual(['signed']);
    writeFileSync(path, '{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"');
    expect(states(await sign({ 'names.bin': 'new bytes' }, RESUME))).toEqual(['signed']);
    const elsewhere = await openStudio();
    const subjects = await studio.files({ 'names.bin': 'new bytes' });
    await signFiles(studio.run(elsewhere.sandbox.github()), { ...elsewhere.options(), subjects });
    await elsewhere.close();
    expect(states(await sign({ 'names.bin': 'new bytes' }, RESUME))).toEqual(['signed']);
    expect(states(await sign({ 'names.bin': 'new bytes' }, RESUME))).toEqual(['already-signed']);
  });

  it('does not replace a bundle of something else', async () => {
    await sign({ 'foreign.bin': 'x' }, { bundlePath: 'foreign-resume.jsonl' });
    const error = await failure(sign({ 'mine.bin': 'y' }, { bundlePath: 'foreign-resume.jsonl', ...RESUME }));
    expect(error.code).toBe('INPUT_INVALID');
  });

  it('shows in a dry run what exists', async () => {
    await sign({ 'dry.bin': 'x' });
    const { plan } = await sign({ 'dry.bin': 'x', 'dry2.bin': 'y' }, { ...RESUME, dryRun: true });
    expect(plan?.signatures.map(({ done }) => done !== undefined)).toEqual([true, false]);
    expect(existsSync(join(studio.folder, 'dry2.bin.sigstore.json'))).toBe(false);
  });

  it('needs no consent if nothing is left to publish', async () => {
    const job = studio.sandbox.github({ repository_visibility: 'private' });
    await sign({ 'private.bin': 'x' }, { isPublic: true, confirmPublic: true }, job);
    expect(states(await sign({ 'private.bin': 'x' }, { isPublic: true, ...RESUME }, job))).toEqual(['already-signed']);
  });
});

describe.each([{ referrers: true }, { referrers: false }])('resume with images, referrers API: $referrers', ({ referrers }) => {
  let own: Studio;
  let asked: string[] = [];
  beforeAll(async () => {
    own = await openStudio({ registry: { referrers }, log: (line) => asked.push(line) });
    keyFile(own.folder, 'P-256', 'release.pem');
  });
  afterEach(() => own.sandbox.faults.clear());
  afterAll(() => own.close());

  async function prepare(name: string): Promise<{ registry: Registry; image: ImageSubject }> {
    await pushImage(own.sandbox.registry.host, name, 'v1', name);
    const registry = createRegistry(own.run({}));
    return { registry, image: await registry.resolve(`${own.sandbox.registry.host}/${name}:v1`) };
  }
  const sign = (image: ImageSubject, changes: Partial<SignOptions> = {}, env: Environment = own.sandbox.github()) => {
    const run = own.run(env);
    return signImages(run, { ...own.options(), ...changes, images: [image], registry: createRegistry(run) });
  };
  const logs = (): number => asked.filter((line) => line.startsWith('rekor POST')).length;
  const files = (): string[] => readdirSync(own.folder).filter((name) => name.includes('sigstore'));

  it('takes what is in the registry, by the same signer over the same digest and annotations', async () => {
    const { registry, image } = await prepare('acme/again');
    await sign(image);
    asked = [];
    const again = await sign(image, RESUME, own.sandbox.github({ run_attempt: '2' }));
    expect(states(again)).toEqual(['already-signed', 'already-signed', 'already-signed']);
    expect(again.signed.map(({ stored }) => stored.length)).toEqual([1, 1, 1]);
    expect([logs(), files()]).toEqual([0, []]);
    expect((await registry.find(image)).items).toHaveLength(1);
    expect(states(await sign(image, { annotations: { version: '2' }, ...RESUME }))).toEqual(['signed', 'signed', 'signed']);
    expect(states(await sign(image, { keys: ['release.pem'], ...RESUME }))).toEqual(['signed', 'signed', 'signed']);
    const other = own.sandbox.github({ job_workflow_ref: 'acme/app/.github/workflows/other.yml@refs/heads/main' });
    expect(states(await sign(image, RESUME, other))).toEqual(['signed', 'signed', 'signed']);
  });

  it('pushes a bundle that is on disk and was not pushed', async () => {
    const { registry, image } = await prepare('acme/unpushed');
    own.sandbox.faults.add({ service: 'registry', method: 'PUT', path: /manifests/, answer: { status: 403, body: '{}' } });
    const { signed } = await sign(image);
    expect(signed.map(({ failures }) => failures.length)).toEqual([1, 1, 1]);
    expect(files()).toHaveLength(3);
    own.sandbox.faults.clear();
    asked = [];
    const again = await sign(image, RESUME);
    expect(states(again)).toEqual(['already-signed', 'already-signed', 'already-signed']);
    expect(again.signed.map(({ stored, failures }) => [stored.length, failures])).toEqual([
      [1, []],
      [1, []],
      [1, []],
    ]);
    expect([logs(), files()]).toEqual([0, []]);
    expect((await registry.find(image)).items).toHaveLength(1);
  });

  it('writes the wanted bundle files from the registry', async () => {
    const { image } = await prepare('acme/files');
    await sign(image);
    asked = [];
    const again = await sign(image, { outputDir: 'from-registry', ...RESUME });
    expect([states(again)[0], logs()]).toEqual(['already-signed', 0]);
    for (const { path, serialized } of again.signed) expect(new Uint8Array(readFileSync(path ?? ''))).toEqual(serialized);
  });

  it('does not take a bundle file with another statement about the same image', async () => {
    const { image } = await prepare('acme/statements');
    await sign(image, { outputDir: 'statements' });
    const changes = { outputDir: 'statements', annotations: { version: '2' }, ...RESUME };
    expect(states(await sign(image, changes))).toEqual(['signed', 'signed', 'signed']);
    expect(states(await sign(image, changes))).toEqual(['already-signed', 'already-signed', 'already-signed']);
  });

  it('provenance is of one attempt of one run', async () => {
    const { image } = await prepare('acme/attested');
    const attest = (changes: Partial<SignOptions>, claims: Readonly<Record<string, string>> = {}) => {
      const run = own.run(own.sandbox.github({ run_id: '77', run_attempt: '1', ...claims }));
      return attestProvenance(run, { ...own.options(), ...changes, subjects: [image], registry: createRegistry(run) });
    };
    await attest({});
    asked = [];
    const again = await attest(RESUME);
    expect([states(again), again.signed[0]?.stored.length, logs()]).toEqual([['already-signed'], 3, 0]);
    expect(states(await attest(RESUME, { run_attempt: '2' }))).toEqual(['signed']);
    expect(states(await attest(RESUME, { run_id: '78' }))).toEqual(['signed']);
    rmSync(join(own.folder, 'out'), { recursive: true, force: true });
  });
});
