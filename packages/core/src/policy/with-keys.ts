import type { Policy } from './model.js';

/** The policy with the fingerprints of the keys that were read for its key signers, by signer name (hex SHA-256 of the SPKI). */
export function withKeys(policy: Policy, fingerprints: ReadonlyMap<string, string>): Policy {
  const signers = new Map(
    [...policy.signers].map(([name, signer]) => {
      const fingerprint = fingerprints.get(name);
      if (signer.who.kind !== 'key' || fingerprint === undefined) return [name, signer];
      // A pinned key that is another one than the file holds must never count, whoever read it.
      const pinned = signer.who.sha256 === undefined || signer.who.sha256 === fingerprint;
      return [name, { ...signer, who: { ...signer.who, fingerprint: pinned ? fingerprint : undefined } }];
    }),
  );
  return { ...policy, signers };
}
