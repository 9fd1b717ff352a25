import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';

/** The committed bundles as the runner starts them: INPUT_ variables, files for outputs and summary, nothing else. */
const root = fileURLToPath(new URL('../', import.meta.url));
const SIGNER = 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main';
const CLAIMS = {
  repository: 'acme/app',
  repository_owner: 'acme',
  ref: 'refs/heads/main',
  workflow_ref: 'acme/app/.github/workflows/release.yml@refs/heads/main',
  job_workflow_ref: 'acme/app/.github/workflows/release.yml@refs/heads/main',
};
/** A name that would be a command, markup and a table cell, if anybody let it. */
const EVIL = 'dist/::error::x|<b>`y`.bin';

let sandbox: Sandbox;
let cwd: string;
let count = 0;
let requests: string[] = [];

interface Step {
  readonly status: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

async function step(
  action: string,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<Step> {
  count += 1;
  const [output, summary] = [join(cwd, `.output-${String(count)}`), join(cwd, `.summary-${String(count)}`)];
  for (const file of [output, summary]) writeFileSync(file, '');
  const variables = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));
  const child = spawn(process.execPath, [join(root, 'actions', action, 'dist', 'index.js')], {
    cwd: tmpdir(),
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: cwd,
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: cwd,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      ...env,
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const status = await new Promise<number | null>((done) => child.on('close', done));
  return { status, log, outputs: readOutputs(readFileSync(output, 'utf8')), summary: readFileSync(summary, 'utf8') };
}

function readOutputs(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^([^<\n]+)<<(\S+)\n([\s\S]*?)\n?\2$/gm)].map(([, name = '', , value = '']) => [name, value]),
  );
}

const instance = (): Record<string, string> => ({
  'trusted-root': sandbox.files.trustedRoot,
  'signing-config': sandbox.files.signingConfig,
});
const who = (): Record<string, string> => ({
  'certificate-identity': SIGNER,
  'certificate-oidc-issuer': sandbox.issuers.github,
  'trusted-root': sandbox.files.trustedRoot,
});

beforeAll(async () => {
  sandbox = await startSandbox({ log: (line) => requests.push(line) });
  cwd = mkdtempSync(join(tmpdir(), 'countersign-actions-'));
  mkdirSync(join(cwd, 'dist'));
  writeFileSync(join(cwd, 'dist', 'app.tgz'), 'app');
  writeFileSync(join(cwd, EVIL), 'evil');
});

afterAll(async () => {
  await sandbox.stop();
  rmSync(cwd, { recursive: true, force: true });
});

/** Lines that the runner would obey. */
function commands(log: string): readonly string[] {
  return log.split('\n').filter((line) => line.trimStart().startsWith('::') || line.includes('##['));
}

