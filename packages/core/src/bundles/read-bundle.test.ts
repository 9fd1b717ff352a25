import { describe, expect, it } from '@jest/globals';
import { CountersignError, type Code } from '../errors/index.js';
import type { JsonObject, JsonValue } from '../wire/index.js';
import { buildBundle } from './build-bundle.js';
import { bundleFileName } from './bundle-file.js';
import { preAuthEncoding } from './pre-auth-encoding.js';
import { MAX_BUNDLE_BYTES, readBundle } from './read-bundle.js';
import { readBundles, splitBundles } from './read-bundles.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const hash = Buffer.alloc(32, 7);

const ENTRY = {
  logIndex: '5',
  logId: { keyId: base64('the log') },
  kindVersion: { kind: 'hashedrekord', version: '0.0.1' },
  integratedTime: '1700000000',
  inclusionPromise: { signedEntryTimestamp: base64('promise') },
  inclusionProof: {
    logIndex: '4',
    rootHash: hash.toString('base64'),
    treeSize: '9',
    hashes: [hash.toString('base64')],
    checkpoint: { envelope: 'note' },
  },
  canonicalizedBody: base64('{}'),
};
const MESSAGE = { messageDigest: { algorithm: 'SHA2_256', digest: hash.toString('base64') }, signature: base64('signature') };
const ENVELOPE = {
  payload: base64('{}'),
  payloadType: 'application/vnd.in-toto+json',
  signatures: [{ sig: base64('signature') }],
};
const V3 = 'application/vnd.dev.sigstore.bundle.v0.3+json';

function document(changes: JsonObject = {}, material: JsonObject = {}): JsonObject {
  return {
    mediaType: V3,
    verificationMaterial: { certificate: { rawBytes: base64('leaf') }, tlogEntries: [ENTRY], ...material },
    messageSignature: MESSAGE,
    ...changes,
  };
}

const read = (json: JsonValue): ReturnType<typeof readBundle> => readBundle(bytes(JSON.stringify(json)), 'b.json');

function refusal(act: () => unknown): { readonly code: Code; readonly text: string } {
  try {
    act();
  } catch (error) {
    if (error instanceof CountersignError)
      return { code: error.code, text: `${error.message} | ${error.expected ?? ''} | ${error.found ?? ''}` };
    throw error;
  }
  throw new Error('it was accepted');
}

