import { publicKeyFromPem } from '../crypto/index.js';
import { readGoogleSecret } from './google-secret.js';
import type { OpenPublicKey } from './types.js';

export { readGoogleSecret } from './google-secret.js';

/** A public key in PEM form in Google Secret Manager. */
export const openPublicKey: OpenPublicKey = async (run, reference, { details, services }) => {
  const { text, version } = await readGoogleSecret(run, reference, services);
  return { key: publicKeyFromPem(text, 'the public key in the secret', details), version, where: reference, bytes: undefined };
};
