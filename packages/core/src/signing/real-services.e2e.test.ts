import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSigningConfig, readTrustedRoot } from '../trust/index.js';
import { DEFAULT_THRESHOLDS, verifyBundle } from '../verification/index.js';
import { attestProvenance, signFiles, type SignOptions } from './index.js';
import { keyFile } from './testing/keys.js';
import { cosign, missingPrograms, startRealSigstore, type RealSigstore } from './testing/real-sigstore.js';
import { openStudio, type Studio } from './testing/studio.js';

const all = missingPrograms.length === 0 ? describe : describe.skip;

all(
  `a real Fulcio, Rekor v2 and timestamp authority${missingPrograms.length > 0 ? ` (not installed: ${missingPrograms.join(', ')})` : ''}`,
  () => {
    let studio: Studio;
    let real: RealSigstore;
    let options: SignOptions;
    const dir = mkdtempSync(join(tmpdir(), 'countersign-real-'));
    beforeAll(async () => {
      studio = await openStudio();
      real = await startRealSigstore(dir, studio.sandbox);
      const root = readTrustedRoot(readFileSync(real.trustedRoot), 'real');
      options = {
        signingConfig: readSigningConfig(readFileSync(real.signingConfig), 'real'),
        transparencyLog: 'required',
        trustedLogs: root.transparencyLogs,
        isPublic: false,
        verify: (bundle, artifact, expected) =>
          verifyBundle({
            bundle,
            artifact,
            root,
            expected,
            thresholds: { ...DEFAULT_THRESHOLDS.certificate, timestamps: 1 },
            now: new Date(),
          }),
      };
    }, 100_000);
    afterAll(async () => {
      real?.stop();
      await studio?.close();
      rmSync(dir, { recursive: true, force: true });
    });

    const accepts = (args: readonly string[]): void => {
      execFileSync(cosign, [...args], { env: { HOME: dir }, stdio: 'pipe' });
    };
    const identity = (): string[] => [
      '--certificate-identity',
      'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main',
      '--certificate-oidc-issuer',
      studio.sandbox.issuers.github,
    ];

    it('sign a file and its provenance; we and cosign accept both', async () => {
      const subjects = await studio.files({ 'real.tgz': 'bytes', 'big.tgz': Buffer.alloc(2 * 1024 * 1024) });
      const signed = await signFiles(studio.run(studio.sandbox.github()), { ...options, subjects });
      expect(signed.failures).toEqual([]);
      for (const { path, subjects: own } of signed.signed) {
        const file = own[0]?.kind === 'file' ? own[0].path : '';
        accepts([
          'verify-blob',
          '--bundle',
          path ?? '',
          '--trusted-root',
          real.trustedRoot,
          ...identity(),
          '--use-signed-timestamps',
          file,
        ]);
      }
      const attested = await attestProvenance(studio.run(studio.sandbox.github()), { ...options, subjects });
      expect(attested.failures).toEqual([]);
      accepts([
        'verify-blob-attestation',
        '--bundle',
        attested.signed[0]?.path ?? '',
        '--trusted-root',
        real.trustedRoot,
        ...identity(),
        '--use-signed-timestamps',
        '--type',
        'slsaprovenance1',
        join(studio.folder, 'real.tgz'),
      ]);
    });

    it.each(['P-256', 'P-384', 'P-521', 'RSA-2048'] as const)(
      'record signatures of a %s key, the same file twice',
      async (kind) => {
        keyFile(studio.folder, kind, `${kind}.pem`);
        const subjects = await studio.files({ 'own.tgz': `own ${kind}` });
        for (const round of [1, 2]) {
          const { failures, signed } = await signFiles(studio.run({}), { ...options, subjects, keys: [`${kind}.pem`] });
          expect([round, failures]).toEqual([round, []]);
          expect(signed[0]?.logIndexes).toHaveLength(1);
          // RSA PKCS#1 signatures are the same each time, and the log accepts each only once.
          expect(signed[0]?.alreadyLogged).toBe(kind === 'RSA-2048' && round === 2);
        }
      },
    );
  },
);
