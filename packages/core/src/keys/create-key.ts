import type { KeyDetails, PublicKey } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { KEY_SCHEMES, loadScheme, parseKeyReference, type SigningSchemeName } from '../public-keys/index.js';
import type { Run } from '../run/index.js';
import type { CreateKey, CreateKeyOptions } from './types.js';

type Loader = () => Promise<{ readonly createKey: CreateKey }>;

/** The module that makes keys of each scheme, loaded when it is used. Key files are written by `operations`; variables cannot be. */
const CREATORS: Readonly<Partial<Record<SigningSchemeName, Loader>>> = {
  awskms: () => import('./awskms.js'),
  pkcs11: () => import('./create-pkcs11-key.js'),
  plugin: () => import('./plugin-signer.js'),
  gcpkms: () => import('./gcpkms-signer.js'),
  azurekms: () => import('./azurekms-signer.js'),
  hashivault: () => import('./vault-signer.js'),
  openbao: () => import('./vault-signer.js'),
};

/** Whether `createKey` can make a key at this reference. @throws CountersignError INPUT_INVALID if it is no reference of a key */
export function canCreateKey(reference: string): boolean {
  return CREATORS[parseKeyReference(reference, 'sign')] !== undefined;
}

/**
 * Makes a key at a service or in an HSM.
 * @throws CountersignError KEY_UNSUPPORTED if keys of this form cannot be made, and those of `CreateKey`
 */
export async function createKey(
  run: Run,
  reference: string,
  algorithm: KeyDetails,
  options: CreateKeyOptions = {},
): Promise<PublicKey> {
  const scheme = parseKeyReference(reference, 'sign');
  const load = CREATORS[scheme];
  if (load === undefined) {
    const able = Object.keys(CREATORS).map((name) => KEY_SCHEMES[name as SigningSchemeName].form);
    throw new CountersignError('KEY_UNSUPPORTED', 'keys of this form cannot be made here', {
      expected: able.length === 0 ? 'a key file' : able.join(', '),
      found: KEY_SCHEMES[scheme].form,
    });
  }
  const creator = await loadScheme(run, KEY_SCHEMES[scheme], load);
  return await creator.createKey(run, reference, algorithm, options);
}
