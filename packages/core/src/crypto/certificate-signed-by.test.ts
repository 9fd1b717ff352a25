import { describe, expect, it } from '@jest/globals';
import { CountersignError } from '../errors/index.js';
import { encodeDer, encodeDerOid, encodeDerSequence } from '../wire/index.js';
import { certificateSignedBy, parseCertificate } from './certificate.js';
import {
  alternativeNames,
  buildCertificate,
  ecdsa,
  ecKey,
  ed25519,
  edKey,
  fulcio,
  rsa,
  rsaKey,
  rsaPss,
  uri,
  utf8,
  type TestAlgorithm,
  type TestKey,
} from './testing/certificate-builder.js';

const key = ecKey();

describe('certificateSignedBy', () => {
  it.each<[string, TestKey, TestAlgorithm, boolean]>([
    ['P-256 with SHA-256', ecKey(), ecdsa('sha256'), true],
    ['P-384 with SHA-384', ecKey('P-384'), ecdsa('sha384'), true],
    ['P-521 with SHA-512', ecKey('P-521'), ecdsa('sha512'), true],
    ['P-256 with SHA-512', ecKey(), ecdsa('sha512'), true],
    ['RSA with SHA-256', rsaKey(), rsa('sha256'), true],
    ['RSA with SHA-384', rsaKey(3072), rsa('sha384'), true],
    ['RSA with SHA-512', rsaKey(4096), rsa('sha512'), true],
    ['RSA-PSS with SHA-256', rsaKey(), rsaPss('sha256'), true],
    ['RSA-PSS with SHA-512 and a long salt', rsaKey(), rsaPss('sha512', 'sha512', 64), true],
    ['Ed25519', edKey(), ed25519, true],
  ])('%s', (_, signer, algorithm, expected) => {
    const parent = parseCertificate(buildCertificate({ key: signer, algorithm, subject: 'ca' }));
    const child = parseCertificate(buildCertificate({ signer, algorithm, issuer: 'ca' }));
    expect(certificateSignedBy(child, parent)).toBe(expected);
    expect(certificateSignedBy(parent, child)).toBe(false);
  });

  it.each<[string, TestKey, TestAlgorithm]>([
    ['ECDSA with SHA-1', ecKey(), ecdsa('sha1')],
    ['RSA with SHA-1', rsaKey(), rsa('sha1')],
    ['RSA-PSS with two hashes', rsaKey(), rsaPss('sha256', 'sha1')],
    [
      'RSA-PSS without parameters',
      rsaKey(),
      { ...rsaPss('sha256'), identifier: encodeDerSequence(encodeDerOid('1.2.840.113549.1.1.10')) },
    ],
    [
      'ECDSA with parameters',
      ecKey(),
      { ...ecdsa('sha256'), identifier: encodeDerSequence(encodeDerOid('1.2.840.10045.4.3.2'), encodeDer(5)) },
    ],
    [
      'a bare rsaEncryption',
      rsaKey(),
      { ...rsa('sha256'), identifier: encodeDerSequence(encodeDerOid('1.2.840.113549.1.1.1'), encodeDer(5)) },
    ],
  ])('refuses %s', (_, signer, algorithm) => {
    const parent = parseCertificate(buildCertificate({ key: signer, algorithm, subject: 'ca' }));
    expect(() => certificateSignedBy(parent, parent)).toThrow(expect.objectContaining({ code: 'CERTIFICATE_INVALID' }));
  });

  it('requires the name as well as the key', () => {
    const parent = parseCertificate(buildCertificate({ key, subject: 'ca' }));
    expect(certificateSignedBy(parseCertificate(buildCertificate({ signer: key, issuer: 'ca' })), parent)).toBe(true);
    expect(certificateSignedBy(parseCertificate(buildCertificate({ signer: key, issuer: 'another' })), parent)).toBe(false);
    expect(certificateSignedBy(parseCertificate(buildCertificate({ signer: ecKey(), issuer: 'ca' })), parent)).toBe(false);
  });

  it('accepts no certificate with one byte changed', () => {
    const parent = parseCertificate(buildCertificate({ key, subject: 'ca' }));
    const der = buildCertificate({
      signer: key,
      issuer: 'ca',
      extensions: [alternativeNames(uri('https://a')), fulcio(8, utf8('https://issuer'))],
    });
    for (let at = 0; at < der.length; at += 1) {
      for (const flip of [0x01, 0x80, 0xff]) {
        try {
          expect(certificateSignedBy(parseCertificate(der.with(at, (der[at] ?? 0) ^ flip)), parent)).toBe(false);
        } catch (error) {
          expect(error).toBeInstanceOf(CountersignError);
        }
      }
    }
  });
});
