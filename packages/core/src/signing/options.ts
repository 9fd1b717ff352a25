import type { ImageSubject, Subject } from '../artifacts/index.js';
import type { Bundle } from '../bundles/index.js';
import type { GitlabDetails } from '../provenance/index.js';
import type { Registry } from '../registry/index.js';
import type { SigningConfig } from '../trust/index.js';
import type { ArtifactInput, ExpectedSigner, VerifiedBundle } from '../verification/index.js';
import type { SecondOpinion } from './second-opinion.js';

/** Verifies a new bundle under the run's trusted root and by its signer; throws when it doesn't hold. Built by the caller (`prover` of gate). */
export type Prove = (bundle: Bundle, artifact: ArtifactInput, expected: ExpectedSigner) => Promise<VerifiedBundle>;

export interface SignOptions {
  /** `keyless`, a PEM file, `env://VAR`; every one of them signs. Default `keyless`. */
  readonly keys?: readonly string[] | undefined;
  /** Where the password of encrypted keys is: `env://VAR` or a file. */
  readonly keyPassword?: string | undefined;
  /** `env://VAR` or a file; found by itself on known CI systems. */
  readonly identityToken?: string | undefined;
  /** Where to sign; undefined only for keys that sign without a log. */
  readonly signingConfig: SigningConfig | undefined;
  readonly transparencyLog: 'required' | 'off';
  /** False only for private instances without a certificate log. Default true. */
  readonly requireSct?: boolean | undefined;
  /** Folder for the bundles instead of beside the file. */
  readonly outputDir?: string | undefined;
  /** One file for all bundles (`.jsonl`), or the file of the only bundle. */
  readonly bundlePath?: string | undefined;
  /** Files that the run reads besides the artifacts, relative to its folder: no bundle takes their place. */
  readonly inputFiles?: readonly string[] | undefined;
  /** Signed with the subject; statements only, a message signature has no room for them. */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  /** Needed where images are signed or attested. */
  readonly registry?: Registry | undefined;
  /** Another repository for what is stored with images. */
  readonly signatureRepository?: string | undefined;
  /** Stop at the first failure; what is signed by then stays. */
  readonly failFast?: boolean | undefined;
  readonly verify: Prove;
  /** Asked about each signature that `verify` has proven; its refusal fails the signing. Built by the caller (`secondOpinion`). */
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
  /** Token issuers accepted besides those of github.com, gitlab.com and the signing config. */
  readonly allowedIssuers?: readonly string[] | undefined;
}
