import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SigningReport } from './types.js';
import { attestProvenance, signFiles } from './index.js';
import { openStudio, type Studio } from './testing/studio.js';

const peers = join(process.env['COUNTERSIGN_PEERS'] ?? join(homedir(), '.cache/countersign-peers'), 'bin');
const cosign = join(peers, 'cosign');
const sigstorePython = join(peers, '../py/bin/sigstore');
const withCosign = existsSync(cosign) ? describe : describe.skip;
const withPython = existsSync(sigstorePython) ? describe : describe.skip;

/** Runs a verifier; resolves with its exit status and output. */
function judge(program: string, args: readonly string[]): Promise<{ status: number; said: string }> {
  return new Promise((resolve) => {
    execFile(program, [...args], { env: { PATH: process.env['PATH'], HOME: homedir() } }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, said: stdout + stderr });
    });
  });
}

describe.each([{ rekor: 'v2' as const }, { rekor: 'v1' as const }])('bundles recorded in Rekor $rekor', ({ rekor }) => {
  let studio: Studio;
  let signed: SigningReport;
  let attested: SigningReport;
  let file = '';
  beforeAll(async () => {
    studio = await openStudio({ rekor });
    const subjects = await studio.files({ 'app.tgz': 'a package', 'other.tgz': 'another one' });
    file = join(studio.folder, 'app.tgz');
    signed = await signFiles(studio.run(studio.sandbox.github()), { ...studio.options(), subjects });
    attested = await attestProvenance(studio.run(await studio.sandbox.gitlab()), { ...studio.options(), subjects });
  });
  afterAll(() => studio.close());

  const identity = (report: SigningReport): string => report.signed[0]?.signer.identity ?? '';
  const issuer = (report: SigningReport): string => report.signed[0]?.signer.issuer ?? '';
  const bundle = (report: SigningReport): string => report.signed[0]?.path ?? '';

  withCosign('judged by cosign', () => {
    const cosignArgs = (report: SigningReport, command: string, name = identity(report)) => [
      command,
      '--bundle',
      bundle(report),
      '--trusted-root',
      studio.sandbox.files.trustedRoot,
      '--certificate-identity',
      name,
      '--certificate-oidc-issuer',
      issuer(report),
      '--use-signed-timestamps',
    ];
    it('accepts a file signature', async () => {
      expect(await judge(cosign, [...cosignArgs(signed, 'verify-blob'), file])).toMatchObject({ status: 0 });
    });
    it('accepts provenance', async () => {
      const args = [...cosignArgs(attested, 'verify-blob-attestation'), '--type', 'slsaprovenance1', file];
      expect(await judge(cosign, args)).toMatchObject({ status: 0 });
    });
    it('rejects another identity and another file', async () => {
      expect((await judge(cosign, [...cosignArgs(signed, 'verify-blob', `${identity(signed)}x`), file])).status).not.toBe(0);
      expect((await judge(cosign, [...cosignArgs(signed, 'verify-blob'), join(studio.folder, 'other.tgz')])).status).not.toBe(0);
    });
  });

  withPython('judged by sigstore-python', () => {
    it('accepts a file signature', async () => {
      const { clientTrustConfig } = studio.sandbox.files;
      const names = ['--cert-identity', identity(signed), '--cert-oidc-issuer', issuer(signed)];
      const args = ['--trust-config', clientTrustConfig, 'verify', 'identity', '--bundle', bundle(signed), ...names, file];
      expect(await judge(sigstorePython, args)).toMatchObject({ status: 0 });
    });
  });
});
