import { fetchedAwsKey, openAwsSession, parseAwsKeyReference } from './aws/index.js';
import { NO_KEY_SERVICES } from './key-login.js';
import type { OpenPublicKey } from './types.js';

/** The public key of a key in AWS KMS. Its permission kms:GetPublicKey is enough. */
export const openPublicKey: OpenPublicKey = async (run, reference, { details, services = NO_KEY_SERVICES }) => {
  const key = parseAwsKeyReference(reference);
  const kms = await openAwsSession(run, 'kms', key, services);
  const { awsPublicKeys } = await import(/* webpackIgnore: true */ '@countersign/libraries/aws-public-keys');
  const answer = await kms.call(() => awsPublicKeys(kms.options, kms.credentials).getPublicKey(key.keyId));
  const fetched = fetchedAwsKey(kms, answer, details, reference);
  return { key: fetched.key, where: reference, version: fetched.arn, bytes: undefined };
};
