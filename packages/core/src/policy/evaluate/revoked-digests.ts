import { digestText, byKind, type ImageSubject, type Subject } from '../../artifacts/index.js';
import { type RequirementResult } from '../requirements/index.js';
import type { Policy, Revocation } from '../resolve/index.js';

type RevokedDigest = Extract<Revocation, { readonly kind: 'digest' }>;

/**
 * Denies revoked digests, by any signer. For an image, this includes everything above and below it: the indexes that list it,
 * the manifests that they list, their configs and layers.
 */
export function judgeRevokedDigests(policy: Policy, subject: Subject): RequirementResult | undefined {
  const base = { requirement: 'revocation', evidence: [], signers: [], parts: [] };
  let open: RequirementResult | undefined;
  for (const one of policy.revoked) {
    if (one.kind !== 'digest') continue;
    const ofFile = ({ digests }: Subject) => inDigests(one, digests[one.algorithm]);
    const hit = byKind(subject, { image: (image) => inImage(one, image), file: ofFile, digest: ofFile });
    if (hit === true) {
      return {
        ...base,
        outcome: 'denied',
        code: 'REVOKED',
        message: 'this artifact is revoked',
        expected: 'a digest that is not revoked',
        found: one.written,
        hint: 'Do not deploy this artifact. Build and sign a new one.',
      };
    }
    if (hit === undefined) {
      open = {
        ...base,
        outcome: 'undecided',
        code: 'REVOKED',
        message: `it cannot be decided whether this is the revoked artifact ${one.written}`,
        expected: `its ${one.algorithm} digest`,
        found: digestText(subject),
        hint: `Give a checksum file with ${one.algorithm}, or the file itself.`,
      };
    }
  }
  return open;
}

/** Undefined: the subject's digest by this algorithm is not known. */
function inDigests({ hex }: RevokedDigest, own: string | undefined): boolean | undefined {
  return own === undefined ? undefined : own === hex;
}

function inImage(one: RevokedDigest, image: ImageSubject): boolean | undefined {
  const manifests = [image, ...(image.parent?.indexes ?? []), ...image.platforms, ...image.others];
  const answers = manifests.map(({ contentDigests, blobs }) =>
    blobs.includes(`${one.algorithm}:${one.hex}`) ? true : inDigests(one, contentDigests[one.algorithm]),
  );
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}
