import type { ImageSubject } from '../artifacts/index.js';
import type { Bundle } from '../bundles/index.js';
import type { ImageEvidence } from '../evidence/index.js';
import type { RegistryCredential } from './credential.js';

export interface RegistryOptions {
  /** `host` or `host:port` of registries that speak plain http; the run's net must list them too (`insecureHosts`). Loopback is always allowed. */
  readonly insecureRegistries?: readonly string[];
  /** Used before every other source of credentials. */
  readonly credentials?: readonly RegistryCredential[];
}

export interface StoredReferrer {
  /** `sha256:<hex>` of the referrer manifest. */
  readonly digest: string;
  /** `registry/repository@sha256:…`. */
  readonly reference: string;
  /** How the registry lists it: its API, or the `sha256-<hex>` fallback tag that we maintain. */
  readonly listedBy: 'referrers-api' | 'fallback-tag';
}

/** The registry operations for images. One client per run; it caches credentials and tokens. */
export interface Registry extends ImageEvidence {
  /**
   * Resolves a reference to a digest once, and reads every manifest below an index.
   *
   * @param asked.platforms the requested platforms: for manifests that may be one of them, the image config is read too
   * @param asked.own whether to read the config of a manifest without an index in any case
   * @throws CountersignError REGISTRY_*, IMAGE_REFERENCE_INVALID, IMAGE_INVALID, INPUT_UNSUPPORTED
   */
  resolve(reference: string, asked?: { readonly platforms?: readonly string[]; readonly own?: boolean }): Promise<ImageSubject>;
  /** Pushes a bundle as a referrer of the image (manifest layout of actions/attest); reads it back. @throws CountersignError REGISTRY_*, STORE_FAILED */
  attach(
    image: ImageSubject,
    bundle: Bundle,
    serialized: Uint8Array,
    options?: { readonly repository?: string },
  ): Promise<StoredReferrer>;
  /** Checks that the run may push bundles of the image; stores nothing. @throws CountersignError REGISTRY_* */
  checkPush(image: ImageSubject, options?: { readonly repository?: string }): Promise<void>;
  /** All bundles attached to the image: referrers API, fallback tag, cosign's tags. Also reports what it could not read. */
  find: ImageEvidence['find'];
  /**
   * The reference itself if it has a tag or a digest; otherwise a reference for each tag of the repository.
   * @throws CountersignError REGISTRY_*, IMAGE_REFERENCE_INVALID
   */
  tagged(reference: string): Promise<readonly string[]>;
}
