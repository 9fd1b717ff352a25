/** Keys in files and variables. */
import { generateKeyPairSync } from 'node:crypto';
import { exampleCases } from './example-cases.mjs';

const PASSWORD = 'correct horse';

/**
 * A key in files: the private half as encrypted PKCS#8.
 * @param {{privateKey: import('node:crypto').KeyObject, publicKey: import('node:crypto').KeyObject}} pair
 */
function pemKey({ privateKey, publicKey }) {
  const passphrase = PASSWORD;
  return {
    private: privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString(),
    public: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

const TYPES = {
  'P-256': () => pemKey(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
};

export async function files(scene) {
  const other = TYPES['P-256']().public;
  return {
    stop: async () => {},
    cases: Object.entries(TYPES).flatMap(([type, make]) => {
      const key = make();
      return exampleCases('pem-file', scene, {
        title: `pem-file with ${type}`,
        secrets: { RELEASE_KEY: key.private, RELEASE_KEY_PASSWORD: PASSWORD },
        files: { 'release.pub': key.public },
        otherFiles: { 'release.pub': other },
      });
    }),
  };
}
