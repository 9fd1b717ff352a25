import { generateKeyPairSync } from 'node:crypto';
import type { FileSubject, ImageSubject, ReadManifest, Subject } from '../../artifacts/index.js';
import {
  publicKeyFromObject,
  type Certificate,
  type FulcioExtensions,
  type PublicKey,
  type SubjectAlternativeName,
} from '../../crypto/index.js';
import { CountersignError, type Code } from '../../errors/index.js';
import { COSIGN_SIGN_V1, IN_TOTO_PAYLOAD_TYPE, SLSA_PROVENANCE_V1, type Statement } from '../../statements/index.js';
import type { Claim, VerifiedFacts, VerifiedSigner, VerifiedTime } from '../../verification/index.js';
import type { JsonObject } from '../../wire/index.js';
import type { Candidate, Judged, SubjectFacts } from '../index.js';

/* Facts as verification would hand them over, written by hand: evaluation never looks at bytes. */

export const NOW = new Date('2026-11-21T12:00:00Z');
export const SHA = 'a'.repeat(64);
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

/** Issued shortly before the time at which `verified` has it stamped. */
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
  if (signer.kind === 'key') throw new Error('a key was never issued');
  const { identity, certificate } = signer;
  return namedSigner(certificate.alternativeNames[0]?.kind ?? 'uri', identity, certificate.fulcio, new Date(notBefore));
}

export const github = (changes: FulcioExtensions = {}): VerifiedSigner => certificateSigner({ ...GITHUB, ...changes });
export const gitlab = (changes: FulcioExtensions = {}): VerifiedSigner => certificateSigner({ ...GITLAB, ...changes });
export const keySigner = (key: PublicKey): VerifiedSigner => ({ kind: 'key', key });
export const mailSigner = (identity: string, issuer = 'https://accounts.example.com'): VerifiedSigner =>
  namedSigner('email', identity, { issuer });

/** Without an extension: a certificate that does not say. */
export function without(fulcio: FulcioExtensions, name: keyof FulcioExtensions): FulcioExtensions {
  return Object.fromEntries(Object.entries(fulcio).filter(([key]) => key !== name));
}

export interface FactsOptions {
  readonly statement?: Statement;
  readonly times?: readonly (Date | string)[];
  readonly artifact?: VerifiedFacts['artifact'];
  /** Default: what the statement is, or a message. */
  readonly claim?: Claim;
}

function claimOf(of: Statement | undefined): Claim {
  if (of === undefined) return { kind: 'file-message' };
  const { predicateType: type } = of;
  return type === COSIGN_SIGN_V1 ? { kind: 'image-signature' } : { kind: 'statement', type };
}

export function verified(signer: VerifiedSigner, options: FactsOptions = {}): VerifiedFacts {
  const times = (options.times ?? ['2026-11-21T11:00:00Z']).map((time): VerifiedTime => ({
    kind: 'timestamp-authority',
    time: new Date(time),
    authority: 'tsa',
  }));
  return {
    signer,
    times,
    logEntries: [],
    claim: options.claim ?? claimOf(options.statement),
    statement: options.statement,
    matchedSubjects: options.statement === undefined ? [] : options.statement.subjects,
    artifact: options.artifact ?? { sha256: SHA },
    root: { source: 'test', digest: 'sha256:00' },
  };
}

let counter = 0;

export function candidate(...judged: readonly Judged[]): Candidate {
  counter++;
  return {
    origin: { kind: 'file', location: `/bundle-${String(counter)}` },
    digest: `sha256:${String(counter).padStart(64, '0')}`,
    judged,
  };
}

export const accepted = (facts: VerifiedFacts, trust = 'default'): Candidate => candidate({ kind: 'verified', trust, facts });
export const rejected = (code: Code, trust = 'default'): Candidate =>
  candidate({ kind: 'rejected', trust, error: new CountersignError(code, `staged ${code}`) });

export const FILE: FileSubject = {
  kind: 'file',
  name: 'dist/app.tgz',
  path: '/w/dist/app.tgz',
  size: 1,
  digests: { sha256: SHA },
  content: 'data',
};

const INDEX: ReadManifest = {
  digest: `sha256:${SHA}`,
  mediaType: 'application/vnd.oci.image.index.v1+json',
  size: 1,
  contentDigests: { sha256: SHA, sha384: 'a'.repeat(96), sha512: 'a'.repeat(128) },
  blobs: [],
};

