import type { AwsAlgorithmName, AwsKeySpec, AwsSigning, AwsSignRequest } from '@countersign/libraries/aws-signing';
import { KEY_DETAILS, type KeyDetails, type PublicKey } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { loadAws, NO_KEY_SERVICES } from '../public-keys/index.js';
import { Refused } from '../net/index.js';
import type { Run } from '../run/index.js';
import { excerpt } from '../wire/index.js';
import { digestOf, provenSignature } from './proven-signature.js';
import type { CreateKey, OpenSigner, Signer, SignerOptions, SignInput } from './types.js';

/** What AWS KMS takes without a digest: the Sign operation of its API reference. */
const MAX_MESSAGE_BYTES = 4096;

interface AwsAlgorithm {
  readonly name: AwsAlgorithmName;
  readonly spec: AwsKeySpec;
}

/** The algorithm and kind of key in AWS KMS, by the registry's name. Never its first algorithm: for RSA that one depends on the order of an answer. */
const ALGORITHMS: Readonly<Partial<Record<KeyDetails, AwsAlgorithm>>> = {
  PKIX_ECDSA_P256_SHA_256: { name: 'ECDSA_SHA_256', spec: 'ECC_NIST_P256' },
  PKIX_ECDSA_P384_SHA_384: { name: 'ECDSA_SHA_384', spec: 'ECC_NIST_P384' },
  PKIX_ECDSA_P521_SHA_512: { name: 'ECDSA_SHA_512', spec: 'ECC_NIST_P521' },
  PKIX_RSA_PKCS1V15_2048_SHA256: { name: 'RSASSA_PKCS1_V1_5_SHA_256', spec: 'RSA_2048' },
  PKIX_RSA_PKCS1V15_3072_SHA256: { name: 'RSASSA_PKCS1_V1_5_SHA_256', spec: 'RSA_3072' },
  PKIX_RSA_PKCS1V15_4096_SHA256: { name: 'RSASSA_PKCS1_V1_5_SHA_256', spec: 'RSA_4096' },
  PKIX_RSA_PSS_2048_SHA256: { name: 'RSASSA_PSS_SHA_256', spec: 'RSA_2048' },
  PKIX_RSA_PSS_3072_SHA256: { name: 'RSASSA_PSS_SHA_256', spec: 'RSA_3072' },
  PKIX_RSA_PSS_4096_SHA256: { name: 'RSASSA_PSS_SHA_256', spec: 'RSA_4096' },
  PKIX_ED25519: { name: 'ED25519_SHA_512', spec: 'ECC_NIST_EDWARDS25519' },
  PKIX_ED25519_PH: { name: 'ED25519_PH_SHA_512', spec: 'ECC_NIST_EDWARDS25519' },
  ML_DSA_65: { name: 'ML_DSA_SHAKE_256', spec: 'ML_DSA_65' },
};

type Aws = Awaited<ReturnType<typeof loadAws>>;
type AwsSession = Awaited<ReturnType<Aws['openAwsSession']>>;

/**
 * Opens a key in AWS KMS. The key that an alias names is looked up once: all signatures of the run are by that key. Each signature is verified
 * with the fetched public key before it is used.
 */
export const openSigner: OpenSigner = async (run, reference, options) => {
  const { aws, kms, client, key } = await connect(run, reference, options);
  const answer = await kms.call(() => client.getPublicKey(key.keyId));
  const { key: publicKey, arn, signingAlgorithms } = aws.fetchedAwsKey(kms, answer, options.details, reference);
  const algorithm = algorithmOf(publicKey.details, reference);
  if (!signingAlgorithms.includes(algorithm.name)) {
    throw new CountersignError('KEY_UNSUPPORTED', `${reference} does not sign with ${algorithm.name}`, {
      expected: algorithm.name,
      found: signingAlgorithms.join(', '),
      hint: 'Choose another signing-algorithm, or use another key.',
    });
  }
  const { details } = publicKey;
  const signer: Signer = {
    publicKey,
    details,
    hash: KEY_DETAILS[details].hash,
    name: reference,
    version: arn,
    async sign(input) {
      const request = { keyId: arn, algorithm: algorithm.name, ...toSign(input, publicKey) };
      const signed = await kms.call(() => client.sign(request));
      const { signature } = signed;
      // An answer about another key or algorithm is no answer to this request, whatever its signature is.
      if (signature === undefined || signed.arn !== arn || signed.algorithm !== algorithm.name)
        throw kms.unusable(`a signature by ${arn} with ${algorithm.name}`, 'an answer without it');
      return provenSignature(publicKey, input, signature, () =>
        kms.unusable('a signature that verifies with the public key of the key', 'another one'),
      );
    },
  };
  return signer;
};

