import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CountersignError } from '../errors/index.js';
import {
  concatBytes,
  encodeDer,
  encodeDerBoolean,
  encodeDerInteger,
  encodeDerOctets,
  encodeDerOid,
  encodeDerSequence,
} from '../wire/index.js';
import { parseCertificate } from './certificate.js';
import {
  buildCertificate,
  ecdsa,
  ecKey,
  ed25519,
  edKey,
  extension,
  nameOf,
  rsa,
  rsaKey,
  rsaPss,
  spkiOf,
  type TestAlgorithm,
  type TestKey,
} from './testing/certificate-builder.js';
import { hasConformance, readRealBundles, withConformance } from './testing/conformance.js';
import { attribute, buildTimestamp, essV1, essV2, TST_INFO, type TestTimestamp } from './testing/timestamp-builder.js';
import { isTimestampSigner, parseTimestampResponse, verifyTimestampSignature } from './timestamp.js';

const digest = (bytes: Uint8Array, hash = 'sha256'): Uint8Array => Uint8Array.from(createHash(hash).update(bytes).digest());

const key = ecKey();
const certificate = buildCertificate({ key, subject: 'tsa' });
const parsed = parseCertificate(certificate);
const base: TestTimestamp = { key, certificate, algorithm: ecdsa('sha256') };
const verify = (change: Partial<TestTimestamp> = {}, signer = parsed): boolean =>
  verifyTimestampSignature(parseTimestampResponse(buildTimestamp({ ...base, ...change })), signer);

(hasConformance ? describe : describe.skip)(withConformance('timestamps of the conformance suite'), () => {
  const stamps = readRealBundles().flatMap((bundle) => bundle.timestamps.map((der) => ({ ...bundle, der })));
  const authorities = [
    ...new Map(
      readRealBundles()
        .flatMap((bundle) => bundle.authorities)
        .map((der) => [Buffer.from(der).toString('hex'), der]),
    ).values(),
  ].map((der) => parseCertificate(der));

  it('are each signed by exactly one known or embedded certificate, except the untrusted ones', () => {
    expect(stamps.length).toBeGreaterThan(30);
    for (const { name, der } of stamps) {
      const timestamp = parseTimestampResponse(der, name);
      const signers = [...authorities, ...timestamp.certificates].filter((candidate) =>
        verifyTimestampSignature(timestamp, candidate),
      );
      const fingerprints = new Set(signers.map(({ raw }) => Buffer.from(digest(raw)).toString('hex')));
      // FreeTSA's certificate, RSA with SHA-512, is in no trusted root; one case does not include it.
      const publicGood = name.startsWith('bundle-with-sct') || name.startsWith('managed-key') || name.startsWith('rekor2-dsse');
      const least = name.includes('without-embedded-cert_fail') || publicGood ? 0 : 1;
      expect([name, fingerprints.size >= least && fingerprints.size <= 1]).toEqual([name, true]);
    }
  });

  it('are over the signature, except where the suite says that they are not', () => {
    for (const { name, der, signature } of stamps) {
      const { imprint } = parseTimestampResponse(der);
      const covers = Buffer.compare(digest(signature ?? new Uint8Array(), imprint.hash), imprint.digest) === 0;
      expect([name, covers]).toEqual([name, name !== 'rekor2-timestamp-payload-mismatch_fail']);
    }
  });

  it('do not verify with another content or time after one byte was changed', () => {
    const { der } = stamps.find(({ name }) => name === 'rekor2-happy-path') ?? { der: new Uint8Array() };
    const content = parseTimestampResponse(der).signedData.content;
    let refused = 0;
    for (let at = 0; at < der.length; at += 1) {
      try {
        const timestamp = parseTimestampResponse(der.with(at, (der[at] ?? 0) ^ 0x01));
        if (authorities.some((authority) => verifyTimestampSignature(timestamp, authority)))
          expect(timestamp.signedData.content).toEqual(content);
        else refused += 1;
      } catch (error) {
        expect(error).toBeInstanceOf(CountersignError);
        refused += 1;
      }
    }
    // Changes of unsigned parts are not detected: embedded certificates, version numbers.
    expect(refused).toBeGreaterThan(content.length);
  });
});

