import { createHash } from 'node:crypto';
import { KEY_DETAILS, type Certificate, type PublicKey } from '../../crypto/index.js';
import { encodeBase64, encodeHex } from '../../wire/index.js';
import { algorithmName } from './algorithms.js';

/** What a public key is, for people and for scripts. */
export interface KeyFacts {
  /** `EC P-256`, `RSA 3072`, `Ed25519` … */
  readonly type: string;
  /** The name of its signature algorithm in Sigstore's registry, for command lines. */
  readonly algorithm: string;
  /** The same in bundles and policies. */
  readonly details: string;
  /** SHA-256 of the SubjectPublicKeyInfo: hex. */
  readonly fingerprint: string;
  /** The same for all encodings of one key. */
  readonly material: string;
  /** How bundles hint at this key. A hint proves nothing. */
  readonly hints: {
    /** cosign and Sigstore: base64 of SHA-256 over the SubjectPublicKeyInfo in DER. */
    readonly sigstore: string;
    /** OpenSSF Model Signing: hex of SHA-256 over its PEM text. */
    readonly modelSigning: string;
  };
}

const CURVES = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' } as const;

export function keyFacts(key: PublicKey): KeyFacts {
  const { curve, bits } = KEY_DETAILS[key.details];
  const pem = publicPem(key);
  return {
    type:
      curve !== undefined
        ? `EC ${CURVES[curve]}`
        : bits !== undefined
          ? `RSA ${String(bits)}`
          : (key.object.asymmetricKeyType ?? key.details),
    algorithm: algorithmName(key.details),
    details: key.details,
    fingerprint: key.fingerprint,
    material: key.material,
    hints: {
      sigstore: encodeBase64(createHash('sha256').update(key.spki).digest()),
      modelSigning: createHash('sha256').update(pem).digest('hex'),
    },
  };
}

/** SubjectPublicKeyInfo as PEM with lines of 64 characters and a line break at the end. */
export function publicPem(key: PublicKey): string {
  return key.object.export({ type: 'spki', format: 'pem' }).toString();
}

export interface CertificateFacts {
  readonly names: readonly string[];
  readonly serialNumber: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly isCa: boolean;
  /** SHA-256 of the certificate, hex. */
  readonly digest: string;
  /** SHA-256 of the DER of its issuer's name: equal for certificates of one issuer. */
  readonly issuer: string;
}

export function certificateFacts(certificate: Certificate): CertificateFacts {
  const hex = (bytes: Uint8Array): string => encodeHex(createHash('sha256').update(bytes).digest());
  return {
    names: certificate.alternativeNames.map(({ kind, value }) => `${kind}:${value}`),
    serialNumber: certificate.serialNumber,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    isCa: certificate.isCa,
    digest: hex(certificate.raw),
    issuer: hex(certificate.issuerName),
  };
}