describe('readBundle', () => {
  it('reads each version', () => {
    const chain = {
      certificate: null,
      x509CertificateChain: { certificates: [{ rawBytes: base64('leaf') }, { rawBytes: base64('ca') }] },
    };
    expect(read(document()).version).toBe('0.3');
    expect(read(document({ mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.3' })).version).toBe('0.3');
    for (const version of ['0.1', '0.2']) {
      const bundle = read(document({ mediaType: `application/vnd.dev.sigstore.bundle+json;version=${version}` }, chain));
      expect(bundle.version).toBe(version);
      expect(bundle.material).toEqual({ kind: 'certificate', chain: [bytes('leaf'), bytes('ca')] });
    }
  });

  it('decodes a message signature with its log entry', () => {
    const bundle = read(document());
    expect(bundle.content).toEqual({
      kind: 'message',
      digest: { algorithm: 'sha256', value: new Uint8Array(hash) },
      signature: bytes('signature'),
    });
    expect(bundle.logEntries[0]).toMatchObject({
      logIndex: 5n,
      integratedTime: 1_700_000_000n,
      kind: 'hashedrekord',
      version: '0.0.1',
    });
    expect(bundle.logEntries[0]?.inclusionProof).toMatchObject({ logIndex: 4n, treeSize: 9n, checkpoint: 'note' });
    expect(bundle.json).toEqual(document());
  });

  it('treats absent, null and the default value as equal, as protobuf does', () => {
    const entry = { ...ENTRY, integratedTime: undefined };
    const bundle = read(
      document(
        { dsseEnvelope: null },
        { tlogEntries: [{ ...entry, logIndex: null, inclusionPromise: null }], timestampVerificationData: {} },
      ),
    );
    expect(bundle.logEntries[0]).toMatchObject({ logIndex: 0n, integratedTime: 0n, signedEntryTimestamp: undefined });
    expect(bundle.timestamps).toEqual([]);
  });

  it('accepts integers as text or as exact numbers', () => {
    expect(read(document({}, { tlogEntries: [{ ...ENTRY, logIndex: 12 }] })).logEntries[0]?.logIndex).toBe(12n);
    expect(read(document({}, { tlogEntries: [{ ...ENTRY, logIndex: '9223372036854775807' }] })).logEntries[0]?.logIndex).toBe(
      2n ** 63n - 1n,
    );
  });

  const entry = (changes: JsonObject): JsonObject => document({}, { tlogEntries: [{ ...ENTRY, ...changes }] });
  const proof = (changes: JsonObject): JsonObject => entry({ inclusionProof: { ...ENTRY.inclusionProof, ...changes } });
  const bad: Readonly<Record<string, readonly [JsonValue, mentions: string]>> = {
    'not an object': [[], 'an object'],
    'no media type': [document({ mediaType: null }), 'mediaType'],
    'an unknown version': [document({ mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.4' }), 'version=0.4'],
    'a media type that objects inherit': [document({ mediaType: 'constructor' }), 'constructor'],
    'an unknown field': [document({ extra: 1 }), 'extra'],
    'an unknown nested field': [entry({ extra: 1 }), 'extra'],
    'snake case': [document({ media_type: V3 }), 'media_type'],
    'no content': [document({ messageSignature: null }), 'neither'],
    'two contents': [document({ dsseEnvelope: ENVELOPE }), 'both'],
    'no material': [document({}, { certificate: null }), 'none of them'],
    'two materials': [document({}, { publicKey: { hint: '' } }), 'certificate and publicKey'],
    'a chain in 0.3': [
      document({}, { certificate: null, x509CertificateChain: { certificates: [{ rawBytes: base64('leaf') }] } }),
      'absent in a bundle of version 0.3',
    ],
    'a lone certificate in 0.2': [
      document({ mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.2' }),
      'absent in a bundle of version 0.2',
    ],
    'an empty chain': [
      document(
        { mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.2' },
        { certificate: null, x509CertificateChain: { certificates: [] } },
      ),
      'empty chain',
    ],
    'an empty signature': [document({ messageSignature: { ...MESSAGE, signature: '' } }), 'signature'],
    base64url: [document({ messageSignature: { ...MESSAGE, signature: '_-_-' } }), 'base64'],
    'base64 without padding': [document({ messageSignature: { ...MESSAGE, signature: 'YQ' } }), 'base64'],
    'a digest of another length': [
      document({ messageSignature: { ...MESSAGE, messageDigest: { algorithm: 'SHA2_256', digest: 'YQ==' } } }),
      '32 bytes',
    ],
    'a weak digest': [
      document({ messageSignature: { ...MESSAGE, messageDigest: { algorithm: 'SHA1', digest: 'YQ==' } } }),
      'SHA1',
    ],
    'no envelope signature': [document({ messageSignature: null, dsseEnvelope: { ...ENVELOPE, signatures: [] } }), 'exactly one'],
    'two envelope signatures': [
      document({
        messageSignature: null,
        dsseEnvelope: { ...ENVELOPE, signatures: [ENVELOPE.signatures[0] ?? {}, ENVELOPE.signatures[0] ?? {}] },
      }),
      'exactly one',
    ],
    'a negative log index': [entry({ logIndex: '-1' }), '-1'],
    'a log index with a fraction': [entry({ logIndex: 1.5 }), 'integer'],
    'a log index that a double cannot hold': [entry({ logIndex: 2 ** 60 }), 'integer'],
    'a log index of 65 bits': [entry({ logIndex: '9223372036854775808' }), '64-bit'],
    'no proof in 0.3': [entry({ inclusionProof: null }), 'inclusionProof'],
    'no checkpoint in 0.3': [proof({ checkpoint: null }), 'checkpoint'],
    'a short proof hash': [proof({ hashes: ['YQ=='] }), 'hashes'],
    'too many proof hashes': [proof({ hashes: Array.from({ length: 65 }, () => hash.toString('base64')) }), '64'],
    'too many log entries': [document({}, { tlogEntries: Array.from({ length: 33 }, () => ENTRY) }), '32'],
    'too many timestamps': [
      document(
        {},
        { timestampVerificationData: { rfc3161Timestamps: Array.from({ length: 33 }, () => ({ signedTimestamp: 'YQ==' })) } },
      ),
      '32',
    ],
  };
  for (const [name, [json, mentions]] of Object.entries(bad)) {
    it(`refuses ${name}`, () => {
      const { code, text } = refusal(() => read(json));
      expect(code).toBe('EVIDENCE_MALFORMED');
      expect(text).toContain(mentions);
    });
  }

  it('requires a SET in 0.1 and an inclusion proof later', () => {
    const v01 = { mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1' };
    const chain = { certificate: null, x509CertificateChain: { certificates: [{ rawBytes: base64('leaf') }] } };
    const withEntry = (changes: JsonObject): JsonObject => document(v01, { ...chain, tlogEntries: [{ ...ENTRY, ...changes }] });
    expect(read(withEntry({ inclusionProof: null })).logEntries).toHaveLength(1);
    expect(refusal(() => read(withEntry({ inclusionPromise: null }))).text).toContain('inclusionPromise');
  });

  it('refuses duplicate keys and too large bundles', () => {
    const twice = JSON.stringify(document()).replace('{', '{"mediaType":"x",');
    expect(refusal(() => readBundle(bytes(twice), 'b.json')).code).toBe('EVIDENCE_MALFORMED');
    expect(refusal(() => readBundle(new Uint8Array(MAX_BUNDLE_BYTES + 1), 'b.json')).code).toBe('EVIDENCE_TOO_LARGE');
  });
});

describe('readBundles', () => {
  const line = JSON.stringify(document());
  it('reads one document, pretty or not, and one per line', () => {
    expect(readBundles(bytes(line), 'b')).toHaveLength(1);
    expect(readBundles(bytes(`${JSON.stringify(document(), null, 2)}\n`), 'b')).toHaveLength(1);
    expect(readBundles(bytes(`${line}\n\n${line}\r\n`), 'b')).toHaveLength(2);
  });

  it('names the line that it cannot read, and reads the others', () => {
    const text = bytes(`${line}\n{"mediaType":"x"}\n`);
    expect(refusal(() => readBundles(text, 'b.jsonl')).text).toContain('b.jsonl:2');
    expect(splitBundles(text, 'b.jsonl').map(({ what }) => what)).toEqual(['b.jsonl:1', 'b.jsonl:2']);
  });

  it('refuses an empty file', () => {
    expect(refusal(() => readBundles(bytes('\n \n'), 'b')).text).toContain('empty');
  });
});

describe('buildBundle', () => {
  const parts = { logEntries: [ENTRY], timestamps: [bytes('stamp')] };
  it('writes a bundle that it can read', () => {
    const made = [
      buildBundle({
        ...parts,
        material: { kind: 'certificate', chain: [bytes('leaf')] },
        content: { kind: 'message', digest: { algorithm: 'sha256', value: hash }, signature: bytes('s') },
      }),
      buildBundle({
        ...parts,
        material: { kind: 'public-key', hint: 'h' },
        content: { kind: 'dsse', payloadType: 't', payload: bytes('p'), signature: bytes('s'), keyid: 'k' },
      }),
    ];
    for (const { bundle, serialized } of made) {
      expect(bundle).toEqual(readBundle(serialized, 'again'));
      expect(Buffer.from(serialized).includes('\n')).toBe(false);
      expect(bundle.mediaType).toBe(V3);
      expect(bundle.timestamps).toEqual([bytes('stamp')]);
      expect(bundle.json).toMatchObject({ verificationMaterial: { tlogEntries: [ENTRY] } });
    }
  });

  it('refuses a chain, which 0.3 does not allow', () => {
    const chain = { kind: 'certificate', chain: [bytes('leaf'), bytes('ca')] } as const;
    expect(
      refusal(() =>
        buildBundle({ ...parts, material: chain, content: { kind: 'message', digest: undefined, signature: bytes('s') } }),
      ).code,
    ).toBe('EVIDENCE_MALFORMED');
  });
});

describe('preAuthEncoding', () => {
  it('matches the example of the specification', () => {
    expect(Buffer.from(preAuthEncoding('http://example.com/HelloWorld', bytes('hello world'))).toString()).toBe(
      'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
    );
  });

  it('counts bytes, not letters', () => {
    expect(Buffer.from(preAuthEncoding('é', bytes('ü'))).toString()).toBe('DSSEv1 2 é 2 ü');
  });
});

it('the default path of a bundle is beside its file', () => {
  expect(bundleFileName('dist/app.tgz')).toBe('dist/app.tgz.sigstore.json');
});
