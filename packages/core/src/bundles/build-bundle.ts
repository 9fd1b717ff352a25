import { CountersignError } from '../errors/index.js';
import { encodeBase64, type JsonObject } from '../wire/index.js';
import { readBundle } from './read-bundle.js';
import type { Bundle } from './types.js';

const BUNDLE_MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

const ALGORITHMS = { sha256: 'SHA2_256', sha384: 'SHA2_384', sha512: 'SHA2_512' } as const;

/** The parts of a bundle. Version 0.3 contains only the leaf certificate, so `material.chain` must have exactly one. */
export interface BundleParts {
  readonly material: Bundle['material'];
  readonly content: Bundle['content'];
  /** `TransparencyLogEntry` messages in protobuf JSON, unchanged from the log's answer. */
  readonly logEntries: readonly JsonObject[];
  /** RFC 3161 TimeStampResp, DER. */
  readonly timestamps: readonly Uint8Array[];
}

/**
 * Builds a bundle of version 0.3 and reads it back with the reader that verifiers use.
 * `serialized` is compact JSON on one line (UTF-8), usable in a file and in `.jsonl`.
 * @throws CountersignError EVIDENCE_MALFORMED when the bundle would be unreadable
 */
export function buildBundle(parts: BundleParts): { readonly bundle: Bundle; readonly serialized: Uint8Array } {
  const document: JsonObject = {
    mediaType: BUNDLE_MEDIA_TYPE,
    verificationMaterial: {
      ...serializeMaterial(parts.material),
      tlogEntries: parts.logEntries,
      timestampVerificationData: {
        rfc3161Timestamps: parts.timestamps.map((timestamp) => ({ signedTimestamp: encodeBase64(timestamp) })),
      },
    },
    ...serializeContent(parts.content),
  };
  // Not a Buffer: it can be part of a larger block, which would stay in memory as long as the bundle.
  const serialized = new TextEncoder().encode(JSON.stringify(document));
  return { bundle: readBundle(serialized, 'the new bundle'), serialized };
}

function serializeMaterial(material: Bundle['material']): JsonObject {
  if (material.kind === 'public-key') return { publicKey: { hint: material.hint } };
  const [leaf] = material.chain;
  if (leaf === undefined || material.chain.length !== 1) {
    throw new CountersignError('EVIDENCE_MALFORMED', 'a bundle of version 0.3 contains only the leaf certificate', {
      expected: 'one certificate',
      found: `${material.chain.length}`,
    });
  }
  return { certificate: { rawBytes: encodeBase64(leaf) } };
}

function serializeContent(content: Bundle['content']): JsonObject {
  if (content.kind === 'message') {
    const digest = content.digest;
    return {
      messageSignature: {
        ...(digest === undefined
          ? {}
          : { messageDigest: { algorithm: ALGORITHMS[digest.algorithm], digest: encodeBase64(digest.value) } }),
        signature: encodeBase64(content.signature),
      },
    };
  }
  return {
    dsseEnvelope: {
      payload: encodeBase64(content.payload),
      payloadType: content.payloadType,
      signatures: [{ sig: encodeBase64(content.signature), keyid: content.keyid }],
    },
  };
}
