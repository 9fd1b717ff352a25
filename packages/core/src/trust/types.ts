import type { Certificate, PublicKey } from '../crypto/index.js';

/** Half-open at neither end: Sigstore counts both bounds as inside (sigstore protobuf `TimeRange`). */
export interface ValidFor {
  readonly start: Date;
  readonly end: Date | undefined;
}

export interface CertificateAuthority {
  readonly uri: string;
  /** Issuing certificate first, root last. */
  readonly chain: readonly Certificate[];
  readonly validFor: ValidFor;
}

export interface TransparencyLog {
  readonly baseUrl: string;
  /** Host (and path) of baseUrl: what a checkpoint's first line must say. */
  readonly origin: string;
  /** Hex. */
  readonly logId: string;
  /** Hex of the untruncated checkpoint key ID; equals logId where the root names none. */
  readonly checkpointKeyId: string;
  readonly key: PublicKey;
  readonly validFor: ValidFor;
}

/** A checked trusted_root.json: every key parsed, every log with a start of validity. */
export interface TrustedRoot {
  readonly certificateAuthorities: readonly CertificateAuthority[];
  readonly timestampAuthorities: readonly CertificateAuthority[];
  readonly transparencyLogs: readonly TransparencyLog[];
  readonly certificateLogs: readonly TransparencyLog[];
  /** `sha256:<hex>` of the file it was read from. */
  readonly digest: string;
  /** `public-good (embedded)`, a path, or a TUF mirror's URL; for reports. */
  readonly source: string;
}

export interface Service {
  readonly url: string;
  readonly majorApiVersion: number;
  readonly validFor: ValidFor;
  readonly operator: string;
}

export interface ServiceSelection {
  readonly selector: 'ANY' | 'ALL' | 'EXACT';
  readonly count: number;
}

/** A checked signing_config v0.2. */
export interface SigningConfig {
  readonly certificateAuthorities: readonly Service[];
  readonly oidcProviders: readonly Service[];
  readonly transparencyLogs: readonly Service[];
  readonly transparencyLogSelection: ServiceSelection;
  readonly timestampAuthorities: readonly Service[];
  readonly timestampSelection: ServiceSelection;
}
