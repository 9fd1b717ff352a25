import { bundleFromJSON, bundleToJSON, type SerializedBundle } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { DSSEBundleBuilder, FulcioSigner, MessageSignatureBundleBuilder, RekorWitness, TSAWitness } from '@sigstore/sign';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import type { Sandbox } from '../options.js';

export interface SignWith {
  readonly sandbox: Sandbox;
  readonly token: string;
  readonly rekor: 'v1' | 'v2';
}

function witnesses({ sandbox, rekor }: SignWith, entryType: 'dsse' | 'intoto') {
  const rekorBaseURL = (rekor === 'v1' ? sandbox.urls.rekorV1 : sandbox.urls.rekor) ?? '';
  return [
    new RekorWitness({ rekorBaseURL, majorApiVersion: rekor === 'v1' ? 1 : 2, entryType }),
    new TSAWitness({ tsaBaseURL: sandbox.urls.tsa }),
  ];
}

function signer({ sandbox, token }: SignWith): FulcioSigner {
  return new FulcioSigner({ fulcioBaseURL: sandbox.urls.fulcio, identityProvider: { getToken: async () => token } });
}

/** A message signature by @sigstore/sign, with log entry and timestamp. */
export async function signMessage(how: SignWith, data: Buffer): Promise<SerializedBundle> {
  const builder = new MessageSignatureBundleBuilder({ signer: signer(how), witnesses: witnesses(how, 'dsse') });
  return bundleToJSON(await builder.create({ data }));
}

/** A DSSE envelope by @sigstore/sign; only Rekor v1 accepts its requests. */
export async function signEnvelope(how: SignWith, data: Buffer, entryType: 'dsse' | 'intoto'): Promise<SerializedBundle> {
  const builder = new DSSEBundleBuilder({ signer: signer(how), witnesses: witnesses(how, entryType) });
  return bundleToJSON(await builder.create({ data, type: 'application/vnd.in-toto+json' }));
}

/**
 * The SAN of the certificate that signed, after @sigstore/verify accepted log entry, SCT and timestamp under the root.
 *
 * @throws whatever @sigstore/verify throws
 */
export function verifiedIdentity(trustedRoot: unknown, bundle: SerializedBundle, artifact?: Buffer): string | undefined {
  const material = toTrustMaterial(TrustedRoot.fromJSON(trustedRoot));
  const verifier = new Verifier(material, { tlogThreshold: 1, ctlogThreshold: 1, timestampThreshold: 1 });
  return verifier.verify(toSignedEntity(bundleFromJSON(bundle), artifact)).identity?.subjectAlternativeName;
}
