import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { readBundle } from '../bundles/index.js';
import { publicKeyFromPem, type PublicKey } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { readTrustedRoot } from '../trust/index.js';
import { DEFAULT_THRESHOLDS, type VerifiedFacts } from './types.js';
import { verifyBundleWithoutIdentityUnsafe } from './verify-bundle.js';

const peers = join(process.env['COUNTERSIGN_PEERS'] ?? join(homedir(), '.cache/countersign-peers'), 'bin');
const cosign = join(peers, 'cosign');
const sigstorePython = join(peers, '../py/bin/sigstore');
const withCosign = existsSync(cosign) ? describe : describe.skip;
const withPython = existsSync(sigstorePython) ? describe : describe.skip;

const ARTIFACT = Buffer.from('a package\n');
const STATEMENT_PREDICATE = JSON.stringify({ tested: true });

describe.each([{ rekor: 'v2' as const }, { rekor: 'v1' as const }])(
  'what peers sign in a sandbox with Rekor $rekor, we verify',
  ({ rekor }) => {
    let sandbox: Sandbox;
    let folder = '';
    const at = (name: string): string => join(folder, name);

    beforeAll(async () => {
      sandbox = await startSandbox({ rekor });
      folder = mkdtempSync(join(tmpdir(), 'countersign-peers-'));
      writeFileSync(at('file'), ARTIFACT);
      writeFileSync(at('predicate.json'), STATEMENT_PREDICATE);
    });
    afterAll(async () => {
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    function tell(program: string, args: readonly string[]): Promise<void> {
      const env = { PATH: process.env['PATH'], HOME: folder, COSIGN_PASSWORD: '' };
      return new Promise((resolve, reject) => {
        execFile(program, [...args], { env, cwd: folder }, (error, stdout, stderr) => {
          if (error === null) resolve();
          else reject(new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`));
        });
      });
    }

    function verify(
      bundleFile: string,
      artifact: Buffer,
      keys: readonly PublicKey[],
      how: 'bytes' | 'digest',
    ): Promise<VerifiedFacts> {
      const digests = Object.fromEntries(
        ['sha256', 'sha384', 'sha512'].map((name) => [name, createHash(name).update(artifact).digest('hex')]),
      );
      const bundle = readBundle(readFileSync(at(bundleFile)), bundleFile);
      return verifyBundleWithoutIdentityUnsafe({
        bundle,
        artifact: how === 'bytes' ? { digests, bytes: artifact } : { digests },
        root: readTrustedRoot(readFileSync(sandbox.files.trustedRoot), 'sandbox'),
        keys,
        thresholds: DEFAULT_THRESHOLDS[bundle.material.kind],
        now: new Date(),
      });
    }

    /** Verified by bytes and by digest; refused for another artifact. */
    async function expectVerified(bundleFile: string, keys: readonly PublicKey[] = []): Promise<VerifiedFacts> {
      const facts = await verify(bundleFile, ARTIFACT, keys, 'bytes');
      expect((await verify(bundleFile, ARTIFACT, keys, 'digest')).signer.kind).toBe(facts.signer.kind);
      await expect(verify(bundleFile, Buffer.from('another package\n'), keys, 'bytes')).rejects.toThrow(CountersignError);
      expect(facts.logEntries).toHaveLength(1);
      return facts;
    }

    const instance = (): readonly string[] => [
      '--trusted-root',
      sandbox.files.trustedRoot,
      '--signing-config',
      sandbox.files.signingConfig,
    ];

    withCosign('by cosign', () => {
      it('a file', async () => {
        const token = await sandbox.token('github');
        await tell(cosign, ['sign-blob', '--bundle', 'blob.json', ...instance(), '--identity-token', token, '-y', 'file']);
        const facts = await expectVerified('blob.json');
        expect(facts).toMatchObject({ claim: { kind: 'file-message' }, signer: { issuer: sandbox.issuers.github } });
      });

      it('an attestation', async () => {
        const token = await sandbox.token('gitlab');
        const about = ['--predicate', 'predicate.json', '--type', 'https://acme.dev/test/v1'];
        await tell(cosign, [
          'attest-blob',
          '--bundle',
          'attestation.json',
          ...about,
          ...instance(),
          '--identity-token',
          token,
          '-y',
          'file',
        ]);
        const facts = await expectVerified('attestation.json');
        expect(facts.statement?.predicateType).toBe('https://acme.dev/test/v1');
        expect(facts.matchedSubjects).toHaveLength(1);
      });

      it('a file with a key of its own', async () => {
        await tell(cosign, ['generate-key-pair']);
        await tell(cosign, ['sign-blob', '--key', 'cosign.key', '--bundle', 'key.json', ...instance(), '-y', 'file']);
        const key = publicKeyFromPem(readFileSync(at('cosign.pub'), 'utf8'));
        expect(await expectVerified('key.json', [key])).toMatchObject({
          signer: { kind: 'key', key: { fingerprint: key.fingerprint } },
        });
        await expect(verify('key.json', ARTIFACT, [], 'bytes')).rejects.toMatchObject({ code: 'KEY_MISMATCH' });
      });
    });

    withPython('by sigstore-python', () => {
      it('a file', async () => {
        const token = await sandbox.token('github');
        const trust = ['--trust-config', sandbox.files.clientTrustConfig];
        await tell(sigstorePython, [...trust, 'sign', '--identity-token', token, '--bundle', 'python.json', 'file']);
        expect((await expectVerified('python.json')).claim).toEqual({ kind: 'file-message' });
      });
    });
  },
);
