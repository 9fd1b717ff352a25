import { may, object, word } from '../values/index.js';
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

export interface SignatureDocument extends EvidenceDocument {
  readonly unseen?: 'allow' | 'deny';
}

export interface SignatureRequirement extends EvidenceRequirement {
  readonly kind: 'signature';
  /** `allow`: also for a digest from a checksum file whose file is not present. */
  readonly unseen: 'allow' | 'deny';
}

declare module './requirement.js' {
  interface RequirementTypes {
    readonly signature: At<'require', SignatureRequirement>;
  }
}

export const signature: EvidenceKind<'signature', SignatureDocument, SignatureRequirement> = {
  key: 'signature',
  level: 'evidence',
  page: {
    summary:
      "a signature over the file's bytes; for images a cosign image signature. An attestation never counts as a signature.",
    example: 'signature: {by: release, max-age: 30d}',
    fields: { ...EVIDENCE_KEYS, unseen: '`allow`: also for a digest of a checksum file, without the file itself' },
    refuses: { example: 'signature: {by: release, unseen: maybe}', message: 'expected one of "allow", "deny"' },
  },
  shape: object<SignatureDocument>({ ...EVIDENCE_FIELDS, unseen: may(word(['allow', 'deny'])) }),
  resolve: (document, scope, path) => ({
    kind: 'signature',
    ...resolveEvidence(document, scope, path),
    unseen: document.unseen ?? 'deny',
  }),
  title: () => 'signature',
  counts: ({ unseen }, context) => countsFor({ ...context, asked: { kind: 'signature', unseen } }),
  select: () => 'any',
  // Verification has already compared the signature with the bytes or their digest.
  check: () => undefined,
  explain: (requirement) => [
    `${explainEvidence('signature', requirement)}${requirement.unseen === 'allow' ? ', also for a digest without its file' : ''}`,
  ],
};
