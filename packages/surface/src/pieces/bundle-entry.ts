/** One entry of the `bundles` output and of `--json`. */
export interface BundleEntry {
  readonly subject: string;
  /** `sha256:<hex>`, or the digest in the checksum file. */
  readonly digest: string;
  readonly path: string | undefined;
  readonly logIndex: string | undefined;
  /** What the bundle lacks: an entry in a transparency log, a time that somebody else confirms. Empty: nothing. */
  readonly missing: readonly ('log-entry' | 'time')[];
  readonly signer: {
    readonly name: string;
    readonly identity: string | undefined;
    readonly issuer: string | undefined;
    readonly fingerprint: string;
  };
  /** Registry references of the bundles that were stored with an image. */
  readonly stored: readonly string[];
  /** The result of Sigstore's own verifier: `agrees`, or `not judged: ` and the reason. */
  readonly secondOpinion: string | undefined;
}
