import { GetPublicKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { AwsPublicKey } from './types.js';

/** GetPublicKey of the KMS API reference. */
export async function getPublicKey(client: KMSClient, keyId: string): Promise<AwsPublicKey> {
  const { KeyId, PublicKey, KeyUsage, KeySpec, SigningAlgorithms } = await client.send(new GetPublicKeyCommand({ KeyId: keyId }));
  return { arn: KeyId, spki: PublicKey, usage: KeyUsage, spec: KeySpec, signingAlgorithms: SigningAlgorithms ?? [] };
}
