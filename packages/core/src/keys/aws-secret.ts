import { loadAws, NO_KEY_SERVICES } from '../public-keys/index.js';
import { signerOfSecret } from './secret-signer.js';
import type { OpenSigner } from './types.js';

/** Opens a private key in AWS Secrets Manager, in any form of a key file; it signs on this machine. */
export const openSigner: OpenSigner = async (run, reference, options) => {
  const { readAwsSecret } = await loadAws();
  const { text, version } = await readAwsSecret(run, reference, options.services ?? NO_KEY_SERVICES);
  return { ...(await signerOfSecret(run, text, { what: `the key ${reference}`, name: reference }, options)), version };
};
