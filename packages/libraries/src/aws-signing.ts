import {
  CreateAliasCommand,
  CreateKeyCommand,
  KMSClient,
  SignCommand,
  type KeySpec,
  type MessageType,
  type SigningAlgorithmSpec,
} from '@aws-sdk/client-kms';
import { clientConfig, type AwsClientOptions, type Credentials } from './aws/client-options.js';
import { getPublicKey, type AwsPublicKey } from './aws/public-key.js';

export type { AwsPublicKey } from './aws/public-key.js';

export interface AwsSignRequest {
  readonly keyId: string;
  readonly algorithm: SigningAlgorithmSpec;
  /** Whether `message` is the digest, or the message itself (4,096 bytes at most). */
  readonly type: MessageType;
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
  createKey(spec: KeySpec): Promise<string | undefined>;
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
