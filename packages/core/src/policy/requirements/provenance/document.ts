import type { JsonObject, JsonValue } from '../../../wire/index.js';
import {
  commit,
  count,
  exactRef,
  list,
  may,
  object,
  plain,
  refine,
  report,
  repository,
  same,
  text,
  uri,
  word,
  type Shape,
} from '../../values/index.js';
import { EVIDENCE_FIELDS, type EvidenceDocument } from '../evidence-requirement.js';
import { CLAIM_GROUPS, type ClaimGroup } from './model.js';
import { readVersionExpectation } from './versions.js';

/* The requirement `provenance` as people write it. */

export interface SourceDocument {
  readonly repository?: string;
  readonly ref?: string;
  readonly branch?: string;
  readonly tag?: string;
  readonly 'versioned-tag'?: string;
  readonly 'pre-release'?: 'allow' | 'deny';
  readonly digest?: string;
}
export interface ProvenanceDocument extends EvidenceDocument {
  readonly 'min-level'?: number;
  readonly builder?: string;
  readonly 'build-types'?: readonly string[];
  readonly source?: SourceDocument;
  readonly parameters?: JsonObject;
  readonly unproven?: readonly ClaimGroup[];
}
const parameters: Shape<JsonObject> = {
  schema: { type: 'object', minProperties: 1 },
  read(place) {
    const value: JsonValue = place.value;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return report(place, 'expected a mapping of external parameters');
    const members = value as JsonObject;
    return Object.keys(members).length === 0 ? report(place, 'the mapping is empty; add a member or remove the key') : members;
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
      return report(place, 'give only one of "ref", "branch", "tag" and "versioned-tag"; several can contradict each other');
    if (value['pre-release'] !== undefined && value['versioned-tag'] === undefined)
      return report(place, '"pre-release" needs "versioned-tag"', 'pre-release');
    return Object.keys(value).length === 0 ? report(place, 'the mapping is empty; add a member or remove the key') : value;
  },
);

export const shape = object<ProvenanceDocument>({
  ...EVIDENCE_FIELDS,
  'min-level': may(count(1, 3)),
  builder: may(uri),
  'build-types': may(list(uri, same)),
  source: may(source),
  parameters: may(parameters),
  unproven: may(list(word(CLAIM_GROUPS), same)),
});
