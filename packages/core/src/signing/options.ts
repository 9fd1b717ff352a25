import type { ImageSubject, Subject } from '../artifacts/index.js';
import type { Bundle } from '../bundles/index.js';
import type { TokenSource } from '../ci/index.js';
import type { GitlabDetails } from '../provenance/index.js';
import type { Registry } from '../registry/index.js';
import type { SigningConfig, TransparencyLog } from '../trust/index.js';
import type { ArtifactInput, ExpectedSigner, VerifiedBundle } from '../verification/index.js';
import type { SecondOpinion } from './second-opinion.js';

/** Verifies a new bundle with the run's trusted root and the expected signer; throws if it does not verify. Made by the caller (`prover` in gate). */
export type Prove = (bundle: Bundle, artifact: ArtifactInput, expected: ExpectedSigner) => Promise<VerifiedBundle>;

export interface SignOptions {
  /** `keyless`, a PEM file, `env://VAR`; all of them sign. Default `keyless`. */
  readonly keys?: readonly string[] | undefined;
  /** Where the password of encrypted keys is: `env://VAR` or a file; or `KEY=` before it, for one of several keys. */
  readonly keyPassword?: readonly string[] | undefined;
  /** The algorithm (cosign's name) of keys that allow several; or `KEY=NAME`, for one of several keys. */
  readonly signingAlgorithm?: readonly string[] | undefined;
  /** A key that signs what keyless signing cannot, only for want of a service. */
  readonly fallbackKey?: string | undefined;
  /** Logins at the services of keys, one per line (`readKeyLogins`). */
  readonly keyLogin?: readonly string[] | undefined;
  /** `env://VAR` or a file; not needed on known CI systems. */
  readonly identityToken?: string | undefined;
  /** Identity tokens of a person who logs in at a provider of the signing config; then no other token is used. */
  readonly login?: ((signingConfig: SigningConfig) => TokenSource) | undefined;
  /** The services to use; undefined only for keys that sign without a log. */
  readonly signingConfig: SigningConfig | undefined;
  readonly transparencyLog: 'required' | 'off';
  /** The logs of the trusted root: needed to use an entry that a log has already. */
  readonly trustedLogs: readonly TransparencyLog[];
  /** Folder for the bundles instead of beside the file. */
  readonly outputDir?: string | undefined;
  /** One file for all bundles (`.jsonl`), or the file of the only bundle. */
  readonly bundlePath?: string | undefined;
  /** The bundle of the first key has the name of its key, too (`<file>.<key>.sigstore.json`): another bundle is at the file's own place. */
  readonly nameEveryKey?: boolean | undefined;
  /** Files that the run reads besides the artifacts, relative to its folder: bundles must not overwrite them. */
  readonly inputFiles?: readonly string[] | undefined;
  /** Signed with the subject; only for statements, because a message signature cannot contain annotations. */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  /** Needed for images. */
  readonly registry?: Registry | undefined;
  /** Another repository for what is stored with images. */
  readonly signatureRepository?: string | undefined;
  /** Stop at the first failure; signatures that exist by then are kept. */
  readonly failFast?: boolean | undefined;
  /** Do not make signatures that exist already. */
  readonly resume?: boolean | undefined;
  /** Only plan: nothing is signed, written or stored; the report contains the plan. */
  readonly dryRun?: boolean | undefined;
  /** Whether everybody can read the logs of this Sigstore instance (`instance` of trust). */
  readonly isPublic: boolean;
  /** Consent of the user to publish facts about a repository that is not public. */
  readonly confirmPublic?: boolean | undefined;
  readonly verify: Prove;
  /** As `verify`, for signatures of the fallback key: without the log entry that the run requires, because the log may be away. Default `verify`. */
  readonly verifyFallback?: Prove | undefined;
  /** Called for each signature that `verify` has accepted; if it rejects the signature, signing fails. Made by the caller (`secondOpinion`). */
  readonly secondOpinion?: SecondOpinion | undefined;
}

export interface SignFilesOptions extends SignOptions {
  readonly subjects: readonly Subject[];
}

export interface SignImagesOptions extends SignOptions {
  readonly images: readonly ImageSubject[];
  readonly registry: Registry;
}

export interface AttestProvenanceOptions extends SignOptions, GitlabDetails {
  readonly subjects: readonly Subject[];
}
