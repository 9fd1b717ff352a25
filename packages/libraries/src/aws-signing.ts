import { CreateAliasCommand, CreateKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { clientConfig } from './aws/client-options.js';
import type { AwsClientOptions, AwsPublicKey, Credentials } from './aws/types.js';
import { getPublicKey } from './aws/public-key.js';

export type { AwsPublicKey } from './aws/types.js';

/** By the names of the Sign operation. */
export type AwsAlgorithmName =
  | `ECDSA_SHA_${'256' | '384' | '512'}`
  | `RSASSA_${'PKCS1_V1_5' | 'PSS'}_SHA_256`
  | `ED25519_${'' | 'PH_'}SHA_512`
  | 'ML_DSA_SHAKE_256';

/** By the names of the CreateKey operation. */
export type AwsKeySpec =
  `ECC_NIST_${'P256' | 'P384' | 'P521' | 'EDWARDS25519'}` | `RSA_${'2048' | '3072' | '4096'}` | 'ML_DSA_65';

export interface AwsSignRequest {
  readonly keyId: string;
  readonly algorithm: AwsAlgorithmName;
  /** Whether `message` is the digest, or the message itself (4,096 bytes at most). */
  readonly type: 'DIGEST' | 'RAW';
  readonly message: Uint8Array;
}

/** What AWS KMS answers. Nothing is checked yet. */
export interface AwsSignature {
  readonly arn: string | undefined;
  readonly algorithm: string | undefined;
  readonly signature: Uint8Array | undefined;
}

export interface AwsSigning {
  getPublicKey(keyId: string): Promise<AwsPublicKey>;
  sign(request: AwsSignRequest): Promise<AwsSignature>;
  /** Makes a key pair for signatures. @returns its ARN */
  createKey(spec: AwsKeySpec): Promise<string | undefined>;
  createAlias(name: string, keyId: string): Promise<void>;
}

/** AWS KMS for those that sign. */
export function awsSigning(options: AwsClientOptions, credentials: Credentials): AwsSigning {
  const client = new KMSClient({ ...clientConfig(options), credentials });
  return {
    getPublicKey: (keyId) => getPublicKey(client, keyId),
    async sign({ keyId, algorithm, type, message }) {
      const { KeyId, SigningAlgorithm, Signature } = await client.send(
        new SignCommand({ KeyId: keyId, SigningAlgorithm: algorithm, MessageType: type, Message: message }),
      );
      return { arn: KeyId, algorithm: SigningAlgorithm, signature: Signature };
    },
    async createKey(spec) {
      const { KeyMetadata } = await client.send(new CreateKeyCommand({ KeySpec: spec, KeyUsage: 'SIGN_VERIFY' }));
      return KeyMetadata?.Arn ?? KeyMetadata?.KeyId;
    },
    async createAlias(name, keyId) {
      await client.send(new CreateAliasCommand({ AliasName: name, TargetKeyId: keyId }));
    },
  };
}
