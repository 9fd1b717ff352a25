/** `openssl ts -verify` on the timestamps in bundles: over the raw signature, under the authority's own chain. */
import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { peer } from '../../peers.mjs';
import { tell } from '../processes.mjs';
import { REAL_PEERS } from '../stack.mjs';
import { PROVENANCE } from '../writers.mjs';
import { write } from './bundles.mjs';

export function timestampCases({ folder, stack }) {
  return ['real23', 'sandbox'].flatMap((id) =>
    [undefined, PROVENANCE].map((type) => ({
      group: 'We write, they read',
      name: `timestamp of a ${type ? 'provenance' : 'signature'}, ${stack[id]?.name ?? id}`,
      direction: 'ours → openssl ts -verify',
      needs: id === 'sandbox' ? ['openssl'] : REAL_PEERS,
      run: async () => {
        const { bundle, root } = await write(folder, { instance: stack[id], writer: 'ours', type, who: 'github' });
        const { verificationMaterial, messageSignature, dsseEnvelope } = JSON.parse(readFileSync(bundle, 'utf8'));
        const signature = Buffer.from(messageSignature?.signature ?? dsseEnvelope.signatures[0].sig, 'base64');
        const [{ signedTimestamp }] = verificationMaterial.timestampVerificationData.rfc3161Timestamps;
        const chain = JSON.parse(readFileSync(root, 'utf8')).timestampAuthorities[0].certChain.certificates;
        const certificates = chain.map(({ rawBytes }) => new X509Certificate(Buffer.from(rawBytes, 'base64')).toString());
        const at = (name, content) => (writeFileSync(`${bundle}.${name}`, content), `${bundle}.${name}`);
        const response = at('tsr', Buffer.from(signedTimestamp, 'base64'));
        const trust = [
          '-CAfile',
          at('root.pem', certificates.at(-1)),
          '-untrusted',
          at('chain.pem', certificates.slice(0, -1).join('')),
        ];
        const verify = (data) => tell(peer('openssl'), ['ts', '-verify', '-in', response, '-data', data, ...trust]);
        const good = await verify(at('signature', signature));
        if (!good.ok) throw new Error(`refused what is good\n${good.output}`);
        signature[signature.length - 1] ^= 1;
        const bad = await verify(at('other', signature));
        if (bad.ok) throw new Error(`accepted: another byte in the signature\n${bad.output}`);
        return 'accepted; another byte in the signature refused';
      },
    })),
  );
}
