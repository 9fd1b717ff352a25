import { publicKeyFromPem } from '../crypto/index.js';
import type { OpenPublicKey } from './types.js';
import { readVariable } from './variable.js';

const WHAT = 'the public key';

/** A public key in PEM form in an environment variable, which an input, a policy or a list of keys names. */
export const openPublicKey: OpenPublicKey = async ({ wholeEnvironment: env }, reference, { details }) => ({
  key: publicKeyFromPem(readVariable({ env }, reference, WHAT, 'KEY_INVALID'), WHAT, details),
  where: reference,
  bytes: undefined,
});
