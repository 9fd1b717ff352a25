import type { Bundle } from '@countersign/core/bundles';
import { parseCertificate, parseTimestampResponse, type FulcioExtensions } from '@countersign/core/crypto';
import { asCountersignError } from '@countersign/core/errors';
import { readStatement } from '@countersign/core/statements';
import type { JsonObject } from '@countersign/core/wire';

/** The claims of a bundle, as plain data. A part that cannot be read is replaced by the reason. */
export interface Description {
  readonly mediaType: string;
  readonly signer: CertificateDescription | { readonly kind: 'public-key'; readonly hint: string } | Unreadable;
  readonly content:
    | { readonly kind: 'message'; readonly digest: string | undefined }
    | {
        readonly kind: 'statement';
        readonly predicateType: string;
        readonly subjects: readonly { readonly name: string; readonly digests: readonly string[] }[];
        readonly predicate: JsonObject;
      }
    | { readonly kind: 'dsse'; readonly payloadType: string; readonly problem: string };
  readonly logEntries: readonly {
    readonly logIndex: string;
    readonly logId: string;
    readonly kind: string;
    readonly integratedTime: string | undefined;
    readonly inclusionProof: boolean;
  }[];
  readonly timestamps: readonly ({ readonly time: string } | Unreadable)[];
}

interface Unreadable {
  readonly kind: 'unreadable';
  readonly problem: string;
}

interface CertificateDescription {
  readonly kind: 'certificate';
  readonly identity: string;
  readonly issuer: string | undefined;
  readonly serialNumber: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly keyType: string;
  readonly extensions: FulcioExtensions;
}

/** Describes a bundle; verifies nothing. */
export function describeBundle(bundle: Bundle): Description {
  return {
    mediaType: bundle.mediaType,
    signer: orUnreadable(() => describeSigner(bundle.material)),
    content: describeContent(bundle.content),
    logEntries: bundle.logEntries.map(({ logIndex, logId, kind, version, integratedTime, inclusionProof }) => ({
      logIndex: logIndex.toString(),
      logId,
      kind: `${kind} ${version}`,
      integratedTime: integratedTime === 0n ? undefined : new Date(Number(integratedTime) * 1000).toISOString(),
      inclusionProof: inclusionProof !== undefined,
    })),
    timestamps: bundle.timestamps.map((der) => orUnreadable(() => ({ time: parseTimestampResponse(der).genTime.toISOString() }))),
  };
}

function describeSigner(material: Bundle['material']): Description['signer'] {
  if (material.kind === 'public-key') return material;
  const certificate = parseCertificate(material.chain[0] ?? new Uint8Array());
  return {
    kind: 'certificate',
    identity: certificate.alternativeNames.map(({ value }) => value).join(', '),
    issuer: certificate.fulcio.issuer,
    serialNumber: certificate.serialNumber,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    keyType: certificate.publicKey.details,
    extensions: certificate.fulcio,
  };
}

function describeContent(content: Bundle['content']): Description['content'] {
  if (content.kind === 'message') {
    return {
      kind: 'message',
      digest: content.digest && `${content.digest.algorithm}:${Buffer.from(content.digest.value).toString('hex')}`,
    };
  }
  try {
    const { predicateType, subjects, predicate } = readStatement(content.payload);
    const digests = (digest: Readonly<Record<string, string>>): readonly string[] =>
      Object.entries(digest).map(([algorithm, value]) => `${algorithm}:${value}`);
    return {
      kind: 'statement',
      predicateType,
      subjects: subjects.map(({ name, digest }) => ({ name, digests: digests(digest) })),
      predicate,
    };
  } catch (thrown) {
    return { kind: 'dsse', payloadType: content.payloadType, problem: asCountersignError(thrown).message };
  }
}

function orUnreadable<T>(read: () => T): T | Unreadable {
  try {
    return read();
  } catch (thrown) {
    return { kind: 'unreadable', problem: asCountersignError(thrown).message };
  }
}
