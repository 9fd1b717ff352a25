import { createPublicKey, type KeyObject } from 'node:crypto';
import { distinguishedName, issueCertificate, randomSerial } from '../../../../sandbox/src/x509/certificate.js';
import { certificatePem } from '../../../../sandbox/src/x509/pem.js';

/** PEM of a certificate that its own key signed. */
export function selfSigned(key: KeyObject): string {
  const name = distinguishedName('acme', 'signer');
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const day = 24 * 60 * 60 * 1000;
  const [notBefore, notAfter] = [new Date(Date.now() - day), new Date(Date.now() + day)];
  const fields = { serial: randomSerial(), issuer: name, subject: name, notBefore, notAfter, spki, extensions: [] };
  return certificatePem(issueCertificate(fields, key));
}
