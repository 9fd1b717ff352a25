/** Lower-case hex digests by algorithm; at least one. */
export interface Digests {
  readonly sha256?: string;
  readonly sha384?: string;
  readonly sha512?: string;
}

/** A file on disk. `name` is its path relative to the base, with `/`. */
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
  /** The very bytes that were hashed, kept for small files (at most 1 MiB) while they are few. See `bytesOf`. */
  readonly bytes?: Uint8Array;
}

/** A name and a digest from a checksum file or a command line; the bytes are not here, and nobody has read them. */
export interface DigestSubject {
  readonly kind: 'digest';
  readonly name: string;
  readonly digests: Digests;
  /** `SHA256SUMS:12`: where the line stood. */
  readonly origin: string;
}

export interface PlatformManifest {
  /** `os/architecture[/variant]`. */
  readonly platform: string;
  /** `sha256:<hex>`. */
  readonly digest: string;
  readonly mediaType: string;
  /** In bytes. */
  readonly size: number;
}

/** An image, resolved to a digest once. */
export interface ImageSubject {
  readonly kind: 'image';
  /** `registry.example/repository`: fully qualified, no tag, no digest. */
  readonly name: string;
  readonly registry: string;
  readonly repository: string;
  /** What the user wrote. */
  readonly reference: string;
  readonly tag: string | undefined;
  /** `sha256:<hex>` of the manifest or index. */
  readonly digest: string;
  readonly digests: Digests;
  readonly mediaType: string;
  /** Of the manifest, in bytes. */
  readonly size: number;
  /** The platform manifests of an index (attestation manifests `unknown/unknown` left out); empty for a single manifest. */
  readonly platforms: readonly PlatformManifest[];
  /** Set when this subject is one platform of an index: the index's `sha256:<hex>` and the platform. */
  readonly parent?: { readonly digest: string; readonly platform: string };
}

export type Subject = FileSubject | DigestSubject | ImageSubject;
