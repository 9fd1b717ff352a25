import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  concatBytes,
  encodeDer,
  encodeDerBoolean,
  encodeDerInteger,
  encodeDerOctets,
  encodeDerOid,
  encodeDerSequence,
} from '../wire/index.js';
import { certificateSignedBy, parseCertificate } from './certificate.js';
import {
  alternativeNames,
  basicConstraints,
  buildCertificate,
  ecdsa,
  ecKey,
  extension,
  fulcio,
  nameOf,
  rsaKey,
  spkiOf,
  uri,
  utf8,
} from './testing/certificate-builder.js';
import { hasConformance, readRealBundles, withConformance } from './testing/conformance.js';

const key = ecKey();
const build = (...extensions: readonly Uint8Array[]): Uint8Array => buildCertificate({ key, extensions });
const parse = (...extensions: readonly Uint8Array[]) => parseCertificate(build(...extensions));
const refused = (found: string) =>
  expect.objectContaining({ name: 'CountersignError', code: 'CERTIFICATE_INVALID', found: expect.stringContaining(found) });

(hasConformance ? describe : describe.skip)(withConformance('certificates of the conformance suite'), () => {
  const all = readRealBundles().flatMap(({ name, certificates, authorities }) =>
    [...certificates, ...authorities].map((der) => ({ name, der })),
  );

  it('are parsed with the same values as by Node', () => {
    expect(all.length).toBeGreaterThan(60);
    for (const { name, der } of all) {
      const ours = parseCertificate(der, { what: name });
      const theirs = new X509Certificate(der);
      expect(ours.serialNumber.toUpperCase()).toBe(theirs.serialNumber);
      expect([ours.notBefore, ours.notAfter]).toEqual([theirs.validFromDate, theirs.validToDate]);
      expect(ours.isCa).toBe(theirs.ca);
      expect(ours.publicKey.spki).toEqual(Uint8Array.from(theirs.publicKey.export({ format: 'der', type: 'spki' })));
      expect(theirs.subjectAltName ?? '').toBe(
        ours.alternativeNames
          .map(
            ({ kind, value }) =>
              ({ uri: `URI:${value}`, email: `email:${value}`, 'other-name': 'othername:<unsupported>', unsupported: '?' })[kind],
          )
          .join(', '),
      );
      expect(ours.extendedKeyUsage).toEqual(theirs.keyUsage);
      expect(ours.unknownCriticalExtensions).toEqual([]);
    }
  });

  it('have an issuer, and only roots are signed by themselves', () => {
    for (const { der } of all) {
      const certificate = parseCertificate(der);
      if (!certificate.isCa && certificate.sctList !== undefined) expect(certificate.fulcio.issuer).toMatch(/^https:\/\//);
      const sameName = Buffer.compare(certificate.issuerName, certificate.subjectName) === 0;
      const signed = new X509Certificate(der).verify(certificate.publicKey.object);
      expect(certificateSignedBy(certificate, certificate)).toBe(sameName && signed);
    }
  });
});

describe('parseCertificate', () => {
  it('reads every field', () => {
    const certificate = parse(
      extension('2.5.29.15', encodeDer(3, Uint8Array.of(1, 0x86)), true),
      extension('2.5.29.37', encodeDerSequence(encodeDerOid('1.3.6.1.5.5.7.3.3'))),
      basicConstraints(encodeDerBoolean(true), encodeDerInteger(1n)),
      alternativeNames(uri('https://a'), encodeDer(0x81, Buffer.from('a@b'))),
      fulcio(8, utf8('https://issuer')),
    );
    expect(certificate).toMatchObject({
      serialNumber: '1234',
      notBefore: new Date('2026-01-01T00:00:00Z'),
      notAfter: new Date('2056-01-01T00:00:00Z'),
      issuerName: nameOf('test'),
      subjectName: nameOf('test'),
      isCa: true,
      pathLength: 1,
      keyUsage: ['digitalSignature', 'keyCertSign', 'cRLSign'],
      extendedKeyUsage: ['1.3.6.1.5.5.7.3.3'],
      alternativeNames: [
        { kind: 'uri', value: 'https://a' },
        { kind: 'email', value: 'a@b' },
      ],
      fulcio: { issuer: 'https://issuer' },
      sctList: undefined,
      unknownCriticalExtensions: [],
      publicKey: { details: 'PKIX_ECDSA_P256_SHA_256' },
    });
    expect(parse(extension('1.2.3', new Uint8Array()))).toMatchObject({
      isCa: false,
      pathLength: undefined,
      keyUsage: undefined,
      extendedKeyUsage: undefined,
    });
  });

  it('keeps its own copy of the bytes', () => {
    const der = build(basicConstraints());
    const certificate = parseCertificate(der);
    const before = Buffer.from(certificate.raw).toString('hex');
    der.fill(0);
    expect(Buffer.from(certificate.raw).toString('hex')).toBe(before);
  });

  it('parses the same bytes once, with others parsed in between', () => {
    const der = build(fulcio(12, utf8('same')));
    const first = parseCertificate(der);
    expect(parseCertificate(Uint8Array.from(der))).toBe(first);
    const near = build(fulcio(12, utf8('sane')));
    expect(parseCertificate(near).fulcio).not.toEqual(first.fulcio);
    for (let index = 0; index < 100; index += 1) parseCertificate(build(fulcio(12, utf8(`other ${index}`))));
    expect(parseCertificate(der)).toEqual(first);
  });

  it('reads every kind of alternative name, in order', () => {
    const otherName = (oid: string): Uint8Array => encodeDer(0xa0, encodeDerOid(oid), encodeDer(0xa0, utf8('user!host')));
    const dns = encodeDer(0x82, Buffer.from('example.com'));
    expect(
      parse(alternativeNames(dns, otherName('1.3.6.1.4.1.57264.1.7'), otherName('1.2.3'), uri('https://a'))).alternativeNames,
    ).toEqual([
      { kind: 'unsupported', value: Buffer.from(dns).toString('hex') },
      { kind: 'other-name', value: 'user!host' },
      { kind: 'unsupported', value: Buffer.from(otherName('1.2.3')).toString('hex') },
      { kind: 'uri', value: 'https://a' },
    ]);
  });

  it('removes only the SCT list from the TBSCertificate', () => {
    const rest = [basicConstraints(), fulcio(8, utf8('https://issuer')), extension('1.2.3', new Uint8Array(200))];
    const list = Uint8Array.of(0, 2, 0, 0);
    const certificate = parse(rest[0] ?? list, extension('1.3.6.1.4.1.11129.2.4.2', encodeDerOctets(list)), ...rest.slice(1));
    expect(certificate.sctList).toEqual(list);
    expect(certificate.tbsWithoutScts).toEqual(parse(...rest).tbsWithoutScts);
    const without = parse(...rest);
    expect(Buffer.from(without.raw).includes(Buffer.from(without.tbsWithoutScts))).toBe(true);
  });

  it('lists unknown critical extensions', () => {
    const poison = extension('1.3.6.1.4.1.11129.2.4.3', encodeDer(5), true);
    const constraints = extension('2.5.29.30', encodeDerSequence());
    expect(parse(poison, extension('1.2.3', new Uint8Array()), constraints).unknownCriticalExtensions).toEqual([
      '1.3.6.1.4.1.11129.2.4.3',
      '2.5.29.30',
    ]);
  });

  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), ''],
    ['bytes after it', concatBytes(build(basicConstraints()), Uint8Array.of(0)), 'bytes after the end'],
    ['an extension twice', build(fulcio(9, utf8('a')), fulcio(9, utf8('a'))), 'extension 1.3.6.1.4.1.57264.1.9 again'],
    ['two names extensions', build(alternativeNames(uri('a')), alternativeNames(uri('b'))), 'again'],
    [
      'two issuers that differ',
      build(fulcio(1, Buffer.from('https://a')), fulcio(8, utf8('https://b'))),
      'two issuer extensions',
    ],
    [
      'two issuers that differ, the other way round',
      build(fulcio(8, utf8('https://b')), fulcio(1, Buffer.from('https://a'))),
      'two issuer extensions',
    ],
    ['version 1', buildCertificate({ key, version: 0n }), 'another version'],
    [
      'another algorithm inside',
      buildCertificate({ key, innerAlgorithm: ecdsa('sha384').identifier }),
      'two signature algorithms',
    ],
    ['a negative serial number', buildCertificate({ key, serial: -1n }), 'a negative'],
    ['a very long serial number', buildCertificate({ key, serial: 1n << 200n }), 'very long serial'],
    ['a path length without a CA', build(basicConstraints(encodeDerInteger(1n))), 'a path length'],
    ['a negative path length', build(basicConstraints(encodeDerBoolean(true), encodeDerInteger(-1n))), 'another number'],
    ['a boolean that is neither', build(basicConstraints(encodeDer(1, Uint8Array.of(1)))), 'another value'],
    ['an empty list of names', build(alternativeNames()), 'a sequence of 0'],
    ['an empty name', build(alternativeNames(uri(''))), 'an empty name'],
    ['a name with a NUL', build(alternativeNames(uri('https://a\u0000.evil'))), 'control characters'],
    ['a name that is not ASCII', build(alternativeNames(encodeDer(0x86, Buffer.from('https://ä')))), 'not ASCII'],
    ['an empty extended key usage', build(extension('2.5.29.37', encodeDerSequence())), 'a sequence of 0'],
    [
      'bytes after an extension',
      build(extension('2.5.29.19', concatBytes(encodeDerSequence(), Uint8Array.of(5, 0)))),
      'bytes after the end',
    ],
    ['an SCT list that is no octet string', build(extension('1.3.6.1.4.1.11129.2.4.2', encodeDer(5))), 'tag 5'],
    ['no extension', build(), 'a sequence of 0'],
    ['a weak key', buildCertificate({ key, spki: spkiOf(rsaKey(1024)) }), '1024'],
    ['a key of an unknown kind', buildCertificate({ key, spki: spkiOf(generateKeyPairSync('ed448')) }), '1.3.101.113'],
    ['something huge', new Uint8Array(70_000), '70000 bytes'],
  ])('refuses %s', (_, der, found) => {
    expect(() => parseCertificate(der)).toThrow(refused(found));
  });

  it.each<[string, Uint8Array]>([
    ['no DER around it', Buffer.from('https://a')],
    ['another string type', encodeDer(0x13, Buffer.from('https://a'))],
    ['a length that is not minimal', Uint8Array.of(0x0c, 0x81, 1, 0x61)],
    ['bytes after it', concatBytes(utf8('a'), Uint8Array.of(0x62))],
    ['bytes that are not UTF-8', encodeDer(0x0c, Uint8Array.of(0xff))],
  ])('refuses a Fulcio extension with %s', (_, value) => {
    expect(() => parse(fulcio(12, value))).toThrow(expect.objectContaining({ code: 'CERTIFICATE_INVALID' }));
  });

  it('reads Fulcio extensions by their number, raw up to 6, DER from 8 to 24', () => {
    const certificate = parse(
      ...[1, 2, 3, 4, 5, 6].map((number) => fulcio(number, Buffer.from(number === 1 ? 'iss' : `v${number}`))),
      ...Array.from({ length: 17 }, (_, index) => fulcio(index + 8, utf8(index === 0 ? 'iss' : `v${index + 8}`))),
      fulcio(99, Uint8Array.of(1, 2, 3)),
    );
    expect(certificate.fulcio).toEqual({
      issuer: 'iss',
      githubWorkflowTrigger: 'v2',
      githubWorkflowSha: 'v3',
      githubWorkflowName: 'v4',
      githubWorkflowRepository: 'v5',
      githubWorkflowRef: 'v6',
      buildSignerUri: 'v9',
      buildSignerDigest: 'v10',
      runnerEnvironment: 'v11',
      sourceRepositoryUri: 'v12',
      sourceRepositoryDigest: 'v13',
      sourceRepositoryRef: 'v14',
      sourceRepositoryIdentifier: 'v15',
      sourceRepositoryOwnerUri: 'v16',
      sourceRepositoryOwnerIdentifier: 'v17',
      buildConfigUri: 'v18',
      buildConfigDigest: 'v19',
      buildTrigger: 'v20',
      runInvocationUri: 'v21',
      sourceRepositoryVisibility: 'v22',
      deploymentEnvironment: 'v23',
      tokenSubject: 'v24',
    });
  });
});
