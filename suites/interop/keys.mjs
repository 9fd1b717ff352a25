import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { peer } from '../peers.mjs';
import { must } from './processes.mjs';

/** A P-256 key in the forms its users want: PKCS#8 for us, cosign's encrypted form for cosign; and a key of another signer. */
export async function makeKeys(folder) {
  const make = async (name) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const at = (suffix) => join(folder, `${name}${suffix}`);
    writeFileSync(at('.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    writeFileSync(at('.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
    const env = { HOME: folder, COSIGN_PASSWORD: 'interop' };
    if (peer('cosign'))
      await must(peer('cosign'), ['import-key-pair', '--key', at('.pem'), '--output-key-prefix', at('-cosign'), '-y'], { env });
    return { private: at('.pem'), public: at('.pub'), cosign: at('-cosign.key'), cosignPublic: at('-cosign.pub') };
  };
  return { own: await make('own'), other: await make('other') };
}
