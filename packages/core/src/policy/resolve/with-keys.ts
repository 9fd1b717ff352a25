import type { PublicKey } from '../../crypto/index.js';
import type { KeyValidity, PolicySigner, Who } from '../signers/index.js';
import type { Policy } from './model.js';

/** A key that was read. */
export interface ReadKey extends Pick<PublicKey, 'fingerprint' | 'material' | 'details'> {
  /** Of the certificate that it was read from. */
  readonly validity?: KeyValidity | undefined;
}

/**
 * The policy with the keys that were read for its key signers, by signer name. A fallback key is one under every name: a second signer with
 * the same key does not hide that a decision rests on it.
 */
export function withKeys(policy: Policy, keys: ReadonlyMap<string, ReadKey>): Policy {
  const signers = new Map(
    [...policy.signers].map(([name, signer]): [string, PolicySigner] => {
      const key = keys.get(name);
      if (signer.who.kind !== 'key' || key === undefined) return [name, signer];
      // Checked again here, independent of the reader of the file: only the pinned key may count.
      const pinned = signer.who.sha256 === undefined || signer.who.sha256 === key.fingerprint;
      const read = pinned
        ? { fingerprint: key.fingerprint, material: key.material, details: key.details, validity: key.validity }
        : undefined;
      return [name, read === undefined ? signer : { ...signer, who: { ...signer.who, ...read } }];
    }),
  );
  const ofFallback = new Set([...signers.values()].filter(({ fallback }) => fallback).flatMap(({ who }) => namesOfKey(who)));
  const marked = [...signers].map(([name, signer]): [string, PolicySigner] => [
    name,
    { ...signer, fallback: signer.fallback || namesOfKey(signer.who).some((one) => ofFallback.has(one)) },
  ]);
  return { ...policy, signers: new Map(marked) };
}

/** The pin counts too: a fallback key at a service that is away was not read. */
function namesOfKey(who: Who): readonly string[] {
  if (who.kind !== 'key') return [];
  return [who.material, who.fingerprint, who.sha256].filter((one) => one !== undefined);
}
