import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBundle } from '../../bundles/index.js';
import { publicKeyFromPem, type PublicKey } from '../../crypto/index.js';
import { readEmbeddedRoot, readTrustedRoot, type TrustedRoot } from '../../trust/index.js';
import type { VerificationInput } from '../input.js';
import { DEFAULT_THRESHOLDS, type ArtifactInput } from '../types.js';

/** The folder with the data of the suite; see its README. */
const CONFORMANCE = process.env['COUNTERSIGN_CONFORMANCE'] ?? join(import.meta.dirname, '../../../../../../shared/conformance');

const CASES = join(CONFORMANCE, 'sigstore', 'bundle-verify');

/** The title of a suite that needs the data; it says so if the data is missing. To be used with jest's `describe.skip`. */
export const hasConformance = existsSync(CASES);
export const withConformance = (title: string): string =>
  hasConformance ? title : `${title} (skipped: no data at ${CONFORMANCE})`;

const IDENTITY =
  'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main';
const ISSUER = 'https://token.actions.githubusercontent.com';

export interface ConformanceCase {
  readonly name: string;
  readonly mustFail: boolean;
  readonly bundle: Uint8Array;
  readonly artifact: Uint8Array;
  /** Undefined if the signer is a key. */
  readonly identity: { readonly identity: string; readonly issuer: string } | undefined;
  readonly keyPem: string | undefined;
  /** Undefined: the public-good root. */
  readonly trustedRoot: Uint8Array | undefined;
}

export function readCases(): readonly ConformanceCase[] {
  if (!hasConformance) return [];
  return readdirSync(CASES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const file = (path: string): Uint8Array | undefined => {
        const full = join(CASES, name, path);
        return existsSync(full) ? new Uint8Array(readFileSync(full)) : undefined;
      };
      const text = (path: string): string | undefined => {
        const bytes = file(path);
        return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8').trim();
      };
      const keyPem = text('key.pub');
      return {
        name,
        mustFail: name.endsWith('_fail'),
        bundle: file('bundle.sigstore.json') ?? new Uint8Array(),
        artifact: file('artifact') ?? new Uint8Array(readFileSync(join(CASES, 'a.txt'))),
        identity: keyPem === undefined ? { identity: text('identity') ?? IDENTITY, issuer: text('issuer') ?? ISSUER } : undefined,
        keyPem,
        trustedRoot: file('trusted_root.json'),
      };
    });
}

const roots = new Map<string, TrustedRoot>();

function rootOf({ name, trustedRoot }: ConformanceCase): TrustedRoot {
  const key = trustedRoot === undefined ? 'public-good' : createHash('sha256').update(trustedRoot).digest('hex');
  const known = roots.get(key);
  if (known !== undefined) return known;
  const root = trustedRoot === undefined ? readEmbeddedRoot() : readTrustedRoot(trustedRoot, name);
  roots.set(key, root);
  return root;
}

function keysOf({ keyPem }: ConformanceCase): readonly PublicKey[] {
  return keyPem === undefined ? [] : [publicKeyFromPem(`${keyPem}\n`)];
}

function artifactOf(bytes: Uint8Array, how: 'bytes' | 'digest'): ArtifactInput {
  const digests = { sha256: createHash('sha256').update(bytes).digest('hex') };
  return how === 'bytes' ? { digests, bytes } : { digests };
}

/** The present time for the suite; no case depends on it. */
export const NOW = new Date('2026-11-20T00:00:00Z');

/** @throws as `readBundle` and `readTrustedRoot`, for bundles and roots that they reject */
export function inputOf(conformance: ConformanceCase, how: 'bytes' | 'digest'): VerificationInput {
  const bundle = readBundle(conformance.bundle, conformance.name);
  return {
    bundle,
    artifact: artifactOf(conformance.artifact, how),
    root: rootOf(conformance),
    keys: keysOf(conformance),
    thresholds: DEFAULT_THRESHOLDS[bundle.material.kind],
    now: NOW,
  };
}
