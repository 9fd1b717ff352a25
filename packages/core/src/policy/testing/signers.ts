import { generateKeyPairSync } from 'node:crypto';
import {
  publicKeyFromObject,
  type Certificate,
  type FulcioExtensions,
  type PublicKey,
  type SubjectAlternativeName,
} from '../../crypto/index.js';
import type { VerifiedSigner } from '../../verification/index.js';

/* Verified signers: keys and certificates of CI runs and people. */

export const COMMIT = '3f786850e387550fdab836ed7e6dc881de23001b';

export const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';

export const { publicKey: KEY_A } = newKey();

export const { publicKey: KEY_B } = newKey();

function newKey(): { readonly publicKey: PublicKey } {
  return { publicKey: publicKeyFromObject(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey) };
}

/** A tag build of acme/app, signed by its own workflow. */
export const GITHUB: FulcioExtensions = {
  issuer: GITHUB_ISSUER,
  buildSignerUri: 'https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v2.4.1',
  buildSignerDigest: COMMIT,
  runnerEnvironment: 'github-hosted',
  sourceRepositoryUri: 'https://github.com/acme/app',
  sourceRepositoryDigest: COMMIT,
  sourceRepositoryRef: 'refs/tags/v2.4.1',
  sourceRepositoryIdentifier: '4401',
  sourceRepositoryOwnerUri: 'https://github.com/acme',
  sourceRepositoryOwnerIdentifier: '17',
  buildConfigUri: 'https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v2.4.1',
  buildConfigDigest: COMMIT,
  buildTrigger: 'push',
  runInvocationUri: 'https://github.com/acme/app/actions/runs/7/attempts/1',
  sourceRepositoryVisibility: 'public',
};

export const GITLAB: FulcioExtensions = {
  issuer: 'https://gitlab.com',
  buildSignerUri: 'https://gitlab.com/acme/app//.gitlab-ci.yml@refs/heads/main',
  buildSignerDigest: COMMIT,
  runnerEnvironment: 'gitlab-hosted',
  sourceRepositoryUri: 'https://gitlab.com/acme/app',
  sourceRepositoryDigest: COMMIT,
  sourceRepositoryRef: 'refs/heads/main',
  sourceRepositoryIdentifier: '44',
  sourceRepositoryOwnerUri: 'https://gitlab.com/acme',
  sourceRepositoryOwnerIdentifier: '17',
  buildConfigUri: 'https://gitlab.com/acme/app//.gitlab-ci.yml@refs/heads/main',
  buildConfigDigest: COMMIT,
  buildTrigger: 'push',
  runInvocationUri: 'https://gitlab.com/acme/app/-/jobs/99',
  deploymentEnvironment: 'production',
};

/** Shortly before the verified time of `verified`. */
const ISSUED = new Date('2026-11-21T10:55:00Z');

export const certificateSigner = (fulcio: FulcioExtensions, identity = fulcio.buildSignerUri ?? ''): VerifiedSigner =>
  namedSigner('uri', identity, fulcio);

/** A certificate whose one name is of this kind. */
export function namedSigner(
  kind: SubjectAlternativeName['kind'],
  identity: string,
  fulcio: FulcioExtensions,
  notBefore = ISSUED,
): VerifiedSigner {
  const certificate: Certificate = {
    raw: new Uint8Array(),
    serialNumber: '01',
    notBefore,
    notAfter: new Date(notBefore.getTime() + 600_000),
    publicKey: KEY_A,
    issuerName: new Uint8Array(),
    subjectName: new Uint8Array(),
    alternativeNames: [{ kind, value: identity }],
    isCa: false,
    pathLength: undefined,
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: undefined,
    fulcio,
    sctList: undefined,
    tbsWithoutScts: new Uint8Array(),
    unknownCriticalExtensions: [],
  };
  return { kind: 'certificate', certificate, identity, issuer: fulcio.issuer ?? '' };
}

/** The same signer with a certificate that was issued at another time. */
export function issuedAt(signer: VerifiedSigner, notBefore: string): VerifiedSigner {
  if (signer.kind === 'key') throw new Error('a key has no certificate');
  const { identity, certificate } = signer;
  return namedSigner(certificate.alternativeNames[0]?.kind ?? 'uri', identity, certificate.fulcio, new Date(notBefore));
}

export const github = (changes: FulcioExtensions = {}): VerifiedSigner => certificateSigner({ ...GITHUB, ...changes });

export const gitlab = (changes: FulcioExtensions = {}): VerifiedSigner => certificateSigner({ ...GITLAB, ...changes });

export const keySigner = (key: PublicKey): VerifiedSigner => ({ kind: 'key', key });

export const mailSigner = (identity: string, issuer = 'https://accounts.example.com'): VerifiedSigner =>
  namedSigner('email', identity, { issuer });

/** The extensions without one of them. */
export function without(fulcio: FulcioExtensions, name: keyof FulcioExtensions): FulcioExtensions {
  return Object.fromEntries(Object.entries(fulcio).filter(([key]) => key !== name));
}
