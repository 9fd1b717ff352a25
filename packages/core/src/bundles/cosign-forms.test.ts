import { describe, expect, it } from '@jest/globals';
import { readBundle } from './index.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const pem = (label: string) => `-----BEGIN ${label}-----\nMAA=\n-----END ${label}-----\n`;
const rekorBundle = {
  SignedEntryTimestamp: 'AAAA',
  Payload: {
    body: base64(JSON.stringify({ kind: 'hashedrekord', apiVersion: '0.0.1', spec: {} })),
    integratedTime: 1700000000,
    logIndex: 5,
    logID: 'ab'.repeat(32),
  },
};
const read = (file: object) => readBundle(Buffer.from(JSON.stringify(file)), 'app.bundle');

describe('the file that cosign wrote before version 3', () => {
  it('is read as a bundle of version 0.1', () => {
    expect(read({ base64Signature: 'MAA=', cert: base64(pem('CERTIFICATE')), rekorBundle })).toMatchObject({
      version: '0.1',
      material: { kind: 'certificate', chain: [Buffer.from('3000', 'hex')] },
      content: { kind: 'message', digest: undefined, signature: Buffer.from('3000', 'hex') },
      logEntries: [
        {
          kind: 'hashedrekord',
          version: '0.0.1',
          logIndex: 5n,
          logId: 'ab'.repeat(32),
          integratedTime: 1700000000n,
          inclusionProof: undefined,
        },
      ],
      timestamps: [],
    });
  });

  it.each([
    ['a public key', { cert: base64(pem('PUBLIC KEY')) }],
    ['no signer', {}],
    ['an empty signer', { cert: '' }],
  ])('is a signature of a key if it names %s', (_, signer) => {
    expect(read({ base64Signature: 'MAA=', ...signer })).toMatchObject({ material: { kind: 'public-key' }, logEntries: [] });
  });

  it('contains an envelope for an attestation', () => {
    const envelope = { payloadType: 'application/vnd.in-toto+json', payload: 'e30=', signatures: [{ sig: 'AAAA' }] };
    expect(read({ base64Signature: base64(JSON.stringify(envelope)) })).toMatchObject({
      content: { kind: 'dsse', payloadType: 'application/vnd.in-toto+json' },
    });
  });

  it.each([
    ['an unknown field', { base64Signature: 'MAA=', more: 1 }],
    ['a signature that is no base64', { base64Signature: '*' }],
    ['a signature that is no text', { base64Signature: 1 }],
    ['no signature', { base64Signature: '' }],
    ['a certificate that is no PEM', { base64Signature: 'MAA=', cert: base64('none') }],
    ['a private key', { base64Signature: 'MAA=', cert: base64(pem('PRIVATE KEY')) }],
    ['a log entry without SET', { base64Signature: 'MAA=', rekorBundle: { Payload: rekorBundle.Payload } }],
    ['a log entry without body', { base64Signature: 'MAA=', rekorBundle: { ...rekorBundle, Payload: {} } }],
    ['a log index that is no integer', { base64Signature: 'MAA=', rekorBundle: withPayload({ logIndex: 0.5 }) }],
    ['a log ID that is not hex', { base64Signature: 'MAA=', rekorBundle: withPayload({ logID: 'x' }) }],
  ])('is malformed with %s', (_, file) => {
    expect(() => read(file)).toThrow(expect.objectContaining({ code: 'EVIDENCE_MALFORMED' }));
  });
});

function withPayload(changes: object): object {
  return { ...rekorBundle, Payload: { ...rekorBundle.Payload, ...changes } };
}
