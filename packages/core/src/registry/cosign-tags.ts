import { createHash } from 'node:crypto';
import type { ImageSubject } from '../artifacts/index.js';
import {
  bundleFromJson,
  bundleOfCosignParts,
  MAX_BUNDLE_BYTES,
  MAX_IMAGE_TEXT_BYTES,
  type Bundle,
  type CosignParts,
} from '../bundles/index.js';
import { CountersignError } from '../errors/index.js';
import type { SignedClaim } from '../evidence/index.js';
import { isJsonObject, parseJson, readObject, readString, type JsonObject, type JsonValue } from '../wire/index.js';
import { getBlob, readDescriptor, type Descriptor } from './content.js';
import type { Repository } from './repositories.js';
import type { Send } from './session.js';
import { readSimpleSigning } from './simple-signing.js';

const CODE = 'EVIDENCE_MALFORMED';

/** Media types of the layers under cosign's tags: envelopes of attestations, texts of signatures. */
const LAYERS = {
  '.att': 'application/vnd.dsse.envelope.v1+json',
  '.sig': 'application/vnd.dev.cosign.simplesigning.v1+json',
} as const;
export type CosignTag = keyof typeof LAYERS;

/** One signature or attestation under such a tag: a layer with its verification material in annotations. */
export interface CosignLayer {
  readonly layer: Descriptor;
  readonly annotations: JsonObject;
}

/** A layer read as a bundle, and for a signature the signed text. */
export interface CosignEvidence {
  readonly bundle: Bundle;
  /** `sha256:<hex>` of the bundle; the layer's digest would be the same for two signatures of one text. */
  readonly digest: string;
  readonly claim?: SignedClaim;
}

/** The layers of a manifest that have the tag's media type. @throws CountersignError EVIDENCE_MALFORMED */
export function cosignLayers(manifest: JsonObject, tag: CosignTag, what: string): readonly CosignLayer[] {
  const layers = manifest['layers'];
  if (!Array.isArray(layers)) throw new CountersignError(CODE, `${what} has no layers`);
  return (layers as readonly JsonValue[]).flatMap((value) => {
    const layer = readDescriptor(value, `a layer of ${what}`);
    const annotations = isJsonObject(value) ? value['annotations'] : undefined;
    return layer.mediaType === LAYERS[tag]
      ? [{ layer, annotations: annotations !== undefined && isJsonObject(annotations) ? annotations : {} }]
      : [];
  });
}

/**
 * Reads such a layer as a bundle of version 0.1, which has the same parts: certificate chain, log entry with its signed
 * entry timestamp, timestamps, and the envelope or signature.
 *
 * @throws CountersignError EVIDENCE_*, SUBJECT_MISMATCH if the text of a signature names another image, REGISTRY_*
 */
export async function readCosignLayer(
  send: Send,
  at: Repository,
  tag: CosignTag,
  { layer, annotations }: CosignLayer,
  image: ImageSubject,
  what: string,
): Promise<CosignEvidence> {
  const bytes = await getBlob(send, at, layer, tag === '.sig' ? MAX_IMAGE_TEXT_BYTES : MAX_BUNDLE_BYTES);
  const claim = tag === '.sig' ? readSimpleSigning(bytes, image, what) : undefined;
  const content =
    claim === undefined
      ? { dsseEnvelope: json(bytes, what) }
      : { messageSignature: { signature: readString(annotations['dev.cosignproject.cosign/signature'], what, CODE) } };
  const document = bundleOfCosignParts({ ...proof(annotations, what), content }, what);
  // Includes the text: two layers with the same signature and different texts are two candidates, so that a false one cannot hide the valid one.
  const digest = `sha256:${createHash('sha256')
    .update(JSON.stringify(document))
    .update(claim?.payload ?? '')
    .digest('hex')}`;
  return { bundle: bundleFromJson(document, what), digest, ...(claim === undefined ? {} : { claim }) };
}

function json(text: string | Uint8Array, what: string): JsonObject {
  return readObject(parseJson(text, { maxBytes: MAX_BUNDLE_BYTES, what, code: CODE }), what, CODE);
}

function annotation(annotations: JsonObject, name: string): string | undefined {
  const value = annotations[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function proof(annotations: JsonObject, what: string): Omit<CosignParts, 'content'> {
  const entry = annotation(annotations, 'dev.sigstore.cosign/bundle');
  const timestamp = annotation(annotations, 'dev.sigstore.cosign/rfc3161timestamp');
  return {
    signer: annotation(annotations, 'dev.sigstore.cosign/certificate'),
    chain: annotation(annotations, 'dev.sigstore.cosign/chain') ?? '',
    logEntry: entry === undefined ? undefined : json(entry, what),
    timestamps:
      timestamp === undefined ? [] : [readString(json(timestamp, what)['SignedRFC3161Timestamp'], `${what}: timestamp`, CODE)],
  };
}
