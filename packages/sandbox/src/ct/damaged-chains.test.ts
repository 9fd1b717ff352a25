import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCertificateAuthority, newCertificateAuthorityKeys } from '../fulcio/index.js';
import { newKeyPair } from '../testing/services.js';
import { damaged } from '../testing/mutations.js';
import { DerError } from '../x509/der-reader.js';
import { der, extension, OID } from '../x509/index.js';
import { createCertificateLog, newCertificateLogKeys } from './index.js';

it('a damaged pre-certificate is never logged', async () => {
  const now = new Date();
  const clock = (): Date => now;
  const authority = createCertificateAuthority({
    clock,
    keys: await newCertificateAuthorityKeys({ now }),
    issuers: [{ issuer: 'https://issuer.example', kind: 'oidc' }],
  });
  const log = createCertificateLog({ clock, keys: await newCertificateLogKeys() });
  const identity = authority.identity({ iss: 'https://issuer.example', sub: 'https://issuer.example/me' });
  const spki = newKeyPair().publicKey.export({ type: 'spki', format: 'der' });
  const poison = extension(OID.ctPoison, true, der.nullValue());
  const [leaf = Buffer.alloc(0), issuer = Buffer.alloc(0)] = authority.issue(identity, spki, {
    extensions: (all) => [...all, poison],
  });
  expect(log.addPreCertificate(leaf, issuer).logId).toEqual(log.logId);

  // Each single byte, then several bytes together.
  for (let at = 0; at < leaf.length; at += 1) {
    const changed = Buffer.from(leaf);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    expect(() => log.addPreCertificate(changed, issuer)).toThrow(DerError);
  }
  fc.assert(
    fc.property(damaged(leaf), (changed) => {
      // Two changes can cancel each other out.
      fc.pre(!changed.equals(leaf));
      expect(() => log.addPreCertificate(changed, issuer)).toThrow(DerError);
    }),
    { numRuns: 2000 },
  );
  expect(log.size()).toBe(1);
});
