import { loadAws, NO_KEY_SERVICES } from '../public-keys/index.js';
import { localSigner } from './local-signer.js';
import { readPassword } from './pem-signer.js';
import { readPrivateKey } from './private-key.js';
import type { OpenSigner } from './types.js';

/** Opens a private key in PEM form in AWS Secrets Manager; it signs on this machine. */
export const openSigner: OpenSigner = async (run, reference, { password, services = NO_KEY_SERVICES }) => {
  const { readAwsSecret } = await loadAws();
  const { text, version } = await readAwsSecret(run, reference, services);
  const secret = password === undefined ? undefined : await readPassword(run, password);
  const signer = localSigner(run, await readPrivateKey(text, `the key ${reference}`, secret), reference);
  return { ...signer, version };
};
