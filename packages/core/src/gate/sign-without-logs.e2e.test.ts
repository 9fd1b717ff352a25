import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { collectFiles } from '../artifacts/index.js';
import { readBundle } from '../bundles/index.js';
import { secondOpinion, signFiles } from '../signing/index.js';
import { keyFile } from '../signing/testing/keys.js';
import type { SecondOpinionOptions } from '../signing/opinion.js';
import { openStudio, type Studio } from '../signing/testing/studio.js';
import { loadTrust, logUse } from '../trust/index.js';
import { GITHUB } from '../trust/github/embedded-root.js';
import { PUBLIC_GOOD } from '../trust/public-good/embedded-root.js';
import { prover, runGate } from './index.js';

/** The sandbox as an instance like GitHub's own: a root without logs, of authorities that the root calls GitHub's. */
let studio: Studio;
const write = (name: string, value: unknown): void => writeFileSync(join(studio.folder, name), JSON.stringify(value));
const read = (file: string): Record<string, unknown> => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;

beforeAll(async () => {
  studio = await openStudio();
  const root = read(studio.sandbox.files.trustedRoot);
  const [authority] = root['certificateAuthorities'] as Record<string, unknown>[];
  const withoutLogs = { ...root, tlogs: [], ctlogs: [] };
  write('own.json', withoutLogs);
  write('github.json', {
    ...withoutLogs,
    certificateAuthorities: [{ ...authority, uri: 'fulcio.githubapp.com' }],
  });
  const config = read(studio.sandbox.files.signingConfig);
  write('config.json', { ...config, rekorTlogUrls: [] });
  write('with-log.json', config);
});
afterAll(() => studio.close());

const env = () => studio.sandbox.github({ repository: 'acme/app', ref: 'refs/heads/main' });

