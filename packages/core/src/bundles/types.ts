import type { HashAlgorithm } from '../crypto/index.js';
import type { JsonObject } from '../wire/index.js';

/** One transparency log entry of a bundle, decoded, not verified. Integers are bigint, because they are uint64/int64 in protobuf. */
export interface LogEntry {
  readonly logIndex: bigint;
  /** Hex; SHA-256 of the key for Rekor v1, the checkpoint key ID for v2. */
  readonly logId: string;
  readonly kind: string;
  readonly version: string;
  /** Seconds since 1970; 0n = none (Rekor v2). */
  readonly integratedTime: bigint;
  readonly signedEntryTimestamp: Uint8Array | undefined;
  readonly inclusionProof:
    | {
        readonly logIndex: bigint;
        readonly rootHash: Uint8Array;
        readonly treeSize: bigint;
        readonly hashes: readonly Uint8Array[];
        /** Signed note, UTF-8 text. */
        readonly checkpoint: string | undefined;
      }
    | undefined;
  readonly canonicalizedBody: Uint8Array;
}

export type BundleVersion = '0.1' | '0.2' | '0.3';

/** A Sigstore bundle of any version, decoded strictly, not verified. */
export interface Bundle {
  readonly version: BundleVersion;
  readonly mediaType: string;
  readonly material:
    | {
        readonly kind: 'certificate';
        /** DER, leaf first; more than one only before 0.3. */ readonly chain: readonly Uint8Array[];
      }
    | { readonly kind: 'public-key'; readonly hint: string };
  readonly content:
    | {
        readonly kind: 'message';
        /** The producer's claim about the artifact; untrusted, must agree with the computed digest. */
        readonly digest: { readonly algorithm: HashAlgorithm; readonly value: Uint8Array } | undefined;
        readonly signature: Uint8Array;
      }
    | {
        readonly kind: 'dsse';
        readonly payloadType: string;
        readonly payload: Uint8Array;
        readonly signature: Uint8Array;
        readonly keyid: string;
      };
  readonly logEntries: readonly LogEntry[];
  /** RFC 3161 TimeStampResp, DER. */
  readonly timestamps: readonly Uint8Array[];
  /** The original document, for storing it unchanged. */
  readonly json: JsonObject;
}
