import type { JsonObject } from '../../wire/index.js';
import {
  count,
  LATER,
  list,
  matching,
  may,
  moment,
  NAME_TEXT,
  named,
  need,
  object,
  refine,
  report,
  same,
  text,
  word,
  type Shape,
} from '../values/index.js';
import { ruleShape, type KindShapes, type RuleDocument } from './rules.js';
import { signer, type SignerDocument } from './signers.js';

/*
 * The policy document as people write it: one typed table for reader and published schema. It is plain data, so that it can be
 * written back; `policy/resolve` computes what its texts mean and resolves its names.
 */

export interface TrustDocument {
  readonly sigstore?: 'public-good' | 'github';
  readonly root?: string;
  readonly 'log-entries'?: number;
  readonly timestamps?: number;
  readonly 'certificate-logs'?: number;
}
const trust = refine(
  object<TrustDocument>(
    {
      sigstore: may(word(['public-good', 'github'])),
      root: may(text({ examples: ['corp-root.json'] }, 'a file')),
      'log-entries': may(count(0, 16)),
      timestamps: may(count(0, 16)),
      'certificate-logs': may(count(0, 16)),
    },
    { later: LATER.trust },
  ),
  (value, place) => {
    const roots = [value.sigstore, value.root].filter((one) => one !== undefined).length;
    if (roots > 1) return report(place, 'a trust has one root: "sigstore" or "root", not both');
    if (roots === 0 && (value['log-entries'] !== 0 || value.timestamps !== 0)) {
      return report(
        place,
        'no root: write "sigstore: public-good", "sigstore: github" or "root: FILE"; a trust for own keys only needs none, with "log-entries: 0" and "timestamps: 0"',
      );
    }
    const asked = (['log-entries', 'certificate-logs'] as const).find((name) => (value[name] ?? 0) > 0);
    if (value.sigstore === 'github' && asked !== undefined)
      return report(place, `GitHub's instance has no logs, so nothing can have "${asked}"; leave it out`, asked);
    if (value.sigstore === 'github' && value.timestamps === 0)
      return report(place, "GitHub's instance proves the time by timestamps only: at least 1 is needed", 'timestamps');
    return value;
  },
);

interface RevokedDocument {
  readonly digest?: string;
  readonly signer?: string;
  readonly 'not-before'?: string;
  readonly 'not-after'?: string;
}
const revoked = refine(
  object<RevokedDocument>(
    {
      digest: may(
        matching(
          /^[sS][hH][aA](?:256:[0-9a-fA-F]{64}|384:[0-9a-fA-F]{96}|512:[0-9a-fA-F]{128})$/,
          'a digest',
          'sha256:9c56cc51…',
        ),
      ),
      signer: may(NAME_TEXT),
      'not-before': may(moment),
      'not-after': may(moment),
    },
    { exactlyOne: ['digest', 'signer'] },
  ),
  (value, place) =>
    value.digest !== undefined && (value['not-before'] ?? value['not-after']) !== undefined
      ? report(place, 'a digest is revoked permanently; "not-before" and "not-after" are for signers')
      : value,
);

export interface PolicyDocument {
  readonly apiVersion: 'countersign.dev/v1beta1';
  readonly kind: 'Policy';
  readonly metadata?: { readonly name?: string; readonly 'not-after'?: string };
  readonly trust?: Readonly<Record<string, TrustDocument>>;
  readonly signers: Readonly<Record<string, SignerDocument>>;
  readonly people?: Readonly<Record<string, readonly string[]>>;
  readonly rules: readonly RuleDocument[];
  readonly unmatched?: 'deny' | 'abstain';
  readonly revoked?: readonly RevokedDocument[];
}

export function policyShape(kinds: KindShapes): Shape<PolicyDocument> {
  return object<PolicyDocument>(
    {
      apiVersion: need(word(['countersign.dev/v1beta1'])),
      kind: need(word(['Policy'])),
      metadata: may(object<NonNullable<PolicyDocument['metadata']>>({ name: may(NAME_TEXT), 'not-after': may(moment) })),
      trust: may(named(trust)),
      signers: need(named(signer)),
      people: may(named(list(NAME_TEXT, same))),
      rules: need(list(ruleShape(kinds), (one) => one.name)),
      unmatched: may(word(['deny', 'abstain'])),
      revoked: may(list(revoked)),
    },
    { later: LATER.policy },
  );
}

/** The published JSON Schema (docs/reference/policy.schema.json). */
export function documentSchema(kinds: KindShapes): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Countersign policy',
    ...policyShape(kinds).schema,
    $defs: { requirement: kinds.requirement.schema },
  };
}
