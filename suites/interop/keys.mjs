import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { peer } from '../peers.mjs';
import { must } from './processes.mjs';

/** Writes both halves of a key; the private one as PKCS#8. @returns {{private: string, public: string}} their paths */
export function writeKeyPair(folder, name, { privateKey, publicKey }) {
  const paths = { private: join(folder, `${name}.pem`), public: join(folder, `${name}.pub`) };
  writeFileSync(paths.private, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  writeFileSync(paths.public, publicKey.export({ type: 'spki', format: 'pem' }));
  return paths;
}

/** A P-256 key in the forms its users want: PKCS#8 for us, cosign's encrypted form for cosign; and a key of another signer. */
export async function makeKeys(folder) {
  const make = async (name) => {
    const paths = writeKeyPair(folder, name, generateKeyPairSync('ec', { namedCurve: 'P-256' }));
    const prefix = join(folder, `${name}-cosign`);
    const env = { HOME: folder, COSIGN_PASSWORD: 'interop' };
    if (peer('cosign'))
      await must(peer('cosign'), ['import-key-pair', '--key', paths.private, '--output-key-prefix', prefix, '-y'], { env });
    return { ...paths, cosign: `${prefix}.key`, cosignPublic: `${prefix}.pub` };
  };
  return { own: await make('own'), other: await make('other') };
}