describe('parseTimestampResponse', () => {
  it('reads imprint, time, policy, serial number and nonce', () => {
    const timestamp = parseTimestampResponse(
      buildTimestamp({
        ...base,
        genTime: '20261120102030.12345Z',
        hash: 'sha384',
        tail: [
          encodeDerSequence(encodeDerInteger(1n)),
          encodeDerBoolean(true),
          encodeDerInteger(-5n),
          encodeDer(0xa0, encodeDer(0xa4, nameOf('tsa'))),
        ],
        embedded: [certificate],
      }),
    );
    expect(timestamp).toMatchObject({
      genTime: new Date('2026-11-20T10:20:30.123Z'),
      imprint: { hash: 'sha384', digest: digest(Buffer.from('signature'), 'sha384') },
      policy: '1.2.3.4',
      serialNumber: '4d',
      nonce: -5n,
      signedData: { signer: { kind: 'issuer-serial', serialNumber: '1234' } },
    });
    expect(timestamp.certificates.map(({ raw }) => raw)).toEqual([certificate]);
  });

  it('ignores embedded certificates that it cannot read', () => {
    const weak = buildCertificate({ key, spki: spkiOf(rsaKey(1024)) });
    const timestamp = parseTimestampResponse(buildTimestamp({ ...base, embedded: [weak, certificate] }));
    expect(timestamp.certificates).toHaveLength(1);
  });

  it.each<[string, Partial<TestTimestamp>]>([
    ['a refusal', { status: 2n }],
    ['a revocation warning', { status: 4n }],
    ['another content type', { encapsulatedType: '1.2.840.113549.1.7.1' }],
    ['a content-type attribute that differs', { contentType: '1.2.840.113549.1.7.1' }],
    ['a message digest that differs', { messageDigest: new Uint8Array(32) }],
    ['a message digest of another hash', { messageDigest: new Uint8Array(64) }],
    ['no content-type attribute', { attributes: [attribute('1.2.840.113549.1.9.4', encodeDerOctets(new Uint8Array(32)))] }],
    ['no message-digest attribute', { attributes: [attribute('1.2.840.113549.1.9.3', encodeDerOid(TST_INFO))] }],
    ['an attribute twice', { moreAttributes: [essV2(certificate)] }],
    ['an attribute with two values', { moreAttributes: [attribute('1.2.3', encodeDer(5), encodeDer(5))] }],
    ['an attribute without a value', { moreAttributes: [attribute('1.2.3')] }],
    ['an imprint of SHA-1', { hash: 'sha1' }],
    ['a digest of SHA-1', { digestHash: 'sha1' }],
    ['an imprint of the wrong length', { imprint: new Uint8Array(31) }],
    ['version 2', { version: 2n }],
    ['two signers', { signers: 2 }],
    ['no signer', { signers: 0 }],
    ['a signature with SHA-1', { algorithm: ecdsa('sha1') }],
    ['an unknown member of TSTInfo', { tail: [encodeDerOctets(new Uint8Array())] }],
    ['two nonces', { tail: [encodeDerInteger(1n), encodeDerInteger(2n)] }],
    ['members in another order', { tail: [encodeDerInteger(1n), encodeDerBoolean(true)] }],
    ['a critical extension', { tail: [encodeDer(0xa1, extension('1.2.3', new Uint8Array(), true))] }],
    ['a time without seconds', { genTime: '202611201020Z' }],
    ['a time that does not exist', { genTime: '20261320102030Z' }],
    ['a signer without identifier', { signerIdentifier: encodeDer(5) }],
    ['an unknown member of the signer', { unsigned: [encodeDer(5)] }],
  ])('refuses %s', (_, change) => {
    expect(() => parseTimestampResponse(buildTimestamp({ ...base, ...change }))).toThrow(
      expect.objectContaining({ name: 'CountersignError', code: 'TIMESTAMP_INVALID' }),
    );
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['text', Buffer.from('<html>')],
    ['a response without a token', encodeDerSequence(encodeDerSequence(encodeDerInteger(0n)))],
    ['bytes after it', concatBytes(buildTimestamp(base), Uint8Array.of(0))],
    ['something huge', new Uint8Array(300_000)],
  ])('refuses %s', (_, der) => {
    expect(() => parseTimestampResponse(der)).toThrow(expect.objectContaining({ code: 'TIMESTAMP_INVALID' }));
  });
});

