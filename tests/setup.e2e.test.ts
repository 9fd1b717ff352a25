import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { VERSION } from '@countersign/surface/version';
import { sampler } from '../scripts/sample.mjs';
import { openStudio, type Studio } from '../packages/core/src/signing/testing/studio.js';
import { outputsIn } from '../packages/surface/src/github/testing/runner-reading.js';
import { archiveOf, signRelease, type ReleaseSigner } from './testing/signed-release.js';

/** The bundle of the action `setup` as the runner starts it, with releases that are signed in a sandbox. */
const root = fileURLToPath(new URL('../', import.meta.url));
const action = join(root, 'actions', 'setup', 'dist', 'index.js');

let studio: Studio;
let server: Server;
let mirror: string;
/** Path below the mirror → content, or a status. */
let served: Record<string, string | Uint8Array | number> = {};
let asked: string[] = [];
let folder: string;
let runnerTemp: string;
let toolCache: string;

beforeAll(async () => {
  studio = await openStudio();
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const content = served[(request.url ?? '').replace('/releases/', '')] ?? 404;
    if (typeof content === 'number') response.writeHead(content).end();
    else response.end(content);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  mirror = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/releases`;
});
afterAll(async () => {
  await new Promise((closed) => server.close(closed));
  await studio.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(studio.folder, 'job-'));
  runnerTemp = join(folder, "temp 'x'");
  toolCache = join(folder, 'tools');
  for (const path of [runnerTemp, toolCache]) mkdirSync(path);
  copyFileSync(studio.sandbox.files.trustedRoot, join(folder, 'root.json'));
  served = {};
  asked = [];
});

interface Step {
  readonly status: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Folders that were put on PATH. */
  readonly path: readonly string[];
}

async function setUp(inputs: Readonly<Record<string, string>> = {}, env: Readonly<Record<string, string>> = {}): Promise<Step> {
  const trust = {
    'trusted-root': 'root.json',
    'trust-digest': `sha256:${createHash('sha256')
      .update(readFileSync(join(folder, 'root.json')))
      .digest('hex')}`,
  };
  const files = Object.fromEntries(
    ['OUTPUT', 'STEP_SUMMARY', 'PATH'].map((name) => [`GITHUB_${name}`, join(folder, `.${name}`)]),
  );
  for (const file of Object.values(files)) writeFileSync(file, '');
  const given = Object.entries({ mirror, timeout: '20s', ...trust, ...inputs }).filter(([, value]) => value !== '(none)');
  const child = spawn(process.execPath, [action], {
    cwd: tmpdir(),
    env: {
      HOME: folder,
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: folder,
      RUNNER_TEMP: runnerTemp,
      RUNNER_TOOL_CACHE: toolCache,
      ...files,
      ...Object.fromEntries(given.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const status = await new Promise<number | null>((done) => child.on('close', done));
  const read = (name: string): string => readFileSync(files[`GITHUB_${name}`] ?? '', 'utf8');
  return {
    ...{ status, log, outputs: outputsIn(read('OUTPUT')), summary: read('STEP_SUMMARY') },
    path: read('PATH')
      .split(/\r?\n/)
      .filter((line) => line !== ''),
  };
}

const program = (says: string): string => `console.log(${JSON.stringify(says)}, process.argv.slice(2).join(), process.execPath);`;
const contentOf = (version: string, says = `program ${version}`): Record<string, string> => ({
  [`countersign-${version}/countersign`]: '#!/bin/sh\nexit 9\n',
  [`countersign-${version}/dist/index.js`]: program(says),
  [`countersign-${version}/dist/package.json`]: '{"type":"module"}',
});

/** Puts a signed release on the mirror. */
async function publish(
  version: string,
  { archive = archiveOf(contentOf(version)), signer = {} }: { archive?: Buffer; signer?: Partial<ReleaseSigner> } = {},
): Promise<Buffer> {
  const name = `v${version}/countersign-${version}.tar.gz`;
  served[name] = archive;
  served[`${name}.sigstore.json`] = await signRelease(studio, archive, { ref: `refs/tags/v${version}`, ...signer });
  return archive;
}

/** Starts what is on PATH as a later step does, where there is no node. */
function start(step: Step, ...args: readonly string[]): string {
  const [bin = ''] = step.path;
  return execFileSync('countersign', args, { env: { PATH: bin }, encoding: 'utf8' });
}
const kept = (version: string): string => join(toolCache, 'countersign', version, 'all');
const passed = ({ status, log }: Step): string => (status === 0 ? 'passed' : log);
function expectNothing(step: Step, status: number, code: string): void {
  expect([step.status, step.path, step.outputs, step.summary]).toEqual([status, [], {}, '']);
  expect(step.log).toContain(`::error title=${code}::`);
  expect(readdirSync(runnerTemp)).toEqual([]);
}

describe('setup', () => {
  it('puts the command line on PATH, and runs it with the Node of the runner', async () => {
    const archive = await publish('1.2.3');
    const step = await setUp({ version: 'v1.2.3' });
    expect(passed(step)).toBe('passed');
    expect(start(step, 'verify', 'a b')).toBe(`program 1.2.3 verify,a b ${process.execPath}\n`);
    const digest = `sha256:${createHash('sha256').update(archive).digest('hex')}`;
    expect(step.outputs).toEqual({ version: '1.2.3', path: step.path[0], digest });
    expect(readdirSync(step.path[0] ?? '').sort()).toEqual(['countersign', 'countersign.cmd']);
    expect(readFileSync(join(step.path[0] ?? '', 'countersign.cmd'), 'utf8')).toBe(
      `@"${process.execPath}" "${join(step.path[0] ?? '', '..', 'countersign-1.2.3', 'dist', 'index.js')}" %*\r\n`,
    );
    expect(step.summary).toContain(digest.slice('sha256:'.length));
    expect(asked).toEqual([
      '/releases/v1.2.3/countersign-1.2.3.tar.gz',
      '/releases/v1.2.3/countersign-1.2.3.tar.gz.sigstore.json',
    ]);
  });

  it('installs the command line that this repository builds, in its own version', async () => {
    const built = join(folder, 'built', `countersign-${VERSION}`);
    mkdirSync(built, { recursive: true });
    cpSync(join(root, 'packages', 'cli', 'dist'), join(built, 'dist'), {
      recursive: true,
      filter: (path) => !path.endsWith('.cache'),
    });
    const tar = execFileSync('tar', ['-c', '--format=ustar', `countersign-${VERSION}`], {
      cwd: join(folder, 'built'),
      maxBuffer: 2 ** 28,
    });
    await publish(VERSION, { archive: gzipSync(tar) });
    const step = await setUp();
    expect(passed(step)).toBe('passed');
    expect(start(step, '--version')).toContain(VERSION);
  });

  it('verifies again what it kept, and asks nobody for it', async () => {
    await publish('1.2.3');
    expect(passed(await setUp({ version: '1.2.3' }))).toBe('passed');
    expect(readdirSync(kept('1.2.3')).sort()).toEqual(['countersign-1.2.3.tar.gz', 'countersign-1.2.3.tar.gz.sigstore.json']);
    served = {};
    asked = [];
    const again = await setUp({ version: '1.2.3' });
    expect(passed(again)).toBe('passed');
    expect([start(again), asked]).toEqual([`program 1.2.3  ${process.execPath}\n`, []]);
  });

  it('needs no tool cache', async () => {
    await publish('1.2.3');
    const step = await setUp({ version: '1.2.3' }, { RUNNER_TOOL_CACHE: '' });
    expect(passed(step)).toBe('passed');
    expect(start(step)).toContain('program 1.2.3');
  });

  it('takes a folder, without network', async () => {
    await publish('1.2.3');
    mkdirSync(join(folder, 'mirror', 'v1.2.3'), { recursive: true });
    for (const [name, content] of Object.entries(served)) writeFileSync(join(folder, 'mirror', name), content as Uint8Array);
    const step = await setUp({ version: '1.2.3', mirror: 'mirror', network: 'none' });
    expect(passed(step)).toBe('passed');
    expect([start(step), asked]).toEqual([`program 1.2.3  ${process.execPath}\n`, []]);
  });

  it('installs an older version when exactly that one is asked for', async () => {
    await publish('1.2.3');
    await publish('1.2.2-rc.1');
    const step = await setUp({ version: '1.2.2-rc.1' });
    expect([passed(step), step.outputs['version']]).toEqual(['passed', '1.2.2-rc.1']);
  });

  it('says that the root is not that of the public-good instance', async () => {
    await publish('1.2.3');
    expect((await setUp({ version: '1.2.3' })).log).toMatch(/::warning::trusted-root is set: .*public-good/);
  });
});

describe('setup refuses', () => {
  it('an archive that was changed', async () => {
    await publish('1.2.3');
    served['v1.2.3/countersign-1.2.3.tar.gz'] = archiveOf(contentOf('1.2.3', 'evil'));
    expectNothing(await setUp({ version: '1.2.3' }), 1, 'SUBJECT_MISMATCH');
    expect(existsSync(kept('1.2.3'))).toBe(false);
  });

  it.each<[string, Partial<ReleaseSigner>]>([
    ['another repository', { repository: 'mallory/countersign' }],
    ['a repository with a longer name', { repository: 'countersign/countersign-evil' }],
    ['another workflow', { workflow: '.github/workflows/ci.yml' }],
    ['a branch', { ref: 'refs/heads/v1.2.3' }],
    ['the tag of another version', { ref: 'refs/tags/v1.2.2' }],
    ['another issuer', { issuer: 'https://token.actions.githubusercontent.com.evil.test' }],
    ['an issuer below', { issuer: 'https://token.actions.githubusercontent.com/mallory' }],
  ])('what was signed by %s', async (_name, signer) => {
    await publish('1.2.3', { signer });
    const step = await setUp({ version: '1.2.3' });
    expect([step.status, step.path, step.outputs]).toEqual([1, [], {}]);
    expect(step.log).toMatch(/::error title=(?:IDENTITY_MISMATCH|ISSUER_MISMATCH|SOURCE_MISMATCH|SIGNER_UNTRUSTED)::/);
    expect(existsSync(kept('1.2.3'))).toBe(false);
  });

  it('an older release under the name of the newer one', async () => {
    await publish('1.2.2');
    for (const end of ['', '.sigstore.json'])
      served[`v1.2.3/countersign-1.2.3.tar.gz${end}`] = served[`v1.2.2/countersign-1.2.2.tar.gz${end}`] ?? 404;
    const step = await setUp({ version: '1.2.3' });
    expect([step.status, step.path]).toEqual([1, []]);
  });

  it('a release of the public-good identity under a root that is not pinned', async () => {
    await publish('1.2.3');
    expectNothing(await setUp({ version: '1.2.3', 'trust-digest': '(none)' }), 3, 'INPUT_MISSING');
    expectNothing(await setUp({ version: '1.2.3', 'trust-digest': `sha256:${'0'.repeat(64)}` }), 3, 'POLICY_UNTRUSTED');
    expect(asked.filter((path) => path.endsWith('.json'))).toHaveLength(1);
  });

  it('an archive without signature', async () => {
    await publish('1.2.3');
    delete served['v1.2.3/countersign-1.2.3.tar.gz.sigstore.json'];
    expectNothing(await setUp({ version: '1.2.3' }), 1, 'EVIDENCE_NONE');
    mkdirSync(join(folder, 'mirror', 'v1.2.3'), { recursive: true });
    writeFileSync(join(folder, 'mirror', 'v1.2.3', 'countersign-1.2.3.tar.gz'), 'x');
    expectNothing(await setUp({ version: '1.2.3', mirror: 'mirror' }), 1, 'EVIDENCE_NONE');
  });

  it('a bundle that is none', async () => {
    await publish('1.2.3');
    served['v1.2.3/countersign-1.2.3.tar.gz.sigstore.json'] = '{}';
    expectNothing(await setUp({ version: '1.2.3' }), 1, 'EVIDENCE_MALFORMED');
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['a link', { ...contentOf('1.2.3'), 'countersign-1.2.3/dist/link.js': '-> /etc/passwd' }],
    ['a file outside of its folder', { ...contentOf('1.2.3'), 'countersign-1.2.4/x': 'x' }],
    ['no program', { 'countersign-1.2.3/README.md': 'components' }],
    ['another version', contentOf('1.2.2')],
  ])('a signed archive with %s', async (_name, files) => {
    await publish('1.2.3', { archive: archiveOf(files) });
    expectNothing(await setUp({ version: '1.2.3' }), 1, 'EVIDENCE_MALFORMED');
  });

  it.each<[string, Readonly<Record<string, string>>, number, string]>([
    ['latest', { version: 'latest' }, 3, 'INPUT_UNSUPPORTED'],
    ...['1', 'v1', '1.x', '1.2', '^1.2.3', '1.2.3/../../x', '01.2.3'].map(
      (version): [string, Readonly<Record<string, string>>, number, string] => [version, { version }, 3, 'INPUT_INVALID'],
    ),
    ['a version that is not set', { version: '' }, 3, 'INPUT_INVALID'],
    ['a mirror that is not set', { mirror: '' }, 3, 'INPUT_INVALID'],
    ['a mirror with a password', { version: '1.2.3', mirror: 'https://u:hunter2@mirror.example' }, 3, 'INPUT_INVALID'],
    ['a mirror with a query', { version: '1.2.3', mirror: 'https://mirror.example/?a=b' }, 3, 'INPUT_INVALID'],
    ['a mirror of another kind', { version: '1.2.3', mirror: 'ftp://mirror.example' }, 3, 'INPUT_INVALID'],
    ['a mirror on plain http', { version: '1.2.3', mirror: 'http://mirror.example' }, 2, 'FETCH_FAILED'],
    ['the network', { version: '1.2.3', network: 'none' }, 2, 'NETWORK_FORBIDDEN'],
  ])('%s', async (_name, inputs, status, code) => {
    const step = await setUp(inputs);
    expectNothing(step, status, code);
    expect([asked, step.log.includes('hunter2')]).toEqual([[], false]);
  });
});

describe('without the release files, setup is undecided', () => {
  it.each([
    ['there is no such release', 404, 'there is no release 1.2.3'],
    ['the mirror wants credentials', 403, 'status 403'],
    ['the mirror is broken', 500, 'status 500'],
  ])('%s', async (_name, status, words) => {
    served['v1.2.3/countersign-1.2.3.tar.gz'] = status;
    const step = await setUp({ version: '1.2.3', timeout: '2s' });
    expectNothing(step, 2, 'FETCH_FAILED');
    expect(step.log).toContain(words);
  });

  it('the mirror is down', async () => {
    const step = await setUp({ version: '1.2.3', mirror: 'http://127.0.0.1:9/releases', timeout: '2s' });
    expect([step.status, step.path]).toEqual([2, []]);
    expect(step.log).toMatch(/::error title=(?:FETCH_FAILED|DEADLINE_EXCEEDED)::/);
  });

  it('the bundle is not answered', async () => {
    await publish('1.2.3');
    served['v1.2.3/countersign-1.2.3.tar.gz.sigstore.json'] = 403;
    expectNothing(await setUp({ version: '1.2.3' }), 2, 'FETCH_FAILED');
  });
});

const some = sampler('a changed tool cache');
describe('a tool cache that another job has changed', () => {
  beforeEach(async () => {
    await publish('1.2.2');
    await publish('1.2.3');
    for (const version of ['1.2.2', '1.2.3']) expect(passed(await setUp({ version }))).toBe('passed');
    rmSync(runnerTemp, { recursive: true });
    mkdirSync(runnerTemp);
  });
  const archive = (version = '1.2.3'): string => join(kept(version), `countersign-${version}.tar.gz`);
  const bundle = (version = '1.2.3'): string => `${archive(version)}.sigstore.json`;
  const swap = (path: string, from: string): void => {
    rmSync(path);
    symlinkSync(from, path);
  };
  /** Files that the release workflow has signed for the same tag, as it signs the package of core. */
  const signed = async (content: Buffer): Promise<void> => {
    writeFileSync(archive(), content);
    writeFileSync(bundle(), await signRelease(studio, content, { ref: 'refs/tags/v1.2.3' }));
  };
  const CHANGES: readonly [string, () => void | Promise<void>][] = [
    ['another archive', () => writeFileSync(archive(), archiveOf(contentOf('1.2.3', 'evil')))],
    ['another bundle', () => writeFileSync(bundle(), '{}')],
    ['no bundle', () => rmSync(bundle())],
    ['another archive that is signed for this version', () => signed(archiveOf({ 'package/index.js': program('evil') }))],
    ['a signed file that is no archive', () => signed(Buffer.from('{}'))],
    [
      'an older release',
      () => {
        copyFileSync(archive('1.2.2'), archive());
        copyFileSync(bundle('1.2.2'), bundle());
      },
    ],
    ['a link', () => swap(archive(), archive('1.2.2'))],
    ['an unpacked program beside it', () => writeFileSync(join(kept('1.2.3'), 'index.js'), program('evil'))],
  ];

  it.each(some(CHANGES, 3))('is not used: %s', async (_name, change) => {
    await change();
    const step = await setUp({ version: '1.2.3' });
    expect(passed(step)).toBe('passed');
    expect(start(step)).toBe(`program 1.2.3  ${process.execPath}\n`);
    // What was fetched again has taken its place.
    served = {};
    expect(passed(await setUp({ version: '1.2.3' }))).toBe('passed');
  });

  it.each(some(CHANGES.slice(0, -1), 2))('is not used where nothing can be fetched: %s', async (_name, change) => {
    await change();
    served = {};
    const step = await setUp({ version: '1.2.3', timeout: '2s' });
    expect([step.status, step.path, step.outputs]).toEqual([2, [], {}]);
    expect(step.log).toMatch(/::warning::the kept files of countersign-1\.2\.3\.tar\.gz (?:are not used|cannot be read)/);
  });
});

it('setup has no identity token in its process, whatever the job may ask for', async () => {
  const env = { ACTIONS_ID_TOKEN_REQUEST_URL: `${mirror}/token`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'secret-of-the-job' };
  await publish('1.2.3');
  const step = await setUp({ version: '1.2.3', 'log-level': 'debug' }, env);
  expect([passed(step), asked.some((path) => path.includes('token')), step.log.includes('secret-of-the-job')]).toEqual([
    'passed',
    false,
    false,
  ]);
});
