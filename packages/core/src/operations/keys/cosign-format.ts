import { randomBytes, scrypt, type KeyObject } from 'node:crypto';
import { encodeBase64, encodePem, encodeUtf8 } from '../../wire/index.js';

/** The parameters that cosign writes; it reads these and their neighbours only. */
const SCRYPT = { N: 65536, r: 8, p: 1 } as const;

/** cosign's encrypted key file: PKCS#8 in a NaCl secretbox, under a key that scrypt derives from the password. */
export async function encryptCosignKey(key: KeyObject, password: string): Promise<string> {
  const { secretbox } = await import('@noble/ciphers/salsa.js');
  const salt = randomBytes(32);
  const nonce = randomBytes(24);
  const derived = await new Promise<Buffer>((resolve, reject) => {
    scrypt(password, salt, 32, { ...SCRYPT, maxmem: 256 * SCRYPT.N * SCRYPT.r }, (error, bytes) => {
      if (error === null) resolve(bytes);
      else reject(error);
    });
  });
  const ciphertext = secretbox(derived, nonce).seal(key.export({ type: 'pkcs8', format: 'der' }));
  const json = {
    kdf: { name: 'scrypt', params: SCRYPT, salt: encodeBase64(salt) },
    cipher: { name: 'nacl/secretbox', nonce: encodeBase64(nonce) },
    ciphertext: encodeBase64(ciphertext),
  };
  return encodePem('ENCRYPTED SIGSTORE PRIVATE KEY', encodeUtf8(JSON.stringify(json)));
}
