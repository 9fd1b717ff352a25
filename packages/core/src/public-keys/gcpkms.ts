import { kmsApi, openGoogleKey } from './google-kms.js';
import type { OpenPublicKey } from './types.js';

export { crc32c } from './crc32c.js';
export { checkedBytes, damaged, type GoogleApi } from './google-api.js';
export { GOOGLE_KEY_DETAILS, googleAlgorithm, kmsApi, openGoogleKey } from './google-kms.js';
export { parseGoogleKey } from './google-reference.js';

/** The public key of a key in Google Cloud KMS. */
export const openPublicKey: OpenPublicKey = async (run, reference, { details, services }) => {
  const { key, version, name } = await openGoogleKey(kmsApi(run, services), reference, details);
  return { key, version, where: `gcpkms://${name}`, bytes: undefined };
};
