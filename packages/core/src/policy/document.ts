import { count, list, may, named, need, object, plainOr, refine, report, text, word, type Shape } from './shape.js';
import { compilePattern, type Pattern } from './pattern.js';
import { CLAIM_GROUPS, type ClaimGroup } from './model.js';
import { readDuration, readMoment } from './times.js';
import { readVersionExpectation } from './versions.js';
import type { JsonObject, JsonValue } from '../wire/index.js';

/* The document as people write it: one typed table for reader and published schema. Names that refer to names are resolved in resolve*.ts. */

const NAME_TEXT = text({ maxLength: 256 }, 'a name');
const plain = (what: string, example: string): Shape<string> => text({ examples: [example] }, `${what} like "${example}"`);
const moment = text({ examples: ['2027-06-30'] }, 'a date like 2027-06-30', readMoment);
const duration = text({ pattern: '^[1-9][0-9]{0,5}[smhd]$', examples: ['14d'] }, 'a duration like 14d', readDuration);

function matching(pattern: RegExp, what: string, example: string): Shape<string> {
  return text({ pattern: pattern.source, examples: [example] }, `${what} like "${example}"`, (value) =>
    pattern.test(value) ? value : new Error(`expected ${what} like "${example}", found "${value}"`),
  );
}

const hex256 = matching(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex', '9c56cc51…');
const commit = matching(
  /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/,
  'a full commit in lower-case hex',
  '3f786850e387550fdab836ed7e6dc881de23001b',
);
const url = matching(/^https?:\/\/[^\s/]+(?:\/\S*)?$/, 'an issuer URL', 'https://token.actions.githubusercontent.com');
const uri = matching(/^[A-Za-z][A-Za-z0-9+.-]*:\S+$/, 'a URI', 'https://acme.dev/test/v1');
const host = matching(/^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?$/, 'a host', 'github.example.com');
const id = matching(/^[0-9]{1,20}$/, 'a numeric identifier in quotes', '44');
const platform = matching(/^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/, 'a platform', 'linux/amd64');
const filePath = text({ examples: ['.github/workflows/release.yml'] }, 'a file path', (value) =>
  /^[^/\s]/.test(value) && !value.split('/').some((part) => part === '' || part === '..' || part === '.')
    ? value
    : new Error(`expected a path inside the repository without leading slash, "." or "..", found "${value}"`),
);

function pattern(what: string, example: string, judge: (pattern: Pattern) => string | undefined): Shape<Pattern> {
  return text({ examples: [example] }, `${what} like "${example}"`, (value) => {
    const compiled = compilePattern(value);
    if (compiled instanceof Error) return compiled;
    const refusal = judge(compiled);
    return refusal === undefined ? compiled : new Error(refusal);
  });
}

const isLiteral = (segment: string | undefined): boolean => segment !== undefined && segment !== '' && !/[*{}]/.test(segment);

/** `owner/name`: the owner must be literal, otherwise anyone could be meant. */
const repository = (what: string): Shape<Pattern> =>
  pattern(what, 'acme/app', ({ source }) => {
    const segments = source.split('/');
    if (/^[a-z]+:\/\//.test(source))
      return `expected ${what} like "acme/app" without host, found "${source}"; the host has its own key`;
    if (segments.length < 2 || segments.includes('') || /\s/.test(source))
      return `expected ${what} like "acme/app", found "${source}"`;
    return isLiteral(segments[0]) ? undefined : `the owner in "${source}" is a wildcard: any account could be meant`;
  });
const githubRepository = refine(repository('a repository'), (value, place) =>
  value.source.split('/').length === 2 && !value.source.includes('**')
    ? value
    : report(place, `a GitHub repository is owner/name, found "${value.source}"`),
);

const refPattern = pattern('a full ref', 'refs/heads/main', ({ source }) => {
  const [refs, kind, name] = source.split('/');
  if (refs === 'refs' && isLiteral(kind) && name !== undefined && name !== '') return undefined;
  const meant = /^v?[0-9]/.test(source) ? `refs/tags/${source}` : `refs/heads/${source}`;
  return `expected a full ref like "refs/heads/main" or "refs/tags/v*", found "${source}"${source.startsWith('refs/') ? '' : `; did you mean "${meant}"?`}`;
});
const exactRef = refine(refPattern, (value, place) =>
  value.exact ? value.source : report(place, `an exact ref is expected here, found the pattern "${value.source}"`),
);
const refOrCommit: Shape<string> = {
  schema: exactRef.schema,
  read: (place) => (typeof place.value === 'string' && /^[0-9a-f]{40}$/.test(place.value) ? place.value : exactRef.read(place)),
};

export interface TrustDocument {
  readonly sigstore?: 'public-good';
  readonly root?: string;
  readonly 'log-entries'?: number;
  readonly timestamps?: number;
  readonly 'certificate-logs'?: number;
}
const trust = refine(
  object<TrustDocument>({
    sigstore: may(word(['public-good'])),
    root: may(text({ examples: ['corp-root.json'] }, 'a file')),
    'log-entries': may(count(0, 16)),
    timestamps: may(count(0, 16)),
    'certificate-logs': may(count(0, 16)),
  }),
  (value, place) => {
    const roots = [value.sigstore, value.root].filter((one) => one !== undefined).length;
    if (roots > 1) return report(place, 'a trust has one root: "sigstore" or "root", not both');
    if (roots === 0 && (value['log-entries'] !== 0 || value.timestamps !== 0)) {
      return report(
        place,
        'no root: write "sigstore: public-good" or "root: FILE"; only "log-entries: 0" with "timestamps: 0" (own keys alone) needs none',
      );
    }
    return value;
  },
);

export interface GithubDocument {
  readonly host?: string;
  readonly issuer?: string;
  readonly source: {
    readonly repository: Pattern;
    readonly refs?: readonly Pattern[];
    readonly id?: string;
    readonly 'owner-id'?: string;
    readonly digest?: string;
  };
  readonly workflow: string | OtherFileDocument<'repository'>;
  readonly caller?: string;
  readonly runner?: string;
  readonly triggers?: readonly string[];
  readonly environment?: string;
}
export type OtherFileDocument<K extends 'repository' | 'project'> = {
  readonly path: string;
  readonly digest?: string;
  readonly ref?: string;
} & { readonly [key in K]: Pattern };

const trigger = matching(/^[a-z][a-z_]{0,63}$/, 'a trigger', 'push');
const same = (value: string): string => value;

const pinned = <T extends { readonly digest?: string; readonly ref?: string }>(shape: Shape<T>): Shape<T> =>
  refine(shape, (value, place) =>
    value.digest === undefined && value.ref === undefined
      ? report(
          place,
          'a file of another repository is pinned by "digest" (its commit) or "ref" (an exact ref or commit); otherwise any version of it could sign',
        )
      : value,
  );

const workflowPath = refine(filePath, (value) => (value.includes('/') ? value : `.github/workflows/${value}`));

const github = object<GithubDocument>({
  host: may(host),
  issuer: may(url),
  source: need(
    object<GithubDocument['source']>({
      repository: need(githubRepository),
      refs: may(list(refPattern, (ref) => ref.source)),
      id: may(id),
      'owner-id': may(id),
      digest: may(commit),
    }),
  ),
  workflow: need(
    plainOr(
      workflowPath,
      pinned(
        object<OtherFileDocument<'repository'>>({
          repository: need(githubRepository),
          path: need(workflowPath),
          digest: may(commit),
          ref: may(refOrCommit),
        }),
      ),
    ),
  ),
  caller: may(workflowPath),
  runner: may(word(['github-hosted', 'self-hosted'])),
  triggers: may(list(trigger, same)),
  environment: may(plain('an environment', 'production')),
});

export interface GitlabDocument {
  readonly host?: string;
  readonly issuer?: string;
  readonly source: {
    readonly project: Pattern;
    readonly refs?: readonly Pattern[];
    readonly id?: string;
    readonly 'namespace-id'?: string;
    readonly digest?: string;
  };
  readonly config?: string | OtherFileDocument<'project'>;
  readonly runner?: string;
  readonly triggers?: readonly string[];
  readonly environment?: string;
}
const gitlab = object<GitlabDocument>({
  host: may(host),
  issuer: may(url),
  source: need(
    object<GitlabDocument['source']>({
      project: need(repository('a project')),
      refs: may(list(refPattern, (ref) => ref.source)),
      id: may(id),
      'namespace-id': may(id),
      digest: may(commit),
    }),
  ),
  config: may(
    plainOr(
      filePath,
      pinned(
        object<OtherFileDocument<'project'>>({
          project: need(repository('a project')),
          path: need(filePath),
          digest: may(commit),
          ref: may(exactRef),
        }),
      ),
    ),
  ),
  runner: may(word(['gitlab-hosted', 'self-hosted'])),
  triggers: may(list(trigger, same)),
  environment: may(plain('an environment', 'production')),
});

export interface SignerDocument {
  readonly github?: GithubDocument;
  readonly gitlab?: GitlabDocument;
  readonly keyless?: { readonly identity: string; readonly issuer: string };
  readonly key?: { readonly file: string; readonly sha256?: string };
  readonly trust?: string;
  readonly 'not-before'?: Date;
  readonly 'not-after'?: Date;
}
const signer = object<SignerDocument>(
  {
    github: may(github),
    gitlab: may(gitlab),
    keyless: may(
      object<NonNullable<SignerDocument['keyless']>>({
        identity: need(
          refine(plain('an exact identity', 'alice@acme.dev'), (value, place) =>
            /[*{}\s]/.test(value)
              ? report(place, `a keyless identity is exact, found "${value}"; patterns are for "github" and "gitlab"`)
              : value,
          ),
        ),
        issuer: need(url),
      }),
    ),
    key: may(
      object<NonNullable<SignerDocument['key']>>({ file: need(plain('a file', 'keys/release.pub')), sha256: may(hex256) }),
    ),
    trust: may(NAME_TEXT),
    'not-before': may(moment),
    'not-after': may(moment),
  },
  { exactlyOne: ['github', 'gitlab', 'keyless', 'key'] },
);

export interface ThresholdDocument {
  readonly 'at-least': number;
  readonly of: readonly string[];
}
export type ByDocument = string | ThresholdDocument;
const by = plainOr<string, ThresholdDocument>(
  text({}, 'a signer, or {at-least: N, of: […]}'),
  object<ThresholdDocument>({ 'at-least': need(count(1, 64)), of: need(list(NAME_TEXT, same)) }),
);

export interface SignatureDocument {
  readonly by: ByDocument;
  readonly 'max-age'?: number;
}
export interface AttestationDocument extends SignatureDocument {
  readonly type: string;
}
export interface SourceDocument {
  readonly repository?: Pattern;
  readonly ref?: string;
  readonly branch?: string;
  readonly tag?: string;
  readonly 'versioned-tag'?: string;
  readonly 'pre-release'?: 'allow' | 'deny';
  readonly digest?: string;
}
export interface ProvenanceDocument extends SignatureDocument {
  readonly 'min-level'?: number;
  readonly builder?: string;
  readonly 'build-types'?: readonly string[];
  readonly source?: SourceDocument;
  readonly parameters?: JsonObject;
  readonly unproven?: readonly ClaimGroup[];
}
export interface RequirementDocument {
  readonly signature?: SignatureDocument;
  readonly provenance?: ProvenanceDocument;
  readonly attestation?: AttestationDocument;
  readonly 'any-of'?: readonly (readonly RequirementDocument[])[];
}

const parameters: Shape<JsonObject> = {
  schema: { type: 'object', minProperties: 1 },
  read(place) {
    const value: JsonValue = place.value;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return report(place, 'expected a mapping of external parameters');
    const members = value as JsonObject;
    return Object.keys(members).length === 0 ? report(place, 'the mapping is empty; an empty mapping decides nothing') : members;
  },
};

const source = refine(
  object<SourceDocument>({
    repository: may(repository('a repository')),
    ref: may(exactRef),
    branch: may(plain('a branch', 'main')),
    tag: may(plain('a tag', 'v2.4.1')),
    'versioned-tag': may(
      text(
        { examples: ['v2'] },
        'a version like v2, v2.4 or v2.4.1',
        (value) =>
          readVersionExpectation(value) ??
          new Error(`expected a version like v2, v2.4 or v2.4.1 with its leading "v", found "${value}"`),
      ),
    ),
    'pre-release': may(word(['allow', 'deny'])),
    digest: may(commit),
  }),
  (value, place) => {
    const refs = [value.ref, value.branch, value.tag, value['versioned-tag']].filter((one) => one !== undefined).length;
    if (refs > 1)
      return report(place, 'one of "ref", "branch", "tag" and "versioned-tag" is enough; several can contradict each other');
    if (value['pre-release'] !== undefined && value['versioned-tag'] === undefined)
      return report(place, '"pre-release" goes with "versioned-tag"', 'pre-release');
    return Object.keys(value).length === 0 ? report(place, 'the mapping is empty; an empty mapping decides nothing') : value;
  },
);

const SIGNATURE_TYPE = 'https://sigstore.dev/cosign/sign/v1';
const PROVENANCE_TYPE = 'https://slsa.dev/provenance/v1';
const attestationType = refine(uri, (value, place) => {
  if (value === SIGNATURE_TYPE) return report(place, 'this predicate type is an image signature: ask for it with "signature"');
  if (value === PROVENANCE_TYPE)
    return report(place, 'this predicate type is provenance: ask for it with "provenance", which checks what it says');
  return value;
});

const requirement: Shape<RequirementDocument> = object<RequirementDocument>(
  {
    signature: may(object<SignatureDocument>({ by: need(by), 'max-age': may(duration) })),
    provenance: may(
      object<ProvenanceDocument>({
        by: need(by),
        'max-age': may(duration),
        'min-level': may(count(1, 3)),
        builder: may(uri),
        'build-types': may(list(uri, same)),
        source: may(source),
        parameters: may(parameters),
        unproven: may(list(word(CLAIM_GROUPS), same)),
      }),
    ),
    attestation: may(
      object<AttestationDocument>(
        { type: need(attestationType), by: need(by), 'max-age': may(duration) },
        { later: ['where', 'over', 'use'] },
      ),
    ),
    'any-of': may({
      schema: { type: 'array', minItems: 1, items: { type: 'array', minItems: 1, items: { $ref: '#/$defs/requirement' } } },
      read: (place) => list(list(requirement)).read(place),
    }),
  },
  {
    later: ['approval', 'sbom', 'vulnerabilities', 'artifact', 'vex', 'test-result', 'model'],
    exactlyOne: ['signature', 'provenance', 'attestation', 'any-of'],
  },
);

export interface RuleDocument {
  readonly name: string;
  readonly match: {
    readonly paths?: readonly Pattern[];
    readonly images?: readonly Pattern[];
    readonly target?: string | readonly string[];
    readonly platforms?: readonly string[];
  };
  readonly expect?: { readonly 'at-least': number };
  readonly require: readonly RequirementDocument[];
}

const pathPattern = pattern('a path', 'dist/*.tgz', () => undefined);
const imagePattern = pattern('an image', 'ghcr.io/acme/app', ({ source: written }) => {
  const segments = written.split('/');
  if (/^[a-z]+:\/\//.test(written)) return `expected an image like "ghcr.io/acme/app" without scheme, found "${written}"`;
  if (/@|:[^/]*$/.test(segments.at(-1) ?? ''))
    return `an image is matched by its name, without tag or digest, found "${written}"`;
  if (segments.length < 2 || !isLiteral(segments[0])) return `an image pattern begins with its registry, found "${written}"`;
  return undefined;
});

const targets: Shape<string | readonly string[]> = {
  schema: {
    anyOf: [
      { type: 'string', minLength: 1 },
      { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } },
    ],
  },
  read: (place) =>
    Array.isArray(place.value) ? list(NAME_TEXT, same).read(place) : text({}, 'a target like "production"').read(place),
};

const rule = object<RuleDocument>({
  name: need(NAME_TEXT),
  match: need(
    refine(
      object<RuleDocument['match']>(
        {
          paths: may(list(pathPattern, (one) => one.source)),
          images: may(list(imagePattern, (one) => one.source)),
          target: may(targets),
          platforms: may(list(platform, same)),
        },
        { later: ['models', 'manifests'] },
      ),
      (value, place) => {
        if (value.paths === undefined && value.images === undefined)
          return report(place, 'a rule matches "paths" or "images" (or both)');
        if (value.platforms !== undefined && value.images === undefined)
          return report(place, '"platforms" belongs to "images"', 'platforms');
        return value;
      },
    ),
  ),
  expect: may(object<NonNullable<RuleDocument['expect']>>({ 'at-least': need(count(1, 1_000_000)) })),
  require: need(list(requirement)),
});

export interface RevokedDocument {
  readonly digest?: string;
  readonly signer?: string;
  readonly 'not-before'?: Date;
  readonly 'not-after'?: Date;
}
const revoked = refine(
  object<RevokedDocument>(
    {
      digest: may(matching(/^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/, 'a digest', 'sha256:9c56cc51…')),
      signer: may(NAME_TEXT),
      'not-before': may(moment),
      'not-after': may(moment),
    },
    { exactlyOne: ['digest', 'signer'] },
  ),
  (value, place) =>
    value.digest !== undefined && (value['not-before'] ?? value['not-after']) !== undefined
      ? report(place, 'a digest is revoked for good; "not-before" and "not-after" belong to signers')
      : value,
);

export interface PolicyDocument {
  readonly apiVersion: 'countersign.dev/v1beta1';
  readonly kind: 'Policy';
  readonly metadata?: { readonly name?: string; readonly 'not-after'?: Date };
  readonly trust?: ReadonlyMap<string, TrustDocument>;
  readonly signers: ReadonlyMap<string, SignerDocument>;
  readonly people?: ReadonlyMap<string, readonly string[]>;
  readonly rules: readonly RuleDocument[];
  readonly unmatched?: 'deny' | 'abstain';
  readonly revoked?: readonly RevokedDocument[];
}

export const policyShape: Shape<PolicyDocument> = object<PolicyDocument>(
  {
    apiVersion: need(word(['countersign.dev/v1beta1'])),
    kind: need(word(['Policy'])),
    metadata: may(object<NonNullable<PolicyDocument['metadata']>>({ name: may(NAME_TEXT), 'not-after': may(moment) })),
    trust: may(named(trust)),
    signers: need(named(signer)),
    people: may(named(list(NAME_TEXT, same))),
    rules: need(list(rule, (one) => one.name)),
    unmatched: may(word(['deny', 'abstain'])),
    revoked: may(list(revoked)),
  },
  { later: ['waivers'] },
);

/** The published JSON Schema (docs/policy.schema.json). */
export function policySchema(): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Countersign policy',
    ...policyShape.schema,
    $defs: { requirement: requirement.schema },
  };
}
