import { bundleFromJson, MAX_BUNDLE_BYTES, type Bundle } from '../bundles/index.js';
import { CountersignError } from '../errors/index.js';
import {
  decodeBase64,
  encodeBase64,
  isJsonObject,
  parseJson,
  parsePem,
  readInteger,
  readObject,
  readString,
  type JsonObject,
  type JsonValue,
} from '../wire/index.js';
import { getBlob, readDescriptor, type Descriptor } from './content.js';
import type { Repository } from './repositories.js';
import type { Send } from './session.js';

export const DSSE_LAYER = 'application/vnd.dsse.envelope.v1+json';

const MAX_ANNOTATION = 1024 * 1024;

/** One attestation of cosign's `.att` tag: an envelope, with its proof in the layer's annotations. */
export interface CosignAttestation {
  readonly layer: Descriptor;
  readonly annotations: JsonObject;
}

/** The layers of a `.att` manifest. @throws CountersignError EVIDENCE_MALFORMED */
export function attestationLayers(manifest: JsonObject, what: string): readonly CosignAttestation[] {
  const layers = manifest['layers'];
  if (!Array.isArray(layers)) throw new CountersignError('EVIDENCE_MALFORMED', `${what} has no layers`);
  return (layers as readonly JsonValue[]).flatMap((value) => {
    const layer = readDescriptor(value, `a layer of ${what}`);
    const annotations = isJsonObject(value) ? value['annotations'] : undefined;
    return layer.mediaType === DSSE_LAYER
      ? [{ layer, annotations: annotations !== undefined && isJsonObject(annotations) ? annotations : {} }]
      : [];
  });
}

/**
 * Reads such a layer as a bundle of version 0.1, which holds the same parts: certificate chain, log entry with its signed
 * entry timestamp, timestamps, envelope.
 *
 * @throws CountersignError EVIDENCE_*, REGISTRY_*
 */
export async function readAttestation(
  send: Send,
  at: Repository,
  { layer, annotations }: CosignAttestation,
  what: string,
): Promise<Bundle> {
  const envelope = readObject(
    parseJson(await getBlob(send, at, layer, MAX_BUNDLE_BYTES), { maxBytes: MAX_BUNDLE_BYTES, what }),
    what,
  );
  return bundleFromJson(
    {
      mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
      verificationMaterial: {
        ...material(annotations),
        tlogEntries: logEntries(annotations, what),
        timestampVerificationData: { rfc3161Timestamps: timestamps(annotations, what) },
      },
      dsseEnvelope: envelope,
    },
    what,
  );
}

function annotation(annotations: JsonObject, name: string): string | undefined {
  const value = annotations[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function material(annotations: JsonObject): JsonObject {
  const certificate = annotation(annotations, 'dev.sigstore.cosign/certificate');
  if (certificate === undefined) return { publicKey: { hint: '' } };
  const chain = annotation(annotations, 'dev.sigstore.cosign/chain') ?? '';
  const certificates = [certificate, chain].flatMap((pem) =>
    pem.trim() === '' ? [] : parsePem(pem, { labels: ['CERTIFICATE'], maxBytes: MAX_ANNOTATION }),
  );
  return { x509CertificateChain: { certificates: certificates.map(({ der }) => ({ rawBytes: encodeBase64(der) })) } };
}

function logEntries(annotations: JsonObject, what: string): readonly JsonObject[] {
  const text = annotation(annotations, 'dev.sigstore.cosign/bundle');
  if (text === undefined) return [];
  const bundle = readObject(parseJson(text, { maxBytes: MAX_BUNDLE_BYTES, what }), what);
  const payload = readObject(bundle['Payload'], `${what}: Payload`);
  const canonicalizedBody = readString(payload['body'], `${what}: body`);
  const body = readObject(
    parseJson(decodeBase64(canonicalizedBody, `${what}: body`), { maxBytes: MAX_BUNDLE_BYTES, what }),
    `${what}: body`,
  );
  return [
    {
      logIndex: String(readInteger(payload['logIndex'], `${what}: logIndex`)),
      logId: { keyId: encodeBase64(Buffer.from(readString(payload['logID'], `${what}: logID`), 'hex')) },
      kindVersion: {
        kind: readString(body['kind'], `${what}: kind`),
        version: readString(body['apiVersion'], `${what}: apiVersion`),
      },
      integratedTime: String(readInteger(payload['integratedTime'], `${what}: integratedTime`)),
      inclusionPromise: { signedEntryTimestamp: readString(bundle['SignedEntryTimestamp'], `${what}: SignedEntryTimestamp`) },
      canonicalizedBody,
    },
  ];
}

function timestamps(annotations: JsonObject, what: string): readonly JsonObject[] {
  const text = annotation(annotations, 'dev.sigstore.cosign/rfc3161timestamp');
  if (text === undefined) return [];
  const value = readObject(parseJson(text, { maxBytes: MAX_ANNOTATION, what }), what);
  return [{ signedTimestamp: readString(value['SignedRFC3161Timestamp'], `${what}: SignedRFC3161Timestamp`) }];
}

/** A `.sig` tag signs a payload of its own kind; it isn't read yet, and it must not count as anything. */
export function unsupportedSignature(what: string): CountersignError {
  return new CountersignError('INPUT_UNSUPPORTED', `${what} holds signatures in cosign's old form, which are not read`, {
    expected: 'Sigstore bundles (cosign 3, actions/attest, Countersign)',
    found: 'a .sig tag of cosign 2 or older',
    hint: 'sign the image again, or verify the old signature with cosign',
  });
}
