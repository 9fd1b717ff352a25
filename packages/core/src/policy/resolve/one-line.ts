import { CountersignError } from '../../errors/index.js';
import { COSIGN_SIGN_V1, SLSA_PROVENANCE_V1 } from '../../statements/index.js';
import { canonicalJson, sha256Digest } from '../../wire/index.js';
import type { By, Requirement } from '../requirements/index.js';
import { expectedIdentityForm, expectedIssuerForm, type PolicySigner, type Runs, type Who } from '../signers/index.js';
import type { Policy } from './model.js';
import { githubHost, githubIssuer, githubOwnerWho, keylessWho, keyWho } from './resolve-who.js';
import { DEFAULT_TRUST, runTrust } from './run-trust.js';

/** A policy without a file, with the options of cosign and gh: one signer, and for identities optionally whose runs count. */
export interface OneLinePolicy {
  readonly certificateIdentity?: string | undefined;
  /** RE2, anchored as `^(?:…)$`, case-sensitive. */
  readonly certificateIdentityRegexp?: string | undefined;
  readonly certificateOidcIssuer?: string | undefined;
  /** A public key: a file (PEM) relative to the run's folder, or any other form of a reference. */
  readonly key?: string | undefined;
  /** `sha256:<hex>` of its SubjectPublicKeyInfo; required for everything but files. */
  readonly keyDigest?: string | undefined;
  /** The required attestation; default a signature, for `owner` and `repository` SLSA provenance v1. */
  readonly predicateType?: string | undefined;
  /** The account whose runs count. Alone, as in `gh`, on github.com; with an identity, on the identity's host. */
  readonly owner?: string | undefined;
  /** The same for one repository, `owner/name` (with an identity also a GitLab project's path). */
  readonly repository?: string | undefined;
}

const SIGNER = 'signer';

/**
 * The one-line policy as a policy: one signer, one requirement, every subject.
 *
 * @throws CountersignError INPUT_INVALID, INPUT_MISSING
 */
export async function expandOneLine(options: OneLinePolicy): Promise<Policy> {
  const who = await whoOf(options);
  const signer: PolicySigner = {
    name: SIGNER,
    unnamed: who.kind === 'key' ? 'the expected key' : 'the expected identity',
    trust: DEFAULT_TRUST,
    fallback: false,
    window: { from: undefined, until: undefined },
    who,
  };
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return {
    name: 'command line',
    digest: sha256Digest(canonicalJson(given)),
    notAfter: undefined,
    trusts: new Map([[DEFAULT_TRUST, runTrust()]]),
    signers: new Map([[SIGNER, signer]]),
    rules: [
      {
        name: 'command line',
        match: { paths: undefined, images: undefined, targets: undefined, asks: [] },
        asks: [],
        require: [requirementOf(options)],
      },
    ],
    unmatched: 'deny',
    revoked: [],
  };
}

function requirementOf(options: OneLinePolicy): Requirement {
  const by: By = { atLeast: 1, people: [{ name: SIGNER, signers: [SIGNER] }] };
  const isNamed = [options.certificateIdentity, options.certificateIdentityRegexp, options.key].some((one) => one !== undefined);
  const type = options.predicateType ?? (isNamed ? COSIGN_SIGN_V1 : SLSA_PROVENANCE_V1);
  if (type === '' || /\s/.test(type)) throw invalid('predicate-type is a URI', 'https://slsa.dev/provenance/v1', type);
  if (type === COSIGN_SIGN_V1) return { kind: 'signature', by, maxAge: undefined, unseen: 'deny' };
  if (type !== SLSA_PROVENANCE_V1) return { kind: 'attestation', type, by, maxAge: undefined };
  return {
    kind: 'provenance',
    by,
    maxAge: undefined,
    minLevel: undefined,
    builder: undefined,
    buildTypes: undefined,
    source: undefined,
    parameters: undefined,
    unproven: new Set(),
  };
}

