import { publicKeyFromPem } from '../crypto/index.js';
import type { OpenPublicKey } from './types.js';
import { readVariable } from './variable.js';

const WHAT = 'the public key';

/** A public key in PEM form in an environment variable. */
export const openPublicKey: OpenPublicKey = async (run, reference, { details }) => ({
  key: publicKeyFromPem(readVariable(run, reference, WHAT, 'KEY_INVALID'), WHAT, details),
  where: reference,
  bytes: undefined,
});
