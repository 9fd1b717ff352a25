import { KEY_SCHEMES } from '../public-keys/index.js';
import { signerOfSecret } from './secret-signer.js';
import type { OpenSigner } from './types.js';

/** Signs with a private key that is kept in Google Secret Manager, in any form of a key file. */
export const openSigner: OpenSigner = async (run, reference, options) => {
  const { readGoogleSecret } = await KEY_SCHEMES['gcp-secret'].load();
  const { text, version } = await readGoogleSecret(run, reference, options.services);
  run.log.secret(text);
  return { ...(await signerOfSecret(run, text, { what: 'the key in the secret', name: reference }, options)), version };
};
