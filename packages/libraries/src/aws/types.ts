import type { Send } from '../network/send.js';

// Shapes that programs see. None is made of types of the library: who installs core has none of its packages.

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** When they end; absent if they do not. */
  readonly expiration?: Date;
}

export interface AwsClientOptions {
  readonly region: string;
  /** The service's address, for another than AWS's own of the region. */
  readonly endpoint: string | undefined;
  readonly useFips: boolean;
  readonly useDualstack: boolean;
  /** Sends a request; the only way of a client to the network. It throws what the caller of the client is to get. */
  readonly send: Send;
  /** The moment that requests are signed for. */
  readonly now: () => Date;
}

export type Credentials = () => Promise<AwsCredentials>;

/** What AWS KMS says about a key pair. Nothing is checked yet. */
export interface AwsPublicKey {
  /** The ARN of the key, also where the request named an alias. */
  readonly arn: string | undefined;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array | undefined;
  /** `SIGN_VERIFY`, `ENCRYPT_DECRYPT` … */
  readonly usage: string | undefined;
  /** `ECC_NIST_P256`, `RSA_2048` … */
  readonly spec: string | undefined;
  readonly signingAlgorithms: readonly string[];
}
