import type { CountersignError } from '../errors/index.js';

/** Lower-case hex digests by algorithm; at least one. */
export interface Digests {
  readonly sha256?: string;
  readonly sha384?: string;
  readonly sha512?: string;
}

/** A file on disk. `name` is its path relative to the base, with `/`: the same one however the file was named. */
export interface FileSubject {
  readonly kind: 'file';
  readonly name: string;
  /** Absolute path, as it was written. */
  readonly path: string;
  /** Where the file really lies, if a link leads there. */
  readonly realPath?: string;
  /** `SHA256SUMS:12`: the line of a checksum file that named it, and with which its bytes were compared. */
  readonly origin?: string;
  /** In bytes. */
  readonly size: number;
  readonly digests: Digests;
  /** Told of the bytes that have these digests, in the pass that hashed them. */
  readonly content: FileContent;
  /** The very bytes that were hashed, kept for small files (at most 1 MiB) while they are few. See `bytesOf`. */
  readonly bytes?: Uint8Array;
}

/**
 * What a file's bytes are besides a file: what is signed of an attestation (DSSE pre-authentication encoding), the text of an image
 * signature in cosign's old form, an image's manifest or index; `data` is everything else.
 */
export type FileContent = 'data' | 'encoded-envelope' | 'image-text' | 'image-manifest';

/**
 * A name and a digest from a checksum file or a command line; the bytes are not here, and nobody has read them. The name is the one
 * that the file would have if it were here.
 */
export interface DigestSubject {
  readonly kind: 'digest';
  readonly name: string;
  readonly digests: Digests;
  /** `SHA256SUMS:12`: where the line stood. */
  readonly origin: string;
  /** Absolute: where the file of a checksum file's line would lie. */
  readonly path?: string;
}

/** A manifest or index as it was read: its digests are computed from its bytes. */
export interface ReadManifest {
  /** `sha256:<hex>`. */
  readonly digest: string;
  readonly mediaType: string;
  /** In bytes. */
  readonly size: number;
  /** The same bytes by every algorithm that a policy can name: for looking digests up, never written into statements. */
  readonly contentDigests: Digests;
  /** `<algorithm>:<hex>` of config and layers, as the manifest lists them. */
  readonly blobs: readonly string[];
}

/** What the config of an image says about its platform. */
export type OwnPlatform =
  | { readonly kind: 'said'; readonly platform: string }
  /** The config is no image's, or names no platform. */
  | { readonly kind: 'none'; readonly found: string }
  | { readonly kind: 'unread'; readonly error: CountersignError };

/** A manifest that an index lists, or an index inside it does. */
export interface PlatformManifest extends ReadManifest {
  /** `os/architecture[/variant]` as the index has it; `unspecified` where it has none, `index` for an index. */
  readonly platform: string;
  /** Every index above it, the named one first. */
  readonly indexes: readonly ReadManifest[];
  /** Those of them whose signature covers the word `platform`; none where no index says it. */
  readonly labelledBy: readonly ReadManifest[];
  /** Read only for manifests whose platform was asked for. */
  readonly own?: OwnPlatform;
  /** `<algorithm>:<hex>` of the manifest that a BuildKit attestation manifest is about. */
  readonly about?: string;
}

/** An image, resolved to a digest once. */
export interface ImageSubject extends ReadManifest {
  readonly kind: 'image';
  /** `registry.example/repository`: fully qualified, no tag, no digest. */
  readonly name: string;
  readonly registry: string;
  readonly repository: string;
  /** What the user wrote. */
  readonly reference: string;
  readonly tag: string | undefined;
  readonly digests: Digests;
  /** All image manifests below an index, at any depth: whatever a runtime can be made to run. Empty for a single manifest. */
  readonly platforms: readonly PlatformManifest[];
  /** What else lies below: nested indexes and BuildKit's attestation manifests. */
  readonly others: readonly PlatformManifest[];
  /** Set when this subject is one manifest of an index. */
  readonly parent?: {
    /** `sha256:<hex>` of the index that was named. */
    readonly digest: string;
    readonly platform: string;
    /** Every index above it, the named one first. */
    readonly indexes: readonly ReadManifest[];
    /** Those of them whose signature covers the word `platform`; none where only the image's own config says it. */
    readonly labelledBy: readonly ReadManifest[];
    readonly own?: OwnPlatform;
  };
}

export type Subject = FileSubject | DigestSubject | ImageSubject;
