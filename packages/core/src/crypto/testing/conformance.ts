import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CONFORMANCE = process.env['COUNTERSIGN_CONFORMANCE'] ?? join(import.meta.dirname, '../../../../../../shared/conformance');
const CASES = join(CONFORMANCE, 'sigstore', 'bundle-verify');

export const hasConformance = existsSync(CASES);
export const withConformance = (title: string): string =>
  hasConformance ? title : `${title} (skipped: no data at ${CONFORMANCE})`;

interface Json {
  readonly [name: string]: Json & string & readonly (Json & string)[];
}

export interface RealBundle {
  readonly name: string;
  /** DER. */
  readonly certificates: readonly Uint8Array[];
  /** DER TimeStampResp. */
  readonly timestamps: readonly Uint8Array[];
  readonly signature: Uint8Array | undefined;
  /** DER, of the trusted root of the case. */
  readonly authorities: readonly Uint8Array[];
}

const bytes = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, 'base64'));

/** Certificates, timestamps and signatures of the conformance bundles, read without the code under test. */
export function readRealBundles(): readonly RealBundle[] {
  if (!hasConformance) return [];
  return readdirSync(CASES).flatMap((name) => {
    const bundle = readJson(join(CASES, name, 'bundle.sigstore.json'));
    const material = bundle?.['verificationMaterial'];
    if (bundle === undefined || material === undefined) return [];
    const chain =
      material['certificate'] === undefined
        ? (material['x509CertificateChain']?.['certificates'] ?? [])
        : [material['certificate']];
    const stamps = material['timestampVerificationData']?.['rfc3161Timestamps'] ?? [];
    const signature = bundle['messageSignature']?.['signature'] ?? bundle['dsseEnvelope']?.['signatures']?.[0]?.['sig'];
    const root = readJson(join(CASES, name, 'trusted_root.json'));
    return [
      {
        name,
        certificates: chain.flatMap((certificate) => certificate['rawBytes'] ?? []).map(bytes),
        timestamps: stamps.flatMap((stamp) => stamp['signedTimestamp'] ?? []).map(bytes),
        signature: signature === undefined ? undefined : bytes(signature),
        authorities: (root?.['timestampAuthorities'] ?? [])
          .flatMap((authority) => authority['certChain']?.['certificates'] ?? [])
          .flatMap((certificate) => certificate['rawBytes'] ?? [])
          .map(bytes),
      },
    ];
  });
}

function readJson(path: string): Json | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Json;
  } catch {
    // Some cases are malformed on purpose.
    return undefined;
  }
}
