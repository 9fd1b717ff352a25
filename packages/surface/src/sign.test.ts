import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CountersignError } from '@countersign/core/errors';
import type { Environment, NetRequest, NetResponse } from '@countersign/core/run';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { failure, testRun } from '../../core/src/net/testing/test-run.js';
import { PUBLIC_GOOD } from '../../core/src/trust/public-good/embedded-root.js';
import { finishSigning } from './finish-signing.js';
import { outputsIn } from './github/testing/runner-reading.js';
import { setOutput } from './github/files.js';
import { readOptions } from './options.js';
import { signBlob } from './sign.js';

let sandbox: Sandbox;
let cwd: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  cwd = mkdtempSync(join(tmpdir(), 'countersign-sign-'));
  writeFileSync(join(cwd, 'app.tgz'), 'app');
  writeFileSync(join(cwd, 'tool.bin'), 'tool');
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(cwd, { recursive: true });
});

const options = (raw: Readonly<Record<string, string>>) =>
  readOptions('sign-blob', Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, [value]])), 'input');
const own = () => ({ 'trusted-root': sandbox.files.trustedRoot, 'signing-config': sandbox.files.signingConfig });

describe('the public-good instance', () => {
  // A copy of its root in a file is the same instance.
  const publicGood = () => ({
    paths: 'app.tgz',
    'trusted-root': 'public-good.json',
    'signing-config': sandbox.files.signingConfig,
  });
  beforeAll(() => writeFileSync(join(cwd, 'public-good.json'), PUBLIC_GOOD.trustedRoot));

  /** How signing ends, and the first request that it made: the network answers none. */
  async function ends(env: Environment, raw: Readonly<Record<string, string>>): Promise<[CountersignError, string | undefined]> {
    const run = testRun({ env, cwd });
    const asked: string[] = [];
    const fetch = ({ url }: NetRequest): Promise<NetResponse> => {
      asked.push(url);
      return Promise.reject(new CountersignError('NETWORK_FORBIDDEN', 'no network in this test'));
    };
    const error = await failure(signBlob({ ...run, net: { ...run.net, fetch } }, options(raw)));
    return [error, asked[0]];
  }

  it('needs consent for a private project, by the token and not by the environment', async () => {
    const env = { ...(await sandbox.gitlab({ project_visibility: 'private' })), CI_PROJECT_VISIBILITY: 'public' };
    const [error, asked] = await ends(env, publicGood());
    expect([error.code, error.exitStatus, asked]).toEqual(['PUBLIC_NOT_CONFIRMED', 3, undefined]);
    const words = `${error.expected ?? ''} ${error.hint ?? ''}`;
    for (const way of ['confirm-public: true', 'instance of your own', 'transparency-log: off']) expect(words).toContain(way);
    // GitHub's instance issues no certificates for GitLab.
    expect(words).not.toContain('trusted-root: github');
  });

  it('needs none for a public project, nor with confirm-public: the run then goes on to the certificate', async () => {
    const jobs = [
      [{ project_visibility: 'public' }, {}],
      [{ project_visibility: 'private' }, { 'confirm-public': 'true' }],
    ] as const;
    for (const [claims, input] of jobs) {
      const [error, asked] = await ends(await sandbox.gitlab(claims), { ...publicGood(), ...input });
      expect([error.code, asked?.startsWith(sandbox.urls.fulcio)]).toEqual(['NETWORK_FORBIDDEN', true]);
    }
  });
});

