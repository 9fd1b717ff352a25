export { pkcs11Object, pkcs11PublicKey } from './pkcs11-key.js';
export { openPkcs11Token } from './pkcs11-token.js';
export { parsePkcs11Uri } from './pkcs11-uri.js';
export { callProgram, plainText } from './program.js';
