import { KEY_SCHEMES } from '../public-keys/index.js';
import { signerFromPem } from './pem-signer.js';
import type { OpenSigner } from './types.js';

/** Signs with a private key in PEM form that is kept in Google Secret Manager, in the forms that files have. */
export const openSigner: OpenSigner = async (run, reference, options) => {
  const { readGoogleSecret } = await KEY_SCHEMES['gcp-secret'].load();
  const { text, version } = await readGoogleSecret(run, reference, options.services);
  run.log.secret(text);
  const signer = await signerFromPem(run, text, { what: 'the key in the secret', name: reference }, options);
  return { ...signer, version };
};
