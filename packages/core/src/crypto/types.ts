import type { KeyObject } from 'node:crypto';

export type HashAlgorithm = 'sha256' | 'sha384' | 'sha512';

/** Key types by the names of Sigstore's algorithm registry (`PublicKeyDetails`); the hash belongs to the key. */
export type KeyDetails =
  | 'PKIX_ECDSA_P256_SHA_256'
  | 'PKIX_ECDSA_P384_SHA_384'
  | 'PKIX_ECDSA_P521_SHA_512'
  | 'PKIX_ECDSA_P384_SHA_256'
  | 'PKIX_ECDSA_P521_SHA_256'
  | 'PKIX_RSA_PKCS1V15_2048_SHA256'
  | 'PKIX_RSA_PKCS1V15_3072_SHA256'
  | 'PKIX_RSA_PKCS1V15_4096_SHA256'
  | 'PKIX_RSA_PSS_2048_SHA256'
  | 'PKIX_RSA_PSS_3072_SHA256'
  | 'PKIX_RSA_PSS_4096_SHA256'
  | 'PKIX_ED25519'
  | 'PKIX_ED25519_PH'
  | 'ML_DSA_65';

export interface PublicKey {
  readonly details: KeyDetails;
  /** The hash of its signatures; `undefined` for pure Ed25519 and ML-DSA, which sign the message itself. */
  readonly hash: HashAlgorithm | undefined;
  readonly object: KeyObject;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  /** Lower-case hex SHA-256 of `spki`: names a key in policies and reports. One RSA key can have several. */
  readonly fingerprint: string;
  /** Lower-case hex SHA-256 that is the same for all encodings of the key: for counting and revoking keys. */
  readonly material: string;
}

/** A subject alternative name with its kind; only the first name of a Fulcio certificate is its identity. */
export interface SubjectAlternativeName {
  readonly kind: 'uri' | 'email' | 'other-name' | 'unsupported';
  /** Text; for `unsupported` (DNS, directory name …) the hex of the DER. */
  readonly value: string;
}

/** Fulcio's certificate extensions about the signer; field names of fulcio/docs/oid-info.md; every value decoded text. */
export interface FulcioExtensions {
  readonly issuer?: string; // .1 (raw) and .8 (DER); must agree if both are present
  readonly githubWorkflowTrigger?: string; // .2
  readonly githubWorkflowSha?: string; // .3
  readonly githubWorkflowName?: string; // .4
  readonly githubWorkflowRepository?: string; // .5
  readonly githubWorkflowRef?: string; // .6
  readonly buildSignerUri?: string; // .9
  readonly buildSignerDigest?: string; // .10
  readonly runnerEnvironment?: string; // .11
  readonly sourceRepositoryUri?: string; // .12
  readonly sourceRepositoryDigest?: string; // .13
  readonly sourceRepositoryRef?: string; // .14
  readonly sourceRepositoryIdentifier?: string; // .15
  readonly sourceRepositoryOwnerUri?: string; // .16
  readonly sourceRepositoryOwnerIdentifier?: string; // .17
  readonly buildConfigUri?: string; // .18
  readonly buildConfigDigest?: string; // .19
  readonly buildTrigger?: string; // .20
  readonly runInvocationUri?: string; // .21
  readonly sourceRepositoryVisibility?: string; // .22
  readonly deploymentEnvironment?: string; // .23
  readonly tokenSubject?: string; // .24
}

export interface Certificate {
  /** DER. */
  readonly raw: Uint8Array;
  /** Lower-case hex. */
  readonly serialNumber: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: PublicKey;
  /** DER of issuer and subject names: compared byte for byte when a chain is built (RFC 5280 section 6.1). */
  readonly issuerName: Uint8Array;
  readonly subjectName: Uint8Array;
  readonly alternativeNames: readonly SubjectAlternativeName[];
  readonly isCa: boolean;
  readonly pathLength: number | undefined;
  /** Names of RFC 5280 section 4.2.1.3, e.g. `digitalSignature`, `keyCertSign`; undefined when the extension is absent. */
  readonly keyUsage: readonly string[] | undefined;
  /** Dotted OIDs; undefined when the extension is absent. */
  readonly extendedKeyUsage: readonly string[] | undefined;
  readonly fulcio: FulcioExtensions;
  /** Content of the SCT list extension (RFC 6962 section 3.3), TLS-encoded list; undefined when absent. */
  readonly sctList: Uint8Array | undefined;
  /** TBSCertificate without the SCT list extension, DER: what an embedded SCT was signed over. */
  readonly tbsWithoutScts: Uint8Array;
  /** Dotted OIDs of unknown critical extensions; a chain with any is refused. */
  readonly unknownCriticalExtensions: readonly string[];
}