/**
 * Makes a key in AWS KMS, and the alias of the reference for it.
 * @throws CountersignError KEY_INVALID if the alias exists, or the reference has none: AWS chooses the id of a new key
 */
export const createKey: CreateKey = async (run, reference, details, options) => {
  if (options.newVersion === true) {
    throw new CountersignError('KEY_UNSUPPORTED', 'a key for signatures in AWS KMS has no versions', {
      expected: 'a new key with an alias of its own',
      found: reference,
      hint: 'Generate awskms:///alias/NAME-2, and use it beside the old one until that is no longer trusted.',
    });
  }
  const algorithm = algorithmOf(details, reference);
  const { aws, kms, client, key } = await connect(run, reference, options);
  if (key.alias === undefined) {
    throw new CountersignError('KEY_INVALID', 'a new key in AWS KMS needs an alias: AWS chooses its id', {
      expected: 'awskms:///alias/NAME',
      found: reference,
      hint: 'Name an alias that does not exist yet.',
    });
  }
  const alias = `alias/${key.alias}`;
  // Before the key is made: AWS would refuse the alias after it.
  if (await exists(kms, client, alias)) {
    throw new CountersignError('KEY_INVALID', `${reference} exists`, {
      expected: 'an alias that does not exist yet',
      found: alias,
      hint: 'Name another alias. The key was not changed.',
    });
  }
  const made = await kms.call(() => client.createKey(algorithm.spec));
  if (made === undefined) throw kms.unusable('the id of the new key', 'an answer without it');
  try {
    await kms.call(() => client.createAlias(alias, made));
  } catch (thrown) {
    run.log.warn(`the new key ${excerpt(made, 200)} in AWS KMS has no alias: give it one, or schedule its deletion`);
    throw thrown;
  }
  const answer = await kms.call(() => client.getPublicKey(made));
  return aws.fetchedAwsKey(kms, answer, details, reference).key;
};

async function exists(kms: AwsSession, client: AwsSigning, alias: string): Promise<boolean> {
  try {
    await kms.call(() => client.getPublicKey(alias));
    return true;
  } catch (error) {
    if (error instanceof CountersignError && error.cause instanceof Refused && error.cause.type === 'NotFoundException')
      return false;
    throw error;
  }
}

async function connect(run: Run, reference: string, { services = NO_KEY_SERVICES }: Pick<SignerOptions, 'services'>) {
  const aws: Aws = await loadAws();
  const key = aws.parseAwsKeyReference(reference);
  const kms: AwsSession = await aws.openAwsSession(run, 'kms', key, services);
  const { awsSigning } = await import(/* webpackIgnore: true */ '@countersign/libraries/aws-signing');
  return { aws, kms, key, client: awsSigning(kms.options, kms.credentials) };
}

function algorithmOf(details: KeyDetails, reference: string): AwsAlgorithm {
  const algorithm = ALGORITHMS[details];
  if (algorithm !== undefined) return algorithm;
  throw new CountersignError('KEY_UNSUPPORTED', `${reference}: AWS KMS does not sign with this kind of key`, {
    expected: Object.keys(ALGORITHMS).join(', '),
    found: details,
    hint: 'Use a P-256 key (ECC_NIST_P256).',
  });
}

/** The digest, so that the file does not leave this machine; the message for plain Ed25519 and ML-DSA, which have none. */
function toSign(input: SignInput, key: PublicKey): Pick<AwsSignRequest, 'type' | 'message'> {
  const { details } = key;
  if (key.hash !== undefined) return { type: 'DIGEST', message: digestOf(key, input) };
  if (input.kind === 'message' && input.message.length <= MAX_MESSAGE_BYTES) return { type: 'RAW', message: input.message };
  throw new CountersignError('KEY_UNSUPPORTED', 'AWS KMS cannot sign this with this kind of key', {
    expected: `a message of at most ${MAX_MESSAGE_BYTES} bytes, or a key that signs a digest`,
    found: input.kind === 'message' ? `${input.message.length} bytes (${details})` : `a digest (${details})`,
    hint: 'Use a P-256 key (ECC_NIST_P256).',
  });
}
