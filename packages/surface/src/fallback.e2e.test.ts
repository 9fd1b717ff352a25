import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { SigningReport } from '@countersign/core/signing';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { testRun } from '../../core/src/net/testing/test-run.js';
import { finishSigning } from './finish-signing.js';
import { readOptions } from './options.js';
import { planDocument, planLines } from './planned-results.js';
import { signBlob } from './sign.js';

let sandbox: Sandbox;
let cwd: string;
beforeAll(async () => {
  sandbox = await startSandbox({ rekor: 'v2' });
  cwd = mkdtempSync(join(tmpdir(), 'countersign-spare-'));
  writeFileSync(join(cwd, 'app.tgz'), 'app');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(join(cwd, 'spare.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
});
afterEach(() => sandbox.faults.clear());
afterAll(async () => {
  await sandbox.stop();
  rmSync(cwd, { recursive: true });
});

const DOWN = { status: 503, body: 'maintenance' };
const input = (more: Readonly<Record<string, string>> = {}) => {
  const raw = {
    ...{ paths: 'app.tgz', 'trusted-root': sandbox.files.trustedRoot, 'signing-config': sandbox.files.signingConfig },
    ...{ 'fallback-key': 'spare.pem', ...more },
  };
  return readOptions('sign-blob', Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, [value]])), 'input');
};

/** Signs as an action does; gives what its step leaves. */
async function step(more: Readonly<Record<string, string>> = {}) {
  const run = testRun({ env: sandbox.github(), cwd });
  const options = input(more);
  const report: SigningReport = await signBlob(run, options);
  const outputs = new Map<string, string>();
  let summary = '';
  const status = await finishSigning(
    'Signed files',
    {
      run,
      options,
      output: (name, value) => {
        outputs.set(name, value);
      },
      summary: (text) => {
        summary = text;
      },
    },
    report,
  );
  return { run, report, outputs, summary, status };
}

describe('a run whose fallback key signs', () => {
  it.each(['fulcio', 'rekor'] as const)(
    'because %s is away says so in outputs, summary and log, and ends with 0',
    async (service) => {
      sandbox.faults.add({ service, method: 'POST', answer: DOWN });
      const { run, report, outputs, summary, status } = await step();
      expect(status).toBe(0);
      const [signed] = report.signed;
      expect(signed?.fallback?.code).toBe('SERVICE_UNAVAILABLE');
      expect(outputs.get('fallback-signed')).toBe('app.tgz');
      const [entry] = JSON.parse(outputs.get('bundles') ?? '[]') as Record<string, unknown>[];
      expect(entry).toMatchObject({
        path: 'app.tgz.spare.sigstore.json',
        signer: { name: 'file:spare.pem', fingerprint: signed?.signer.fingerprint },
        fallback: { code: 'SERVICE_UNAVAILABLE', problem: expect.stringContaining('503') },
        missing: service === 'rekor' ? ['log-entry'] : [],
        // What lacks a log entry because the log is away, Sigstore's own verifier is not asked about.
        secondOpinion: service === 'rekor' ? expect.stringContaining('not judged: ') : 'agrees',
      });
      expect(summary).toContain('> [!CAUTION]');
      expect(summary).toContain('made 1 of 1 signatures');
      expect(run.lines.some((line) => line.startsWith('warn keyless signing is not possible'))).toBe(true);
      expect(run.lines.some((line) => line.includes('by file:spare.pem') && line.includes('the fallback key'))).toBe(true);
      expect(readFileSync(join(cwd, 'app.tgz.spare.sigstore.json'), 'utf8')).toContain('publicKey');
    },
  );

  it('has an empty output and no word of it where keyless signing works', async () => {
    const { outputs, summary, run } = await step();
    expect(outputs.get('fallback-signed')).toBe('');
    expect(`${summary}${run.lines.join('\n')}`).not.toContain('allback');
  });

  it('is shown by dry-run', async () => {
    const run = testRun({ env: sandbox.github(), cwd });
    const { plan } = await signBlob(run, input({ 'dry-run': 'true' }));
    if (plan === undefined) throw new Error('no plan');
    expect(planLines(plan, cwd).join('\n')).toMatch(
      /only if keyless signing lacks a service:\n {2}file:spare\.pem, public key sha256:[0-9a-f]{64}/,
    );
    expect(planDocument(plan, cwd).fallback).toMatchObject({ signer: { name: 'file:spare.pem' } });
    sandbox.faults.add({ service: 'issuer', answer: DOWN });
    const away = await signBlob(testRun({ env: sandbox.github(), cwd }), input({ 'dry-run': 'true' }));
    expect(away.plan && planDocument(away.plan, cwd).fallback?.cause).toContain('the token service of GitHub');
  });
});
