import { publicKeyFromPem } from '../crypto/index.js';
import { readAwsSecret } from './aws/index.js';
import { NO_KEY_SERVICES } from './key-login.js';
import type { OpenPublicKey } from './types.js';

/** A public key in PEM form in AWS Secrets Manager. */
export const openPublicKey: OpenPublicKey = async (run, reference, { details, services = NO_KEY_SERVICES }) => {
  const { text, version } = await readAwsSecret(run, reference, services);
  return { key: publicKeyFromPem(text, 'the public key in the secret', details), where: reference, version, bytes: undefined };
};
