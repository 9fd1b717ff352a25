import { may, object, word } from '../values/index.js';
import { CLAIMED, CLAIMED_FIELDS, explainClaimed, resolveClaimed, type Claimed, type ClaimedDocument } from './claimed.js';
import type { ClaimKind } from './kind.js';
import { speaksFor } from './speaks-for.js';

export interface SignatureDocument extends ClaimedDocument {
  readonly unseen?: 'allow' | 'deny';
}

export interface SignatureRequirement extends Claimed {
  readonly kind: 'signature';
  /** `allow`: also for a digest from a checksum file whose file is not present. */
  readonly unseen: 'allow' | 'deny';
}

export const signature: ClaimKind<'signature', SignatureDocument, SignatureRequirement> = {
  key: 'signature',
  level: 'claim',
  page: {
    summary:
      "a signature over the file's bytes; for images a cosign image signature. An attestation never counts as a signature.",
    example: 'signature: {by: release, max-age: 30d}',
    fields: { ...CLAIMED_FIELDS, unseen: '`allow`: also for a digest of a checksum file, without the file itself' },
    refuses: { example: 'signature: {by: release, unseen: maybe}', message: 'expected one of "allow", "deny"' },
  },
  shape: object<SignatureDocument>({ ...CLAIMED, unseen: may(word(['allow', 'deny'])) }),
  resolve: (document, scope, path) => ({
    kind: 'signature',
    ...resolveClaimed(document, scope, path),
    unseen: document.unseen ?? 'deny',
  }),
  title: () => 'signature',
  speaks: ({ unseen }, context) => speaksFor({ ...context, asked: { kind: 'signature', unseen } }),
  select: () => 'any',
  // Verification has already compared the signature with the bytes or their digest.
  check: () => undefined,
  explain: (requirement) => [
    `${explainClaimed('signature', requirement)}${requirement.unseen === 'allow' ? ', also for a digest without its file' : ''}`,
  ],
};
