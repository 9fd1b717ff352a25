import type { AwsPublicKey } from '@countersign/libraries/aws-public-keys';
import { publicKeyFromSpki, type KeyDetails, type PublicKey } from '../../crypto/index.js';
import { CountersignError } from '../../errors/index.js';
import type { AwsConnection } from './client.js';

/** A public key with the name by which AWS KMS knows it. */
export interface FetchedAwsKey {
  readonly key: PublicKey;
  /** Its ARN; the same key also when an alias is moved to another. */
  readonly arn: string;
  readonly signingAlgorithms: readonly string[];
}

/**
 * Checks what GetPublicKey has answered.
 * @throws CountersignError SERVICE_ANSWER_INVALID, KEY_INVALID, KEY_UNSUPPORTED
 */
export function fetchedAwsKey(
  kms: AwsConnection,
  answer: AwsPublicKey,
  details: KeyDetails | undefined,
  where: string,
): FetchedAwsKey {
  const { arn, spki, usage, spec, signingAlgorithms } = answer;
  if (arn === undefined || arn.length > 2048 || !/^[\x21-\x7e]+$/.test(arn) || spki === undefined || spki.length > 8192)
    throw kms.unusable('a key with its ARN', 'an answer without them');
  if (usage !== 'SIGN_VERIFY') {
    throw new CountersignError('KEY_UNSUPPORTED', `${where} is no key for signatures`, {
      expected: 'a key with the usage SIGN_VERIFY',
      found: usage ?? 'no usage',
      hint: 'Create one: aws kms create-key --key-spec ECC_NIST_P256 --key-usage SIGN_VERIFY.',
    });
  }
  try {
    return { key: publicKeyFromSpki(spki, details), arn, signingAlgorithms };
  } catch (cause) {
    if (!(cause instanceof CountersignError)) throw cause;
    throw new CountersignError(cause.code, `${where}: ${cause.message}`, {
      expected: cause.expected,
      found: `${spec ?? 'unknown'}${cause.found === undefined ? '' : `: ${cause.found}`}`,
      hint: 'Use a P-256 key (ECC_NIST_P256).',
      cause,
    });
  }
}
