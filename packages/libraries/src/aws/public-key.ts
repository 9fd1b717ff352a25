import { GetPublicKeyCommand, type KMSClient } from '@aws-sdk/client-kms';

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

/** GetPublicKey of the KMS API reference. */
export async function getPublicKey(client: KMSClient, keyId: string): Promise<AwsPublicKey> {
  const { KeyId, PublicKey, KeyUsage, KeySpec, SigningAlgorithms } = await client.send(new GetPublicKeyCommand({ KeyId: keyId }));
  return { arn: KeyId, spki: PublicKey, usage: KeyUsage, spec: KeySpec, signingAlgorithms: SigningAlgorithms ?? [] };
}
