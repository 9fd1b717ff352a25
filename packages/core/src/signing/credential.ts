import type { BundleParts } from '../bundles/index.js';
import type { Certificate } from '../crypto/index.js';
import type { Signer } from '../keys/index.js';
import type { LogRequest } from '../services/index.js';
import type { ExpectedSigner } from '../verification/index.js';

/** A signer with its verification material. */
export interface Credential {
  readonly signer: Signer;
  readonly material: BundleParts['material'];
  readonly verifier: LogRequest['verifier'];
  /** The signer that the verification of the new signature requires. */
  readonly expected: ExpectedSigner;
  readonly certificate: Certificate | undefined;
}

/** A key of the run, or keyless signing. */
export interface CredentialSource {
  /** `keyless`, `file:release.pem`, `env://KEY`. */
  readonly name: string;
  /** The key; undefined for keyless signing, which makes a new one. */
  readonly key: Signer | undefined;
  /** The first credential, before any signature: errors that concern all artifacts occur here. */
  open(): Promise<Credential>;
  /** The credential for the next signature: the same for the whole run, as long as it is valid. */
  current(): Promise<Credential>;
  /** Whether the credential can no longer be used: its certificate has expired. */
  hasEnded(credential: Credential): boolean;
}