/** An index of two platforms. */
export const IMAGE: ImageSubject = {
  ...INDEX,
  kind: 'image',
  name: 'ghcr.io/acme/app',
  registry: 'ghcr.io',
  repository: 'acme/app',
  reference: 'ghcr.io/acme/app:v2',
  tag: 'v2',
  digests: { sha256: SHA },
  platforms: ['amd64', 'arm64'].map((architecture, index) => ({
    ...readManifest(String(index + 1)),
    platform: `linux/${architecture}`,
    indexes: [INDEX],
    labelledBy: [INDEX],
  })),
  others: [],
};

/** A manifest whose every digest is one hex digit over and over. */
export function readManifest(digit: string): ReadManifest {
  return {
    digest: `sha256:${digit.repeat(64)}`,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    size: 1,
    contentDigests: { sha256: digit.repeat(64), sha384: digit.repeat(96), sha512: digit.repeat(128) },
    blobs: [],
  };
}

/** One manifest of IMAGE as a subject of its own. */
export function platformOfImage(
  digit: string,
  platform: string,
  parent: Partial<NonNullable<ImageSubject['parent']>> = {},
): ImageSubject {
  return {
    ...IMAGE,
    ...readManifest(digit),
    digests: { sha256: digit.repeat(64) },
    platforms: [],
    parent: { digest: IMAGE.digest, platform, indexes: [INDEX], labelledBy: [INDEX], own: { kind: 'said', platform }, ...parent },
  };
}

export function factsOf(subject: Subject, candidates: readonly Candidate[], more: Partial<SubjectFacts> = {}): SubjectFacts {
  return { subject, candidates, unreadable: [], incomplete: [], ...more };
}

export function statement(predicateType: string, predicate: JsonObject = {}): Statement {
  return {
    type: 'https://in-toto.io/Statement/v1',
    // cosign leaves the name of an image signature empty.
    subjects: [{ name: predicateType === COSIGN_SIGN_V1 ? '' : 'app.tgz', digest: { sha256: SHA } }],
    predicateType,
    predicate,
  };
}

/** What an honest producer writes for a certificate: GitHub's build type. */
export function githubPredicate(fulcio: FulcioExtensions = GITHUB): JsonObject {
  const { sourceRepositoryUri: repository = '', sourceRepositoryRef: ref = '' } = fulcio;
  const config = fulcio.buildConfigUri ?? '';
  return {
    buildDefinition: {
      buildType: 'https://actions.github.io/buildtypes/workflow/v1',
      externalParameters: {
        workflow: { ref, repository, path: config.slice(repository.length + 1, config.length - ref.length - 1) },
      },
      internalParameters: {
        github: {
          event_name: fulcio.buildTrigger,
          repository_id: fulcio.sourceRepositoryIdentifier,
          repository_owner_id: fulcio.sourceRepositoryOwnerIdentifier,
          runner_environment: fulcio.runnerEnvironment,
        },
      },
      resolvedDependencies: [{ uri: `git+${repository}@${ref}`, digest: { gitCommit: fulcio.sourceRepositoryDigest } }],
    },
    runDetails: { builder: { id: fulcio.buildSignerUri }, metadata: { invocationId: fulcio.runInvocationUri } },
  };
}

/** The same for our GitLab build type. */
export function gitlabPredicate(fulcio: FulcioExtensions = GITLAB): JsonObject {
  const { sourceRepositoryUri: source = '', sourceRepositoryRef: ref = '' } = fulcio;
  return {
    buildDefinition: {
      buildType: 'https://countersign.dev/buildtypes/gitlab-pipeline/v1',
      externalParameters: { source, ref, configPath: '.gitlab-ci.yml', entryPoint: 'build' },
      internalParameters: {
        project_id: fulcio.sourceRepositoryIdentifier,
        namespace_id: fulcio.sourceRepositoryOwnerIdentifier,
        job_id: '99',
        pipeline_source: fulcio.buildTrigger,
        runner_environment: fulcio.runnerEnvironment,
      },
      resolvedDependencies: [{ uri: `git+${source}@${ref}`, digest: { gitCommit: fulcio.sourceRepositoryDigest } }],
    },
    runDetails: {
      builder: { id: `https://gitlab.com/-/runners/${fulcio.runnerEnvironment ?? ''}` },
      metadata: { invocationId: fulcio.runInvocationUri },
    },
  };
}

export const provenance = (predicate: JsonObject): Statement => statement(SLSA_PROVENANCE_V1, predicate);
export { IN_TOTO_PAYLOAD_TYPE };

/** A copy of a JSON value with one member set (or removed, with `undefined`), by path. */
export function change(value: JsonObject, path: readonly (string | number)[], to: unknown): JsonObject {
  const copy = structuredClone(value) as Record<string | number, unknown>;
  let at = copy;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  if (to === undefined) delete at[last];
  else at[last] = to;
  return copy as JsonObject;
}
