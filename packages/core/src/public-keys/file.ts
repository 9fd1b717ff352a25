import { publicKeyFromPem } from '../crypto/index.js';
import { decodeUtf8 } from '../wire/index.js';
import type { OpenPublicKey } from './types.js';

/** A public key in a PEM file. */
export const openPublicKey: OpenPublicKey = async (_run, path, { readFile, details }) => {
  const bytes = readFile(path);
  return { key: publicKeyFromPem(decodeUtf8(bytes, path, 'KEY_INVALID'), undefined, details), where: path, bytes };
};