it("a key under GitHub's own root needs its timestamp authority: without network, signing is refused before it begins", async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(join(cwd, 'own.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const run = testRun({ env: { COUNTERSIGN_CACHE: join(cwd, 'cache') }, cwd, capability: 'none' });
  const error = await failure(signBlob(run, options({ paths: 'app.tgz', keys: 'own.pem', 'trusted-root': 'github' })));
  expect([error.code, error.message]).toEqual(['NETWORK_FORBIDDEN', expect.stringContaining('timestamp authority')]);
});

describe('outputs and summary', () => {
  async function finished(raw: Readonly<Record<string, string>>) {
    const run = testRun({ env: sandbox.github(), cwd });
    const file = join(cwd, 'outputs');
    writeFileSync(file, '');
    let summary = '';
    const chosen = options({ paths: 'app.tgz', ...own(), ...raw });
    const status = await finishSigning(
      'Signed files',
      {
        run,
        options: chosen,
        output: (name, value) => {
          setOutput({ env: { GITHUB_OUTPUT: file }, random: run.random }, name, value);
        },
        summary: (text) => {
          summary = text;
        },
      },
      await signBlob(run, chosen),
    );
    return { status, outputs: outputsIn(readFileSync(file, 'utf8')), summary, log: run.lines.join('\n') };
  }
  const statesIn = (outputs: Readonly<Record<string, string>>) =>
    (JSON.parse(outputs['bundles'] ?? '') as { readonly state: string }[]).map(({ state }) => state);

  it('of a dry run have entries that are marked, and nothing that a later step could use', async () => {
    const { status, outputs, summary, log } = await finished({ 'dry-run': 'true' });
    expect(status).toBe(0);
    const { bundles, ...others } = outputs;
    expect(statesIn({ bundles: bundles ?? '' })).toEqual(['would be signed']);
    expect(new Set(Object.values(others))).toEqual(new Set(['']));
    expect(summary).toContain('Nothing was signed, written or stored.');
    expect(summary).toContain('sourceRepositoryUri');
    expect(log).toContain('would be signed by keyless');
  });

  it('say which signatures no log records', async () => {
    const { privateKey } = generateKeyPairSync('ml-dsa-65');
    writeFileSync(join(cwd, 'pq.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    const warning = 'no transparency log records signatures by ML_DSA_65 keys: those of file:pq.pem are only timestamped';
    const both = { keys: 'keyless\npq.pem' };
    const missing = ({ outputs }: { readonly outputs: Readonly<Record<string, string>> }) =>
      (JSON.parse(outputs['bundles'] ?? '') as { readonly missing: readonly string[] }[]).map((entry) => entry.missing);
    const planned = await finished({ ...both, 'dry-run': 'true' });
    expect(missing(planned)).toEqual([[], ['log-entry']]);
    expect(planned.log).toContain(warning);
    expect(planned.log).toMatch(/would be signed by file:pq\.pem, in .*, recorded in no transparency log, only timestamped$/m);
    expect(planned.log).toMatch(/would be signed by keyless, in [^,]*$/m);
    expect(planned.summary).toContain('1 of 2 signatures: no transparency log entry.');
    const signed = await finished(both);
    expect(missing(signed)).toEqual([[], ['log-entry']]);
    expect(signed.log).toContain(warning);
    expect(signed.log).toMatch(/app\.tgz\.pq\.sigstore\.json: by file:pq\.pem, no transparency log entry$/m);
    expect(signed.summary).toContain('1 of 2 signatures: no transparency log entry.');
    // The command that verifies the first one must be accepted by the gate.
    expect(signed.outputs['verify-command']).not.toContain('transparency-log');
    expect((await finished({ keys: 'pq.pem' })).outputs['verify-command']).toContain('--transparency-log off');
  });

  it('name the state of each artifact', async () => {
    expect(statesIn((await finished({})).outputs)).toEqual(['signed']);
    const { outputs, summary, log } = await finished({ paths: 'app.tgz\ntool.bin', resume: 'true' });
    expect(statesIn(outputs)).toEqual(['already signed', 'signed']);
    expect(summary).toContain('2 artifacts signed');
    expect(summary).toContain('1 of them before this run');
    expect(summary).toContain('| already signed |');
    expect(log).toContain('1 signed, 1 already signed');
    sandbox.faults.add({ service: 'tsa', answer: { status: 400, body: 'no' } });
    const failed = await finished({ paths: 'app.tgz' });
    sandbox.faults.clear();
    expect(failed.status).not.toBe(0);
    expect(failed.summary).toContain('| not signed |');
    expect(failed.log).toContain('not signed: app.tgz');
  });
});