async function whoOf(options: OneLinePolicy): Promise<Who> {
  const {
    certificateIdentity: identity,
    certificateIdentityRegexp: regexp,
    certificateOidcIssuer: issuer,
    key,
    keyDigest,
    owner,
    repository,
  } = options;
  const given = Object.entries({
    'certificate-identity': identity,
    'certificate-identity-regexp': regexp,
    key,
    owner,
    repository,
  }).filter(([, value]) => value !== undefined);
  if (given.length === 0) {
    throw new CountersignError('INPUT_MISSING', 'no expected signer is given', {
      expected: 'a policy, or certificate-identity with certificate-oidc-issuer, or key',
      found: issuer === undefined ? 'nothing' : 'only an issuer, which gives certificates to anyone',
      hint: 'Give the exact identity: a signature by an unknown signer proves nothing.',
    });
  }
  const names = given.map(([name]) => name);
  // `owner` or `repository` may be given with an identity: then only their runs of the workflow count.
  const inContradiction = [
    names.filter((name) => name !== 'owner' && name !== 'repository'),
    names.filter((name) => name === 'owner' || name === 'repository' || name === 'key'),
  ].find((some) => some.length > 1);
  if (inContradiction !== undefined)
    throw invalid('the signer is named in more than one way', 'one of them', inContradiction.join(', '));
  for (const [name, value] of [...given, ['certificate-oidc-issuer', issuer] as const]) {
    if (value === '') throw invalid(`${name} is empty`, 'a value', 'an empty string');
  }
  if (keyDigest !== undefined && key === undefined)
    throw invalid('key-digest has no effect without key', 'key', 'key-digest alone');
  if (issuer !== undefined) refuse('certificate-oidc-issuer', expectedIssuerForm(issuer), issuer);
  if (key !== undefined) {
    if (issuer !== undefined) throw invalid('a key has no issuer', 'key alone', 'key and certificate-oidc-issuer');
    return keyWho({ kind: 'reference', at: key }, keyDigest === undefined ? undefined : readKeyDigest(keyDigest));
  }
  if (identity === undefined && regexp === undefined) return githubOnly(owner, repository, issuer);
  if (issuer === undefined) {
    throw new CountersignError('INPUT_MISSING', 'certificate-oidc-issuer is missing', {
      expected: 'the issuer of the identity, such as https://token.actions.githubusercontent.com',
      found: 'only an identity, which any issuer could certify',
    });
  }
  const runs = runsOf(owner, repository);
  if (identity !== undefined) {
    refuse('certificate-identity', expectedIdentityForm(identity, issuer), identity);
    return keylessWho({ identity, issuer }, runs);
  }
  const { identityPattern } = await import('./identity-pattern.js');
  const pattern = await identityPattern(regexp ?? '', { anyOwner: owner !== undefined || repository !== undefined });
  return { kind: 'pattern', ...pattern, issuer, runs };
}

/** Hex of `sha256:<hex>`. @throws CountersignError INPUT_INVALID */
function readKeyDigest(written: string): string {
  const [, hex] = /^sha256:([0-9a-f]{64})$/.exec(written) ?? [];
  if (hex !== undefined) return hex;
  throw invalid('key-digest is not the fingerprint of a key', 'sha256: and 64 lower-case hex digits', written.slice(0, 100));
}

/** With an identity: an account or a repository, or a GitLab group or project. */
function runsOf(owner: string | undefined, repository: string | undefined): Runs {
  if (owner !== undefined && !/^[A-Za-z0-9_][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_.-]+)*$/.test(owner))
    throw invalid('owner is not an account or group', 'acme', owner);
  if (repository !== undefined && !/^[A-Za-z0-9_][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_.-]+)+$/.test(repository))
    throw invalid('repository is not owner/name', 'acme/app', repository);
  return { owner, repository, triggers: undefined };
}

/** Without an identity, as in `gh`: any workflow of the repository or owner, on a GitHub host. */
function githubOnly(owner: string | undefined, repository: string | undefined, issuer: string | undefined): Who {
  if (owner !== undefined && !/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(owner))
    throw invalid('owner is not a GitHub account', 'acme', owner);
  if (repository !== undefined && !/^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/.test(repository)) {
    throw invalid('repository is not owner/name', 'acme/app', repository);
  }
  // Only test instances have an issuer on plain http; they use the host of github.com.
  const host = issuer === undefined || issuer.startsWith('http://') ? 'github.com' : githubHost(issuer);
  if (host === undefined)
    throw new CountersignError(
      'INPUT_INVALID',
      `${owner === undefined ? 'repository' : 'owner'} without certificate-identity needs an issuer of GitHub`,
      {
        expected:
          'https://token.actions.githubusercontent.com, https://token.actions.TENANT.ghe.com or https://HOST/_services/token',
        found: issuer ?? '',
        hint: 'Give certificate-identity as well: the whole identity, on GitLab https://HOST/PROJECT//.gitlab-ci.yml@REF.',
      },
    );
  return githubOwnerWho({ owner, repository, host, issuer: issuer ?? githubIssuer(host) });
}

function refuse(name: string, reason: string | undefined, found: string): void {
  if (reason !== undefined) throw new CountersignError('INPUT_INVALID', `${name} can never match`, { expected: reason, found });
}

function invalid(message: string, expected: string, found: string): CountersignError {
  return new CountersignError('INPUT_INVALID', message, { expected, found });
}
