import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { bundle, countersign } from './testing/program.js';

let sandbox: Sandbox;
let cwd: string;
let requests: string[] = [];
beforeAll(async () => {
  sandbox = await startSandbox({ log: (line) => requests.push(line) });
  cwd = mkdtempSync(join(tmpdir(), 'countersign-resume-'));
});
afterEach(() => {
  sandbox.faults.clear();
  requests = [];
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(cwd, { recursive: true, force: true });
});

const instance = (): readonly string[] => [
  '--trusted-root',
  sandbox.files.trustedRoot,
  '--signing-config',
  sandbox.files.signingConfig,
];
const bundles = (): string[] => readdirSync(cwd).filter((name) => name.endsWith('.sigstore.json'));
const logged = (): number => requests.filter((line) => line.startsWith('rekor POST') && line.endsWith('201')).length;

interface Document {
  readonly bundles: readonly { readonly subject: string; readonly state: string }[];
}

describe('a run that is killed', () => {
  it('is finished by --resume: what it signed has one log entry, and the status is 0', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}.bin`);
    for (const name of names) writeFileSync(join(cwd, name), name);
    // Three signatures are made; the log does not answer for the others.
    sandbox.faults.add({ service: 'rekor', method: 'POST', skip: 3, answer: 'hang' });
    const args = ['sign-blob', ...names, ...instance()];
    const env = { PATH: process.env['PATH'] ?? '', HOME: cwd, ...sandbox.github() };
    const child = spawn(process.execPath, [bundle, ...args], { cwd, env: { ...env }, stdio: 'ignore' });
    const ended = new Promise((done) => child.on('close', done));
    while (bundles().length < 3) await new Promise((done) => setTimeout(done, 20));
    child.kill('SIGKILL');
    await ended;
    expect(logged()).toBe(3);
    sandbox.faults.clear();

    const again = await countersign([...args, '--resume', '--json'], { cwd, env: sandbox.github({ run_attempt: '2' }) });
    expect(again).toMatchObject({ status: 0, stderr: expect.stringContaining('3 signed, 3 already signed') as unknown });
    const { bundles: entries } = JSON.parse(again.stdout) as Document;
    expect(entries.map(({ subject }) => subject)).toEqual(names);
    expect(entries.map(({ state }) => state).sort()).toEqual([
      ...['already signed', 'already signed', 'already signed'],
      ...['signed', 'signed', 'signed'],
    ]);
    expect([logged(), bundles().length]).toEqual([6, 6]);
  });
});

describe('--dry-run', () => {
  it('says what would be done as text and as JSON, and does nothing', async () => {
    writeFileSync(join(cwd, 'dry.tgz'), 'dry');
    const before = readdirSync(cwd);
    const { status, stdout, stderr } = await countersign(['sign-blob', 'dry.tgz', ...instance(), '--dry-run', '--json'], {
      cwd,
      env: sandbox.github({ workflow: 'Ship it' }),
    });
    expect({ status, stderr }).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('nothing was signed, written or stored') as unknown,
    });
    expect(stderr).toContain('githubWorkflowName: Ship it');
    expect(JSON.parse(stdout)).toMatchObject({
      dryRun: true,
      signatures: [{ subject: 'dry.tgz', state: 'would be signed', path: 'dry.tgz.sigstore.json', repositories: [] }],
      services: { certificates: [sandbox.urls.fulcio] },
      publicInstance: false,
      published: expect.arrayContaining([{ in: 'certificate', name: 'githubWorkflowName', value: 'Ship it' }]) as unknown,
      failures: [],
    });
    expect(readdirSync(cwd)).toEqual(before);
    expect(requests.filter((line) => /^(?:fulcio|rekor|tsa|ct) /.test(line))).toEqual([]);
  });

  it('ends with the error of the real run', async () => {
    writeFileSync(join(cwd, 'a-file'), '');
    const ended = await countersign(['sign-blob', 'dry.tgz', ...instance(), '--dry-run', '--output-dir', 'a-file'], {
      cwd,
      env: sandbox.github(),
    });
    expect(ended).toMatchObject({ status: 2, stderr: expect.stringContaining('STORE_FAILED') as unknown });
  });
});
