import { X509Certificate } from 'node:crypto';

/** The data for both documents of one Sigstore instance. URLs without trailing slash; certificates and keys as DER. */
export interface TrustMaterial {
  /** Start of every validity period. */
  readonly since: Date;
  readonly fulcio: { readonly url: string; readonly chain: readonly Buffer[] };
  readonly tsa: { readonly url: string; readonly chain: readonly Buffer[] };
  readonly ct: { readonly url: string; readonly publicKey: Buffer; readonly logId: Buffer };
  /** `hostname` is the checkpoint's origin; clients require that it is the host of `baseUrl`. */
  readonly logs: readonly {
    readonly hostname: string;
    readonly publicKey: Buffer;
    readonly logId: Buffer;
    readonly keyDetails: 'PKIX_ED25519' | 'PKIX_ECDSA_P256_SHA_256';
  }[];
}

/** trusted_root.json (`TrustedRoot` of protobuf-specs, JSON form). */
export function trustedRoot(material: TrustMaterial): Record<string, unknown> {
  const validFor = { start: material.since.toISOString() };
  const publicKey = (rawBytes: Buffer, keyDetails: string): unknown => ({
    rawBytes: rawBytes.toString('base64'),
    keyDetails,
    validFor,
  });
  const authority = ({ url, chain }: TrustMaterial['fulcio']): unknown => ({
    subject: distinguishedName(chain),
    uri: url,
    certChain: { certificates: chain.map((certificate) => ({ rawBytes: certificate.toString('base64') })) },
    validFor,
  });
  const { ct } = material;
  return {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: material.logs.map((log) => ({
      baseUrl: `http://${log.hostname}`,
      hashAlgorithm: 'SHA2_256',
      publicKey: publicKey(log.publicKey, log.keyDetails),
      logId: { keyId: log.logId.toString('base64') },
    })),
    certificateAuthorities: [authority(material.fulcio)],
    ctlogs: [
      {
        baseUrl: ct.url,
        hashAlgorithm: 'SHA2_256',
        publicKey: publicKey(ct.publicKey, 'PKIX_ECDSA_P256_SHA_256'),
        logId: { keyId: ct.logId.toString('base64') },
      },
    ],
    timestampAuthorities: [authority(material.tsa)],
  };
}

/** Organization and common name of the root, as trusted roots describe an authority. */
function distinguishedName(chain: readonly Buffer[]): { organization: string; commonName: string } {
  const root = chain.at(-1);
  const subject = root === undefined ? '' : new X509Certificate(root).subject;
  const attribute = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(subject)?.[1] ?? '';
  return { organization: attribute('O'), commonName: attribute('CN') };
}

export interface Endpoints {
  readonly fulcio: string;
  readonly oidc: readonly string[];
  readonly tsa: string;
  readonly logs: readonly { readonly url: string; readonly majorApiVersion: 1 | 2 }[];
}

/** signing_config.v0.2.json (`SigningConfig` of protobuf-specs, JSON form). The operator of every service is `name`. */
export function signingConfig(name: string, since: Date, endpoints: Endpoints): Record<string, unknown> {
  const service = (url: string, majorApiVersion: number): unknown => ({
    url,
    majorApiVersion,
    validFor: { start: since.toISOString() },
    operator: name,
  });
  return {
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: [service(endpoints.fulcio, 1)],
    oidcUrls: endpoints.oidc.map((url, index) => ({
      url,
      majorApiVersion: 1,
      // sigstore-go uses the newest, sigstore-python the one of the first operator: both must choose the first.
      validFor: { start: new Date(since.getTime() - index * 1000).toISOString() },
      operator: index === 0 ? name : `${name}-${index}`,
    })),
    rekorTlogUrls: endpoints.logs.map(({ url, majorApiVersion }) => service(url, majorApiVersion)),
    tsaUrls: [service(`${endpoints.tsa}/api/v1/timestamp`, 1)],
    rekorTlogConfig: { selector: 'ANY' },
    tsaConfig: { selector: 'ANY' },
  };
}
