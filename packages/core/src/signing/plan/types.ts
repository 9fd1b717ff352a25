import type { FileSubject, Subject } from '../../artifacts/index.js';
import type { FulcioExtensions } from '../../crypto/index.js';
import type { CountersignError } from '../../errors/index.js';
import type { Registry } from '../../registry/index.js';
import type { SigstoreServices } from '../../services/index.js';
import type { BundlePaths, BundlePlace } from '../bundle-paths.js';
import type { CredentialSource } from '../credentials.js';
import type { Proven } from '../proven.js';

/** What one signature is over. */
export type Content =
  { readonly kind: 'file'; readonly file: FileSubject } | { readonly kind: 'statement'; readonly payload: Uint8Array };

/** One thing to sign; each key signs it. */
export interface WorkItem {
  readonly subjects: readonly Subject[];
  /** The name in failures. */
  readonly label: string;
  readonly content: Content;
  readonly place: BundlePlace;
}

/** Where bundles of images are stored. */
export interface PushOptions {
  readonly registry: Registry;
  readonly repository: string | undefined;
  /** Whether the user wants bundle files; otherwise a bundle's file is kept only if a push failed. */
  readonly keepFiles: boolean;
}

/** Everything that a use case knows about its work before keys, services and places are known. */
export interface SigningWork {
  readonly items: readonly WorkItem[];
  /** All artifacts of the run: a new bundle may replace one that is about them. */
  readonly subjects: readonly Subject[];
  /** Absent if there are no images. */
  readonly push?: PushOptions | undefined;
  /** Extensions that the certificate must have, because the statement says the same. */
  readonly certificate?: Readonly<Partial<FulcioExtensions>> | undefined;
}

/** Who will sign. */
export interface PlannedSigner {
  /** `keyless`, `file:release.pem`, `env://KEY`. */
  readonly name: string;
  /** Of the certificate; undefined for a key. */
  readonly identity: string | undefined;
  readonly issuer: string | undefined;
  /** Of the key; undefined for keyless signing, which makes a new key. */
  readonly fingerprint: string | undefined;
  /** The version of the key at its service, if it has versions. */
  readonly version?: string | undefined;
}

/** A signature that exists already, and was verified like a new one. */
export interface DoneSignature extends Proven {
  /** Of the images of its subjects, by `pinnedImage`: the references under which it is stored. */
  readonly stored: ReadonlyMap<string, string>;
  /** Whether its bundle file exists. */
  readonly onDisk: boolean;
}

/** One signature of the run: by one key, over one file or statement. */
export interface PlannedSignature extends Pick<WorkItem, 'subjects' | 'label' | 'content'> {
  readonly source: CredentialSource;
  readonly signer: PlannedSigner;
  /** Absolute path of its bundle. */
  readonly path: string;
  /** Absolute path of the bundle if the fallback key signs instead; undefined if it cannot. */
  readonly fallbackPath?: string | undefined;
  /** False if the file is removed once the bundle is stored with its images. */
  readonly keepsFile: boolean;
  /** `registry/repository` of each image that it is stored with. */
  readonly repositories: readonly string[];
  /** Whether a transparency log will record it. No log records ML-DSA: such a signature is only timestamped. */
  readonly isLogged: boolean;
  /** With `resume`: the signature, if it exists already. */
  readonly done: DoneSignature | undefined;
}

/** Where a text becomes readable. `statement`: in the log if it stores statements, and in the registry. */
export type PublishedIn = 'certificate' | 'log entry' | 'timestamp' | 'statement' | 'registry';

/** One text that becomes readable for others. */
export interface PublishedText {
  readonly in: PublishedIn;
  /** `sourceRepositoryUri`, `digest`, `predicate.runDetails.builder.id` … */
  readonly name: string;
  /** Undefined if it is made during the run: a signature, a new public key. */
  readonly value: string | undefined;
}

/** The key that signs what keyless signing cannot, for want of a service. */
export interface PlannedFallback {
  readonly source: CredentialSource;
  readonly signer: PlannedSigner;
  /** `off` also where nothing may be published: `unlogged` says why. */
  readonly transparencyLog: 'required' | 'off';
  readonly unlogged: string | undefined;
  /** Why keyless signing is known to be impossible now: the token service is away. */
  readonly cause: CountersignError | undefined;
  /** With `resume`: its signature, if it exists already. */
  readonly findDone: (planned: PlannedSignature) => Promise<DoneSignature | undefined>;
}

/**
 * All that is known about a run before its first certificate, log entry, timestamp and file: what `dry-run` prints and what the run then
 * does. A plan exists only if every check that needs no service of Sigstore has passed.
 */
export interface SigningPlan {
  readonly signatures: readonly PlannedSignature[];
  readonly signers: readonly PlannedSigner[];
  readonly fallback: PlannedFallback | undefined;
  /** The URLs that are tried first. */
  readonly urls: SigstoreServices['urls'];
  /** Whether everybody can read the logs of this instance, for ever. */
  readonly isPublic: boolean;
  /** With `dryRun`: every text that becomes readable, each once. */
  readonly published: readonly PublishedText[];
  /** Why the run may not publish; the real run ends with it. */
  readonly refusal: CountersignError | undefined;
  readonly services: SigstoreServices;
  readonly sources: readonly CredentialSource[];
  readonly paths: BundlePaths;
  readonly work: SigningWork;
}
