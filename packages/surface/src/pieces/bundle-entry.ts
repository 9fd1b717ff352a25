import type { Code } from '@countersign/core/errors';

/** One entry of the `bundles` output and of `--json`. */
export interface BundleEntry {
  /** `already signed`: by an earlier run, and verified by this one. */
  readonly state: 'signed' | 'already signed' | 'would be signed';
  readonly subject: string;
  /** `sha256:<hex>`, or the digest in the checksum file. */
  readonly digest: string;
  readonly path: string | undefined;
  readonly logIndex: string | undefined;
  /** What the bundle lacks: an entry in a transparency log, a time that somebody else confirms. Empty: nothing. */
  readonly missing: readonly ('log-entry' | 'time')[];
  /** Whether the log contained the same signature before this run sent it; its entry is in the bundle. */
  readonly alreadyLogged: boolean;
  readonly signer: {
    readonly name: string;
    readonly identity: string | undefined;
    readonly issuer: string | undefined;
    /** Undefined for a key that keyless signing would make. */
    readonly fingerprint: string | undefined;
    /** Of the key at its service, if it has versions. */
    readonly version?: string | undefined;
  };
  /** Present if the fallback key signed: why keyless signing was not possible. */
  readonly fallback?: { readonly code: Code; readonly problem: string } | undefined;
  /** Registry references of the bundles that were stored with an image. */
  readonly stored: readonly string[];
  /** The result of Sigstore's own verifier: `agrees`, or `not judged: ` and the reason. */
  readonly secondOpinion: string | undefined;
}