describe('verifyTimestampSignature', () => {
  it.each<[string, TestKey, TestAlgorithm, Partial<TestTimestamp>]>([
    ['P-256 with SHA-256', ecKey(), ecdsa('sha256'), {}],
    ['P-384 with SHA-384', ecKey('P-384'), ecdsa('sha384'), { digestHash: 'sha384' }],
    ['P-521 with SHA-512', ecKey('P-521'), ecdsa('sha512'), { digestHash: 'sha512' }],
    ['P-384 with SHA-256', ecKey('P-384'), ecdsa('sha256'), {}],
    ['RSA with SHA-256', rsaKey(), rsa('sha256'), {}],
    ['RSA with SHA-384', rsaKey(), rsa('sha384'), { digestHash: 'sha384' }],
    ['RSA with SHA-512', rsaKey(4096), rsa('sha512'), { digestHash: 'sha512' }],
    ['RSA-PSS', rsaKey(), rsaPss('sha256'), {}],
    ['Ed25519', edKey(), ed25519, { digestHash: 'sha512' }],
  ])('%s', (_, signer, algorithm, change) => {
    const own = buildCertificate({ key: signer, algorithm, subject: 'tsa' });
    expect(verify({ key: signer, certificate: own, algorithm, ...change }, parseCertificate(own))).toBe(true);
    expect(verify({ key: ecKey(), algorithm: ecdsa('sha256'), certificate: own }, parseCertificate(own))).toBe(false);
  });

  it('accepts rsaEncryption with a separate digest algorithm', () => {
    const signer = rsaKey();
    const own = buildCertificate({ key: signer, algorithm: rsa('sha256'), subject: 'tsa' });
    const bare = { ...rsa('sha512'), identifier: encodeDerSequence(encodeDerOid('1.2.840.113549.1.1.1'), encodeDer(5)) };
    expect(verify({ key: signer, certificate: own, algorithm: bare, digestHash: 'sha512' }, parseCertificate(own))).toBe(true);
    expect(verify({ key: signer, certificate: own, algorithm: bare, digestHash: 'sha256' }, parseCertificate(own))).toBe(false);
  });

  it('requires the named signer', () => {
    expect(verify()).toBe(true);
    expect(verify({ issuer: 'another' })).toBe(false);
    expect(verify({ serial: 0x1235n })).toBe(false);
    expect(verify({}, parseCertificate(buildCertificate({ key, subject: 'tsa', serial: 9n })))).toBe(false);
  });

  it('identifies a signer by its key identifier', () => {
    const identifier = Uint8Array.of(1, 2, 3);
    const own = buildCertificate({ key, subject: 'tsa', extensions: [extension('2.5.29.14', encodeDerOctets(identifier))] });
    const named = (bytes: Uint8Array): Partial<TestTimestamp> => ({ certificate: own, signerIdentifier: encodeDer(0x80, bytes) });
    expect(verify(named(identifier), parseCertificate(own))).toBe(true);
    expect(verify(named(Uint8Array.of(1, 2)), parseCertificate(own))).toBe(false);
    expect(verify({ ...named(new Uint8Array()), certificate }, parsed)).toBe(false);
  });

  it('requires the certificate that all signing-certificate attributes name', () => {
    const other = buildCertificate({ key, subject: 'tsa' });
    expect(verify({ essCertificate: undefined })).toBe(true);
    expect(verify({ essCertificate: essV1(certificate) })).toBe(true);
    expect(verify({ moreAttributes: [essV1(certificate)] })).toBe(true);
    expect(verify({ essCertificate: essV2(other) })).toBe(false);
    expect(verify({ essCertificate: essV1(other) })).toBe(false);
    expect(verify({ moreAttributes: [essV1(other)] })).toBe(false);
    expect(verify({}, parseCertificate(other))).toBe(false);
  });

  it('reads the long form of the attribute: hash algorithm, issuer and serial number', () => {
    const long = (issuer: string, serial: bigint): Uint8Array =>
      attribute(
        '1.2.840.113549.1.9.16.2.47',
        encodeDerSequence(
          encodeDerSequence(
            encodeDerSequence(
              encodeDerSequence(encodeDerOid('2.16.840.1.101.3.4.2.3')),
              encodeDerOctets(digest(certificate, 'sha512')),
              encodeDerSequence(encodeDerSequence(encodeDer(0xa4, nameOf(issuer))), encodeDerInteger(serial)),
            ),
          ),
        ),
      );
    expect(verify({ essCertificate: long('tsa', 0x1234n) })).toBe(true);
    expect(verify({ essCertificate: long('another', 0x1234n) })).toBe(false);
    expect(verify({ essCertificate: long('tsa', 0x1235n) })).toBe(false);
    expect(() =>
      verify({ essCertificate: attribute('1.2.840.113549.1.9.16.2.47', encodeDerSequence(encodeDerSequence())) }),
    ).toThrow(expect.objectContaining({ code: 'TIMESTAMP_INVALID' }));
  });

  it('refuses a signature over anything but the attributes', () => {
    expect(verify({ signedMessage: Buffer.from('something else') })).toBe(false);
    expect(isTimestampSigner(parseTimestampResponse(buildTimestamp({ ...base, signedMessage: new Uint8Array() })), parsed)).toBe(
      true,
    );
  });

  it('accepts no timestamp with one byte changed and another content', () => {
    const der = buildTimestamp({ ...base, genTime: '20261120102030.5Z' });
    const content = parseTimestampResponse(der).signedData.content;
    for (let at = 0; at < der.length; at += 1) {
      for (const flip of [0x01, 0x80]) {
        try {
          const timestamp = parseTimestampResponse(der.with(at, (der[at] ?? 0) ^ flip));
          if (verifyTimestampSignature(timestamp, parsed)) expect(timestamp.signedData.content).toEqual(content);
        } catch (error) {
          expect(error).toBeInstanceOf(CountersignError);
        }
      }
    }
  });
});
