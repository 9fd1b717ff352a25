import { COSIGN_SIGN_V1, SLSA_PROVENANCE_V1 } from '../../statements/index.js';
import { need, object, refine, report, uri } from '../values/index.js';
import { CLAIMED, CLAIMED_FIELDS, explainClaimed, resolveClaimed, type Claimed, type ClaimedDocument } from './claimed.js';
import type { ClaimKind } from './kind.js';
import { speaksFor } from './speaks-for.js';

export interface AttestationDocument extends ClaimedDocument {
  readonly type: string;
}

export interface AttestationRequirement extends Claimed {
  readonly kind: 'attestation';
  /** Predicate type, compared whole. */
  readonly type: string;
}

const predicateType = refine(uri, (value, place) => {
  if (value === COSIGN_SIGN_V1) return report(place, 'this predicate type is an image signature: ask for it with "signature"');
  if (value === SLSA_PROVENANCE_V1)
    return report(place, 'this predicate type is provenance: ask for it with "provenance", which checks what it says');
  return value;
});

export const attestation: ClaimKind<'attestation', AttestationDocument, AttestationRequirement> = {
  key: 'attestation',
  level: 'claim',
  page: {
    summary: 'a statement with exactly this predicate type; what it says is not looked at',
    example: 'attestation: {type: https://acme.dev/test/v1, by: builder, max-age: 14d}',
    fields: { type: 'the predicate type, exact', ...CLAIMED_FIELDS },
    refuses: {
      example: 'attestation: {type: https://slsa.dev/provenance/v1, by: builder}',
      message: 'ask for it with "provenance"',
    },
  },
  shape: object<AttestationDocument>({ type: need(predicateType), ...CLAIMED }, { later: ['where', 'over', 'use'] }),
  resolve: (document, scope, path) => ({
    kind: 'attestation',
    type: document.type,
    ...resolveClaimed(document, scope, path),
  }),
  title: ({ type }) => `attestation ${type}`,
  speaks: ({ type }, context) => speaksFor({ ...context, asked: { kind: 'statement', type, by: 'attestation' } }),
  select: () => 'any',
  // Conditions on the content are refused when the policy is read.
  check: () => undefined,
  explain: (requirement) => [explainClaimed(`attestation ${requirement.type}`, requirement)],
  review: ({ type }) =>
    /^https:\/\/slsa\.dev\/provenance\//.test(type)
      ? [`"attestation" does not look into ${type}: whatever it says satisfies it; "provenance" compares it with the certificate`]
      : [],
};
