import type { CountersignError } from '../errors/index.js';

/** Lower-case hex digests by algorithm; at least one. */
export interface Digests {
  readonly sha256?: string;
  readonly sha384?: string;
  readonly sha512?: string;
}

/** A file on disk. `name` is its path relative to the base, with `/`; it does not depend on how the user wrote the path. */
export interface FileSubject {
  readonly kind: 'file';
  readonly name: string;
  /** Absolute path, with links as the user wrote them. */
  readonly path: string;
  /** The path with all links resolved, if it differs. */
  readonly realPath?: string;
  /** `SHA256SUMS:12`: the line of a checksum file that named the file, and whose digest was compared with its bytes. */
  readonly origin?: string;
  /** In bytes. */
  readonly size: number;
  readonly digests: Digests;
  /** Determined from the same bytes as the digests, while they were hashed. */
  readonly content: FileContent;
  /** The bytes that were hashed; kept only for small files (at most 1 MiB), and only for a limited number. See `bytesOf`. */
  readonly bytes?: Uint8Array;
}

/**
 * Whether the bytes of a file have a second meaning that a signature could be used for: the signed bytes of an attestation (DSSE
 * pre-authentication encoding), the text of an image signature (cosign's simple signing), an image manifest or index. Everything else
 * is `data`.
 */
export type FileContent = 'data' | 'encoded-envelope' | 'image-text' | 'image-manifest';

/**
 * A name and a digest from a checksum file; the bytes are not on this machine and were not read. The name is the one that the file
 * would have as a path.
 */
export interface DigestSubject {
  readonly kind: 'digest';
  readonly name: string;
  readonly digests: Digests;
  /** `SHA256SUMS:12`: the line in the checksum file. */
  readonly origin: string;
  /** Absolute path that the file of the line would have. */
  readonly path?: string;
}

/** A manifest or index that was read; its digests are computed from its bytes. */
export interface ReadManifest {
  /** `sha256:<hex>`. */
  readonly digest: string;
  readonly mediaType: string;
  /** In bytes. */
  readonly size: number;
  /** Digests of the same bytes under every algorithm that a policy can name: only for comparison, never written into statements. */
  readonly contentDigests: Digests;
  /** `<algorithm>:<hex>` of config and layers, as the manifest lists them. */
  readonly blobs: readonly string[];
}

/** The platform in the config of an image. */
export type OwnPlatform =
  | { readonly kind: 'said'; readonly platform: string }
  /** The config is not that of an image, or contains no platform. */
  | { readonly kind: 'none'; readonly found: string }
  | { readonly kind: 'unread'; readonly error: CountersignError };

/** A manifest in an index, or in a nested index. */
export interface PlatformManifest extends ReadManifest {
  /** `os/architecture[/variant]` as in the index; `unspecified` if the index gives none, `index` for an index. */
  readonly platform: string;
  /** Every index above it, the one that the user named first. */
  readonly indexes: readonly ReadManifest[];
  /** Those of the indexes that contain the platform, so that their signature covers it; empty if none does. */
  readonly labelledBy: readonly ReadManifest[];
  /** Read only for manifests that may be of a requested platform. */
  readonly own?: OwnPlatform;
  /** For a BuildKit attestation manifest: `<algorithm>:<hex>` of the manifest that it is about. */
  readonly about?: string;
}

/** An image; its reference was resolved to a digest once. */
export interface ImageSubject extends ReadManifest {
  readonly kind: 'image';
  /** `registry.example/repository`: fully qualified, without tag and digest. */
  readonly name: string;
  readonly registry: string;
  readonly repository: string;
  /** As the user wrote it. */
  readonly reference: string;
  readonly tag: string | undefined;
  readonly digests: Digests;
  /** All image manifests below an index, at any depth: everything that a runtime may run. Empty for a single manifest. */
  readonly platforms: readonly PlatformManifest[];
  /** The other manifests below it: nested indexes and BuildKit's attestation manifests. */
  readonly others: readonly PlatformManifest[];
  /** Of a manifest without an index; read only on request. */
  readonly own?: OwnPlatform;
  /** Present if this subject is verified as a platform: one manifest of an index, or a manifest without an index. */
  readonly parent?: {
    /** `sha256:<hex>` of the index that the user named; of the manifest itself if there is no index. */
    readonly digest: string;
    readonly platform: string;
    /** Every index above it, the one that the user named first. */
    readonly indexes: readonly ReadManifest[];
    /** Those of the indexes that contain the platform; empty if only the image's config contains it. */
    readonly labelledBy: readonly ReadManifest[];
    readonly own?: OwnPlatform;
  };
}

export type Subject = FileSubject | DigestSubject | ImageSubject;
