import {
  commit,
  duration,
  exactRef,
  isLiteral,
  NAME_TEXT,
  pattern,
  plain,
  platform,
  repository,
  same,
  uri,
} from '../values/texts.js';
import { CLAIM_GROUPS, type ClaimGroup } from '../resolve/model.js';
import { whyNoImage, whyNoPath } from '../resolve/never.js';
import type { Pattern } from '../values/pattern.js';
import { count, list, may, need, object, plainOr, refine, report, text, word, type Shape } from '../values/shape.js';
import { readVersionExpectation } from '../requirements/provenance/versions.js';
import type { JsonObject, JsonValue } from '../../wire/index.js';

/* What is required of which artifacts, as people write it. */

export interface ThresholdDocument {
  readonly 'at-least': number;
  readonly of: readonly string[];
}
export type ByDocument = string | ThresholdDocument;
const by = plainOr<string, ThresholdDocument>(
  text({}, 'a signer, or {at-least: N, of: […]}'),
  object<ThresholdDocument>({ 'at-least': need(count(1, 64)), of: need(list(NAME_TEXT, same)) }),
);

export interface ClaimedDocument {
  readonly by: ByDocument;
  readonly 'max-age'?: number;
}
export interface SignatureDocument extends ClaimedDocument {
  readonly unseen?: 'allow' | 'deny';
}
export interface AttestationDocument extends ClaimedDocument {
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
export interface ProvenanceDocument extends ClaimedDocument {
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

/** A requirement inside another or a rule: the schema refers to it by name, because alternatives nest. */
function oneRequirement(): Shape<RequirementDocument> {
  return { schema: { $ref: '#/$defs/requirement' }, read: (place) => requirement.read(place) };
}

export const requirement: Shape<RequirementDocument> = object<RequirementDocument>(
  {
    signature: may(object<SignatureDocument>({ by: need(by), 'max-age': may(duration), unseen: may(word(['allow', 'deny'])) })),
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
    'any-of': may(list(list(oneRequirement()))),
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

const neverMatches = (source: string, reason: string | undefined): string | undefined =>
  reason === undefined ? undefined : `"${source}" can never match: ${reason}`;
const pathPattern = pattern('a path', 'dist/*.tgz', ({ source: written }) => neverMatches(written, whyNoPath(written)));
const imagePattern = pattern('an image', 'ghcr.io/acme/app', ({ source: written }) => {
  const segments = written.split('/');
  if (/^[a-z]+:\/\//.test(written)) return `expected an image like "ghcr.io/acme/app" without scheme, found "${written}"`;
  if (/@|:[^/:]*$/.test(segments.at(-1) ?? ''))
    return `an image is matched by its name, without tag or digest, found "${written}"`;
  if (segments.length < 2 || !isLiteral(segments[0])) return `an image pattern begins with its registry, found "${written}"`;
  return neverMatches(written, whyNoImage(written));
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

export const rule = object<RuleDocument>({
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
  require: need(list(oneRequirement())),
});
