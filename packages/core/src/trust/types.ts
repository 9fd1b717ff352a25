import type { Certificate, PublicKey } from '../crypto/index.js';

/** Both bounds are included (sigstore protobuf-specs `TimeRange`). */
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
  /** Host (and path) of baseUrl: the required first line of a checkpoint. */
  readonly origin: string;
  /** Hex. */
  readonly logId: string;
  /** Hex of the untruncated checkpoint key ID; equals logId if the root names none. */
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
  /** How many logs of both kinds the document names that are not among these, because their kind of key or hash is not supported. */
  readonly unsupportedLogs: number;
  /** `sha256:<hex>` of the file that it was read from. */
  readonly digest: string;
  /** `public-good (embedded)`, a path, or a TUF mirror's URL; for reports. */
  readonly source: string;
}

/** Whose services an instance consists of: the public ones, GitHub's own for private repositories, or the operator's. */
export type Instance = 'public-good' | 'github' | 'own';

/** Instances that `trusted-root` and policies can name; a release contains their roots. */
export type InstanceName = Exclude<Instance, 'own'>;

/** Bytes of the root metadata where a chain of trust starts. */
export type Anchor = { readonly root: () => Promise<Uint8Array> } | { readonly sha256: string };

/** A TUF repository and where its chain of trust starts. */
export interface TufMirror {
  readonly url: string;
  /** The trust anchor: the root itself, or the digest that a downloaded root must have. */
  readonly anchor: Anchor;
  /** The instance whose root is embedded. */
  readonly instance?: InstanceName;
}

/** How a trusted root came to this run, and until when it can be used. */
export type Freshness =
  /** A file or an inline document. */
  | { readonly kind: 'document'; readonly changed: Date | undefined }
  /** The copy that is part of this version. */
  | { readonly kind: 'embedded'; readonly since: Date }
  | TufFreshness;

export interface TufFreshness {
  readonly kind: 'tuf';
  readonly mirror: string;
  /** When the mirror last answered. */
  readonly refreshed: Date;
  readonly fromCache: boolean;
  /** When the first of the roles expires. */
  readonly expires: Date;
  readonly roles: readonly TufRole[];
}

export interface TufRole {
  readonly name: string;
  readonly version: number;
  readonly expires: Date;
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
  /** The certificate authority uses no certificate transparency log, so its certificates have no SCT. */
  readonly withoutCertificateLog?: true;
}
