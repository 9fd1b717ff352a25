import { KEY_SCHEMES, loadScheme, parseKeyReference, type SigningSchemeName } from '../public-keys/index.js';
import type { Run } from '../run/index.js';
import type { OpenSigner, Signer, SignerOptions } from './types.js';

/** The module that signs with keys of each scheme, loaded when the scheme is used. The forms of references are in `public-keys`. */
const SIGNERS = {
  awskms: () => import('./awskms.js'),
  'aws-secret': () => import('./aws-secret.js'),
  env: () => import('./pem-signer.js'),
  gcpkms: () => import('./gcpkms-signer.js'),
  'gcp-secret': () => import('./gcp-secret-signer.js'),
  azurekms: () => import('./azurekms-signer.js'),
  file: () => import('./pem-signer.js'),
  pkcs11: () => import('./pkcs11-signer.js'),
  plugin: () => import('./plugin-signer.js'),
  hashivault: () => import('./vault-signer.js'),
  openbao: () => import('./vault-signer.js'),
  'vault-kv': () => import('./vault-kv-signer.js'),
} as const satisfies Readonly<Record<SigningSchemeName, () => Promise<{ readonly openSigner: OpenSigner }>>>;

/**
 * Opens a key by its reference. `keyless` is handled by the signing use cases.
 * @throws CountersignError KEY_INVALID, KEY_UNSUPPORTED, INPUT_INVALID, NETWORK_FORBIDDEN
 */
export async function openSigner(run: Run, key: string, options: SignerOptions = {}): Promise<Signer> {
  const scheme = parseKeyReference(key, 'sign');
  const opener = await loadScheme<{ readonly openSigner: OpenSigner }>(run, KEY_SCHEMES[scheme], SIGNERS[scheme]);
  return await opener.openSigner(run, key, options);
}
