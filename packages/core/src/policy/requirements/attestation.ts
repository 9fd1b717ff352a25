import { COSIGN_SIGN_V1, SLSA_PROVENANCE_V1 } from '../../statements/index.js';
import { LATER, need, object, refine, report, uri } from '../values/index.js';
import {
  EVIDENCE_FIELDS,
  EVIDENCE_KEYS,
  explainEvidence,
  resolveEvidence,
  type EvidenceRequirement,
  type EvidenceDocument,
} from './evidence-requirement.js';
import type { EvidenceKind } from './kind.js';
import { countsFor } from './counts-for.js';

export interface AttestationDocument extends EvidenceDocument {
  readonly type: string;
}

export interface AttestationRequirement extends EvidenceRequirement {
  readonly kind: 'attestation';
  /** Predicate type, compared whole. */
  readonly type: string;
}

declare module './requirement.js' {
  interface RequirementTypes {
    readonly attestation: At<'require', AttestationRequirement>;
  }
}

const predicateType = refine(uri, (value, place) => {
  if (value === COSIGN_SIGN_V1) return report(place, 'this predicate type is an image signature; require it with "signature"');
  if (value === SLSA_PROVENANCE_V1)
    return report(place, 'this predicate type is provenance; require it with "provenance", which also checks the predicate');
  return value;
});

export const attestation: EvidenceKind<'attestation', AttestationDocument, AttestationRequirement> = {
  key: 'attestation',
  level: 'evidence',
  page: {
    summary: 'an attestation with exactly this predicate type; its predicate is not checked',
    example: 'attestation: {type: https://acme.dev/test/v1, by: builder, max-age: 14d}',
    fields: { type: 'the predicate type, exact', ...EVIDENCE_KEYS },
    refuses: {
      example: 'attestation: {type: https://slsa.dev/provenance/v1, by: builder}',
      message: 'require it with "provenance"',
    },
  },
  shape: object<AttestationDocument>({ type: need(predicateType), ...EVIDENCE_FIELDS }, { later: LATER.attestation }),
  resolve: (document, scope, path) => ({
    kind: 'attestation',
    type: document.type,
    ...resolveEvidence(document, scope, path),
  }),
  title: ({ type }) => `attestation ${type}`,
  counts: ({ type }, context) => countsFor({ ...context, asked: { kind: 'statement', type, by: 'attestation' } }),
  select: () => 'any',
  // Conditions on the predicate are not in this version; the reader refuses them.
  check: () => undefined,
  explain: (requirement) => [explainEvidence(`attestation ${requirement.type}`, requirement)],
  review: ({ type }) =>
    /^https:\/\/slsa\.dev\/provenance\//.test(type)
      ? [
          `"attestation" does not check the predicate of ${type}, so any predicate satisfies it; "provenance" compares it with the certificate`,
        ]
      : [],
};