describe('sign-blob, attest-provenance, verify-gate', () => {
  it('sign relative to the workspace, with outputs that chain and a summary that is safe', async () => {
    const { status, log, outputs, summary } = await step(
      'sign-blob',
      { paths: 'dist/*.tgz\ndist/*.bin', ...instance() },
      sandbox.github(CLAIMS),
    );
    expect(status === 0 ? 'passed' : log).toBe('passed');
    expect(outputs['bundle-path']?.split('\n').sort()).toEqual([`${EVIL}.sigstore.json`, 'dist/app.tgz.sigstore.json'].sort());
    expect(JSON.parse(outputs['bundles'] ?? '')).toHaveLength(2);
    expect(outputs['digests']).toMatch(/^sha256:[0-9a-f]{64}\nsha256:[0-9a-f]{64}$/);
    expect(outputs['verify-command']).toContain('countersign verify');
    expect(commands(log).filter((line) => !/^::(group|endgroup|add-mask|debug)::/.test(line))).toEqual([]);
    expect(summary).toContain('app.tgz');
    expect(summary).not.toContain('<b>');
    expect(summary).not.toContain('`y`');
  });

  it('never print the token', async () => {
    const job = sandbox.github(CLAIMS);
    const { log } = await step(
      'sign-blob',
      { paths: 'dist/app.tgz', 'output-dir': 'again', 'log-level': 'debug', ...instance() },
      job,
    );
    expect(log).toContain('::add-mask::');
    const printed = log.split('\n').filter((line) => !line.startsWith('::add-mask::'));
    for (const secret of [...log.matchAll(/^::add-mask::(.+)$/gm)].map(([, value = '']) => value))
      expect(printed.join('\n')).not.toContain(secret);
  });

  it('attest', async () => {
    const { status, log, outputs } = await step(
      'attest-provenance',
      { paths: 'dist/*.tgz', 'bundle-path': 'provenance.sigstore.json', ...instance() },
      sandbox.github(CLAIMS),
    );
    expect(status === 0 ? 'passed' : log).toBe('passed');
    expect(outputs['bundle-path']).toBe('provenance.sigstore.json');
  });

  it('let through what was signed', async () => {
    const { status, log, outputs, summary } = await step('verify-gate', {
      paths: 'dist/*.tgz\ndist/*.bin',
      reports: 'json=gate.json',
      ...who(),
    });
    expect(status === 0 ? 'passed' : log).toBe('passed');
    expect(outputs).toMatchObject({ decision: 'allowed', 'report-paths': 'gate.json' });
    expect(summary).not.toContain('<b>');
  });

  it.each<[string, () => Record<string, string>, number, string, string]>([
    [
      'denied: another identity',
      () => ({ paths: 'dist/*.tgz', ...who(), 'certificate-identity': `${SIGNER}x` }),
      1,
      'denied',
      '::error title=',
    ],
    ['denied: no bundle', () => ({ paths: 'provenance.sigstore.json', ...who() }), 1, 'denied', '::error title=EVIDENCE_NONE::'],
    [
      'denied, but only a warning',
      () => ({ paths: 'provenance.sigstore.json', ...who(), mode: 'warn' }),
      0,
      'denied',
      '::warning title=EVIDENCE_NONE::',
    ],
    ['wrong use: nothing matches', () => ({ paths: 'nothing/*', ...who() }), 3, 'undecided', '::error title=NO_MATCH::'],
    [
      'undecided: registry down',
      () => ({ images: '127.0.0.1:9/a/b:1', timeout: '2s', ...who() }),
      2,
      'undecided',
      '::error title=',
    ],
  ])('say what is %s', async (_, inputs, status, decision, annotation) => {
    const ended = await step('verify-gate', inputs());
    expect({ status: ended.status, decision: ended.outputs['decision'], log: ended.log }).toEqual({
      status,
      decision,
      log: expect.stringContaining(annotation) as unknown,
    });
  });

  it('refuse a misspelt input, before anything else', async () => {
    const { status, log, outputs } = await step('verify-gate', { paths: 'dist/*.tgz', ...who(), networks: 'none' });
    expect({ status, log }).toEqual({ status: 3, log: expect.stringContaining('Did you mean input "network"') as unknown });
    expect(outputs['decision']).not.toBe('allowed');
  });

  it.each(['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY'])('sign nothing where %s cannot be written', async (name) => {
    requests = [];
    const env = { ...sandbox.github(CLAIMS), [name]: cwd };
    const { status, log } = await step('sign-blob', { paths: 'dist/app.tgz', 'output-dir': 'unsaid', ...instance() }, env);
    expect([status, log]).toEqual([
      2,
      expect.stringMatching(`STORE_FAILED.*${name} names cannot be written; nothing was signed`),
    ]);
    expect(requests.filter((line) => /^(?:issuer|fulcio|rekor|tsa) /.test(line))).toEqual([]);
  });

  it('name the permission that a job lacks', async () => {
    const { status, log } = await step('sign-blob', { paths: 'dist/*.tgz', 'output-dir': 'none', ...instance() });
    expect({ status, log }).toEqual({ status: 2, log: expect.stringContaining('id-token: write') as unknown });
  });
});
