import { pkcs11Object, pkcs11PublicKey } from './pkcs11-key.js';
import { openPkcs11Token } from './pkcs11-token.js';
import { parsePkcs11Uri } from './pkcs11-uri.js';
import type { OpenPublicKey } from './types.js';

const HINT =
  'Only objects that are visible without PIN are read here. If the public key is private, export it, and name the file.';

/**
 * The public key of a PKCS #11 URI, read from the token without PIN. Whoever names such a key also pins its fingerprint: the module and the
 * token then decide nothing.
 */
export const openPublicKey: OpenPublicKey = async (run, reference, { details }) => {
  const uri = parsePkcs11Uri(run, reference);
  const token = await openPkcs11Token(run, uri);
  const objects = await token.objects(undefined);
  const found = pkcs11Object(uri, objects, uri.type === 'cert' ? ['cert'] : ['public', 'cert'], HINT);
  const key = await pkcs11PublicKey(token, objects, found, { type: uri.type, details });
  return { key, where: uri.name, bytes: undefined };
};