describe('signing with an instance without logs', () => {
  it('needs no log, and is proven by a timestamp', async () => {
    const run = studio.run(env());
    const trust = await loadTrust(run, { trustedRoot: 'github.json', signingConfig: 'config.json' });
    const transparencyLog = logUse(trust, 'required');
    expect([transparencyLog, trust.instance, trust.signingConfig?.withoutCertificateLog]).toEqual(['off', 'github', true]);
    writeFileSync(join(studio.folder, 'app.tgz'), 'app');
    const { root } = trust;
    const report = await signFiles(run, {
      subjects: await collectFiles(run, { paths: ['app.tgz'] }),
      signingConfig: trust.signingConfig,
      trustedLogs: root.transparencyLogs,
      isPublic: false,
      transparencyLog,
      verify: prover(root, run.clock, { transparencyLog }),
    });
    expect(report.failures).toEqual([]);
    expect(run.events.map(({ event }) => event)).toContain('unlogged');
    const bundle = read(join(studio.folder, 'app.tgz.sigstore.json')) as {
      verificationMaterial: { tlogEntries?: unknown[]; timestampVerificationData?: { rfc3161Timestamps: unknown[] } };
    };
    const { tlogEntries = [], timestampVerificationData } = bundle.verificationMaterial;
    expect([tlogEntries.length, timestampVerificationData?.rfc3161Timestamps.length]).toEqual([0, 1]);

    const certificateIdentity = 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main';
    const oneLine = { certificateIdentity, certificateOidcIssuer: studio.sandbox.issuers.github };
    const gate = async (trustedRoot: string) => {
      const { decision } = await runGate(studio.run({}), { paths: ['app.tgz'], oneLine, trustedRoot });
      return [decision.outcome, (decision.notices ?? []).join()];
    };
    expect(await gate('github.json')).toEqual(['allowed', expect.stringContaining('no transparency log')]);
    // The same authorities as those of another operator, and under a root with logs: a log entry is missing.
    expect(await gate('own.json')).toEqual(['denied', '']);
    expect(await gate(studio.sandbox.files.trustedRoot)).toEqual(['denied', '']);
    delete bundle.verificationMaterial.timestampVerificationData;
    write('app.tgz.sigstore.json', bundle);
    expect((await gate('github.json'))[0]).toBe('denied');
  });

  it('does not spare a key the log of another instance that the run names beside it', async () => {
    writeFileSync(join(studio.folder, 'key.pub'), keyFile(studio.folder, 'P-256', 'key.pem').publicPem);
    const run = studio.run({});
    const trust = await loadTrust(run, { trustedRoot: 'github.json', signingConfig: 'config.json' });
    writeFileSync(join(studio.folder, 'key.bin'), 'by a key');
    const report = await signFiles(run, {
      subjects: await collectFiles(run, { paths: ['key.bin'] }),
      signingConfig: trust.signingConfig,
      trustedLogs: [],
      isPublic: false,
      transparencyLog: 'off',
      keys: ['key.pem'],
      verify: prover(trust.root, run.clock, { transparencyLog: 'off' }),
    });
    expect(report.failures).toEqual([]);
    const lines = [PUBLIC_GOOD.trustedRoot, readFileSync(join(studio.folder, 'github.json'), 'utf8')];
    for (const [name, order] of [
      ['both.jsonl', lines],
      ['reversed.jsonl', lines.toReversed()],
    ] as const)
      writeFileSync(join(studio.folder, name), order.map((text) => `${JSON.stringify(JSON.parse(text))}\n`).join(''));
    const gate = async (trustedRoot: string) => {
      const { decision } = await runGate(studio.run({}), { paths: ['key.bin'], oneLine: { key: 'key.pub' }, trustedRoot });
      return decision.outcome;
    };
    // Named alone, the instance without logs is what the user asks for; beside one with a log, the log is asked for too.
    expect(await gate('github.json')).toBe('allowed');
    expect([await gate('both.jsonl'), await gate('reversed.jsonl')]).toEqual(['denied', 'denied']);
  });

  it("passes Sigstore's own verifier: the sandbox has SCTs, so a bundle that GitHub's instance made", async () => {
    const run = studio.run({}, { capability: 'none' });
    const { root, document } = await loadTrust(run, { trustedRoot: 'github', withSigningConfig: false });
    const name = new URL('../trust/testing/github-instance/private-repository.sigstore.json', import.meta.url);
    const bundle = readBundle(readFileSync(name), 'private');
    const artifact = { digests: { sha256: 'd57f9212097b86c8d75158ea1d974721e7c6f8c33bd77838b242c8f6a2d21813' } };
    const facts = await prover(root, run.clock)(bundle, artifact, {
      kind: 'certificate',
      identity: 'https://github.com/github/artifact-attestations-opa-provider/.github/workflows/docker.yaml@refs/pull/31/merge',
      issuer: 'https://token.actions.githubusercontent.com',
    });
    const opinion = (of: Partial<SecondOpinionOptions>) =>
      secondOpinion(run, { root, document, tuf: undefined, transparencyLog: 'off', makeFolder: () => studio.folder, ...of });
    expect(await opinion({}).ask(facts, artifact)).toEqual({ kind: 'agrees' });
    await expect(opinion({ transparencyLog: 'required' }).ask(facts, artifact)).rejects.toMatchObject({
      code: 'VERIFIERS_DISAGREE',
    });
  });

  it('refuses a signing config that names a log', async () => {
    const trust = await loadTrust(studio.run({}), { trustedRoot: 'github.json', signingConfig: 'with-log.json' });
    expect(() => logUse(trust, 'required')).toThrow(/has no transparency log, but the signing config names one/);
    expect(logUse(trust, 'off')).toBe('off');
  });

  it('refuses a file with several trusted roots', async () => {
    const lines = [PUBLIC_GOOD.trustedRoot, GITHUB.trustedRoot].map((text) => `${JSON.stringify(JSON.parse(text))}\n`);
    writeFileSync(join(studio.folder, 'both.jsonl'), lines.join(''));
    const trust = await loadTrust(studio.run({}), { trustedRoot: 'both.jsonl' });
    expect(() => logUse(trust, 'required')).toThrow(/several trusted roots/);
  });

  it('knows the services of GitHub without network', async () => {
    const trust = await loadTrust(studio.run({}, { capability: 'none' }), { trustedRoot: 'github' });
    expect(trust.instance).toBe('github');
    expect(trust.signingConfig).toMatchObject({
      certificateAuthorities: [{ url: 'https://fulcio.githubapp.com' }],
      timestampAuthorities: [{ url: 'https://timestamp.githubapp.com/api/v1/timestamp' }],
      transparencyLogs: [],
      withoutCertificateLog: true,
    });
  });
});
