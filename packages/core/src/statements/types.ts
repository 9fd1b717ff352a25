import type { JsonObject } from '../wire/index.js';

export interface StatementSubject {
  /** Any text; empty if the producer wrote none. */
  readonly name: string;
  /** Algorithm name → lower-case hex. */
  readonly digest: Readonly<Record<string, string>>;
  readonly annotations?: JsonObject;
  /** Location and type: further members of in-toto's ResourceDescriptor. */
  readonly uri?: string;
  readonly mediaType?: string;
}

/** in-toto Statement v1 (v0.1 is also read, v1 is written). At least one subject. */
export interface Statement {
  readonly type: 'https://in-toto.io/Statement/v1' | 'https://in-toto.io/Statement/v0.1';
  readonly subjects: readonly StatementSubject[];
  readonly predicateType: string;
  readonly predicate: JsonObject;
}

export const IN_TOTO_PAYLOAD_TYPE = 'application/vnd.in-toto+json';
export const SLSA_PROVENANCE_V1 = 'https://slsa.dev/provenance/v1';
export const COSIGN_SIGN_V1 = 'https://sigstore.dev/cosign/sign/v1';
