import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testRun } from '../net/testing/test-run.js';
import { GITHUB } from '../trust/github/embedded-root.js';
import { PUBLIC_GOOD } from '../trust/public-good/embedded-root.js';
import { runGate, type GateOptions } from './index.js';

/** Bundles that GitHub's own Sigstore instance made (trust/testing/github-instance/README.md), under the root of that name. */
const read = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../trust/testing/github-instance/${name}`, import.meta.url)), 'utf8');
const PRIVATE = read('private-repository.sigstore.json');
const RELEASE = read('release-attestation.sigstore.json');
const NOW = new Date('2026-11-27T00:00:00Z');
const IMAGE = 'd57f9212097b86c8d75158ea1d974721e7c6f8c33bd77838b242c8f6a2d21813';
const REPOSITORY = 'github/artifact-attestations-opa-provider';

const signer = (trust: string): string => `
  ci:
    trust: ${trust}
    github:
      source: {repository: ${REPOSITORY}, refs: [refs/pull/31/merge]}
      workflow: .github/workflows/docker.yaml
      triggers: [pull_request]`;
const policy = (trusts: string, trust = 'github', more = ''): string => `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: ${trusts}
signers:${signer(trust)}${more}
rules:
  - {name: r, match: {paths: ["**"]}, require: [provenance: {by: ci}]}
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-github-'));
  writeFileSync(join(folder, 'sums.txt'), `${IMAGE}  image.tar\n`);
  writeFileSync(join(folder, 'bundle.json'), PRIVATE);
  writeFileSync(join(folder, 'github.json'), GITHUB.trustedRoot);
  writeFileSync(join(folder, 'public-good.json'), PUBLIC_GOOD.trustedRoot);
  const line = (text: string): string => JSON.stringify(JSON.parse(text));
  writeFileSync(join(folder, 'both.jsonl'), `${line(PUBLIC_GOOD.trustedRoot)}\n${line(GITHUB.trustedRoot)}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = () => ({ ...testRun({ cwd: folder, capability: 'none' }), clock: () => NOW });
/**
 * The image of the attestation is not public, so the gate is asked about its digest as a file: all is proven, and then it is not the
 * file that the attestation names. Whatever is not proven fails before.
 */
const PROVEN = { outcome: 'denied', proof: 'verified', code: 'SUBJECT_MISMATCH' };
const gate = async (text: string, options: Partial<GateOptions> = {}) => {
  writeFileSync(join(folder, 'p.yaml'), text);
  const { decision } = await runGate(run(), {
    checksums: ['sums.txt'],
    bundle: 'bundle.json',
    policies: ['p.yaml'],
    ...options,
  });
  const [subject] = decision.policies[0]?.subjects ?? [];
  const [verification] = subject?.candidates[0]?.verifications ?? [];
  return {
    outcome: decision.outcome,
    notices: (decision.notices ?? []).join(),
    proof: verification?.kind === 'rejected' ? verification.error.code : verification?.kind,
    code: subject?.rules[0]?.requirements[0]?.code,
  };
};

describe("a private repository's attestation of GitHub's own instance", () => {
  it('is proven under "sigstore: github", and the decision says that there is no public log', async () => {
    const answer = await gate(policy('{github: {sigstore: github}}'));
    expect(answer).toMatchObject(PROVEN);
    expect(answer.notices).toContain('no public log shows what was signed');
  });

  it.each([
    ['the trusted-root input', 'github'],
    ['its file', 'github.json'],
    ['a line of a file that "gh attestation trusted-root" wrote', 'both.jsonl'],
  ])('is proven by %s, for policies without "trust"', async (_, trustedRoot) => {
    const text = policy('', '').replace('trust: \n', '').replace('    trust: \n', '');
    expect(await gate(text, { trustedRoot })).toMatchObject(PROVEN);
  });

  it('is not proven under another root, or for a signer of another root', async () => {
    const both = '{public: {sigstore: public-good}, github: {sigstore: github}}';
    expect(await gate(policy(both))).toMatchObject(PROVEN);
    for (const text of [policy('{public: {sigstore: public-good}}', 'public'), policy(both, 'public')]) {
      const { outcome, proof } = await gate(text);
      expect([outcome, proof]).toEqual(['denied', 'CERTIFICATE_UNTRUSTED']);
    }
    // A run's root never counts for a signer of a policy that names its own.
    const answer = await gate(policy('{public: {sigstore: public-good}}', 'public'), { trustedRoot: 'github' });
    expect(answer).toMatchObject({ outcome: 'denied', proof: 'CERTIFICATE_UNTRUSTED' });
  });

  it('needs its timestamp, and all of what is signed', async () => {
    const bundle = JSON.parse(PRIVATE) as {
      verificationMaterial: { timestampVerificationData?: { rfc3161Timestamps: { signedTimestamp: string }[] } };
      dsseEnvelope: { payload: string; signatures: { sig: string }[] };
    };
    const changed = (change: (copy: typeof bundle) => void): string => {
      const copy = structuredClone(bundle);
      change(copy);
      return JSON.stringify(copy);
    };
    const stamp = (copy: typeof bundle) => copy.verificationMaterial.timestampVerificationData?.rfc3161Timestamps ?? [];
    const other = (JSON.parse(RELEASE) as typeof bundle).verificationMaterial.timestampVerificationData;
    const frauds: Readonly<Record<string, string>> = {
      'no timestamp': changed((copy) => delete copy.verificationMaterial.timestampVerificationData),
      'an empty list of timestamps': changed(
        (copy) => (copy.verificationMaterial.timestampVerificationData = { rfc3161Timestamps: [] }),
      ),
      'the timestamp of another bundle': changed((copy) => {
        if (other) copy.verificationMaterial.timestampVerificationData = other;
      }),
      'one timestamp twice': changed((copy) => stamp(copy).push(...structuredClone(stamp(copy)))),
      'a changed payload': changed((copy) => {
        const text = Buffer.from(copy.dsseEnvelope.payload, 'base64').toString().replace('9919', '9918');
        copy.dsseEnvelope.payload = Buffer.from(text).toString('base64');
      }),
      'another signature': changed((copy) => {
        const [signature] = copy.dsseEnvelope.signatures;
        if (signature) signature.sig = (JSON.parse(RELEASE) as typeof bundle).dsseEnvelope.signatures[0]?.sig ?? '';
      }),
      'the bundle of a release, which names no CI run': RELEASE,
    };
    const proofs: Record<string, string | undefined> = {};
    for (const [name, text] of Object.entries(frauds)) {
      writeFileSync(join(folder, 'fraud.json'), text);
      const { outcome, proof } = await gate(policy('{github: {sigstore: github}}'), { bundle: 'fraud.json' });
      proofs[name] = `${outcome} ${String(proof)}`;
    }
    expect(proofs).toEqual({
      'no timestamp': 'denied TIMESTAMP_MISSING',
      'an empty list of timestamps': 'denied TIMESTAMP_MISSING',
      'the timestamp of another bundle': 'denied TIMESTAMP_INVALID',
      'one timestamp twice': 'denied EVIDENCE_MALFORMED',
      'a changed payload': 'denied SIGNATURE_INVALID',
      'another signature': 'denied TIMESTAMP_INVALID',
      'the bundle of a release, which names no CI run': 'denied SUBJECT_MISMATCH',
    });
  });

  it('is only for its own image', async () => {
    writeFileSync(join(folder, 'other.txt'), `${'0'.repeat(64)}  image.tar\n`);
    const answer = await gate(policy('{github: {sigstore: github}}'), { checksums: ['other.txt'] });
    expect(answer).toMatchObject({ outcome: 'denied', proof: 'SUBJECT_MISMATCH' });
  });

  it.each(['log-entries: 1', 'certificate-logs: 1', 'timestamps: 0'])('cannot be asked for %s', async (line) => {
    const thrown = await gate(policy(`{github: {sigstore: github, ${line}}}`)).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'POLICY_INVALID' });
  });
});

describe('files with several trusted roots', () => {
  it('do not tell of an instance without logs that proved nothing', async () => {
    const text = policy('', '').replace('trust: \n', '').replace('    trust: \n', '');
    const damaged = JSON.parse(PRIVATE) as { dsseEnvelope: { signatures: { sig: string }[] } };
    damaged.dsseEnvelope.signatures = [{ sig: (JSON.parse(RELEASE) as typeof damaged).dsseEnvelope.signatures[0]?.sig ?? '' }];
    writeFileSync(join(folder, 'damaged.json'), JSON.stringify(damaged));
    const answer = await gate(text, { trustedRoot: 'both.jsonl', bundle: 'damaged.json' });
    expect(answer).toMatchObject({ outcome: 'denied', notices: '' });
  });

  it('are not the root of a trust: a signer trusts exactly one', async () => {
    const thrown = await gate(policy('{github: {root: both.jsonl}}')).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'POLICY_INVALID', message: expect.stringContaining('2 trusted roots') });
  });

  it('never complete one instance with what another one has', async () => {
    // The certificate authority of GitHub in one line, its timestamp authority only in the other.
    const github = JSON.parse(GITHUB.trustedRoot) as Record<string, unknown>;
    const good = JSON.parse(PUBLIC_GOOD.trustedRoot) as Record<string, unknown>;
    const lines = [
      { ...github, timestampAuthorities: [] },
      { ...good, timestampAuthorities: github['timestampAuthorities'] },
    ];
    writeFileSync(join(folder, 'mixed.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const text = policy('', '').replace('trust: \n', '').replace('    trust: \n', '');
    const { outcome, proof } = await gate(text, { trustedRoot: 'mixed.jsonl' });
    expect([outcome, proof]).toEqual(['denied', 'TIMESTAMP_MISSING']);
  });
});

describe('an attestation of a release by GitHub itself', () => {
  it('is refused, because its certificate has no issuer of the identity', async () => {
    writeFileSync(join(folder, 'release.txt'), '76f1fe8593bf227cca2c089e3c16dc95014a8d3e89c5dd220530469ca043c428  app.tar.gz\n');
    writeFileSync(join(folder, 'release.json'), RELEASE);
    const { outcome, proof } = await gate(policy('{github: {sigstore: github}}'), {
      checksums: ['release.txt'],
      bundle: 'release.json',
    });
    expect([outcome, proof]).toEqual(['denied', 'CERTIFICATE_INVALID']);
  });
});
