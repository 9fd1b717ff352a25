import { describe, expect, it } from '@jest/globals';
import { CountersignError, type Code } from '../errors/index.js';
import { MAX_BUNDLE_BYTES, MAX_CHAIN, MAX_LOG_ENTRIES, MAX_TIMESTAMPS, readBundle } from './read-bundle.js';
import { MAX_BUNDLES, MAX_BUNDLES_BYTES, splitBundles } from './read-bundles.js';
import { MAX_HASHES } from './read-log-entry.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const entry = (hashes = 1): unknown => ({
  logIndex: '5',
  logId: { keyId: base64('the log') },
  kindVersion: { kind: 'hashedrekord', version: '0.0.1' },
  integratedTime: '1700000000',
  inclusionPromise: { signedEntryTimestamp: base64('promise') },
  inclusionProof: {
    logIndex: '4',
    rootHash: Buffer.alloc(32).toString('base64'),
    treeSize: '9',
    hashes: many(hashes, () => Buffer.alloc(32).toString('base64')),
    checkpoint: { envelope: 'note' },
  },
  canonicalizedBody: base64('{}'),
});
const certificate = { rawBytes: base64('leaf') };

interface Parts {
  readonly material?: Readonly<Record<string, unknown>>;
  readonly version?: string;
  readonly payload?: string;
}
function bundle({
  material = { certificate, tlogEntries: [entry()] },
  version = '0.3',
  payload = base64('{}'),
}: Parts = {}): Uint8Array {
  const document = {
    mediaType: `application/vnd.dev.sigstore.bundle+json;version=${version}`,
    verificationMaterial: material,
    dsseEnvelope: { payload, payloadType: 'application/vnd.in-toto+json', signatures: [{ sig: base64('signature') }] },
  };
  return new Uint8Array(Buffer.from(JSON.stringify(document)));
}

/** A bundle file of exactly that size: base64 payload in steps of four characters, filled up with white space. */
function ofSize(bytes: number): Uint8Array {
  const empty = bundle({ payload: '' }).length;
  const whole = bundle({ payload: 'AAAA'.repeat(Math.floor((bytes - empty) / 4)) });
  return new Uint8Array(Buffer.concat([whole, Buffer.alloc(bytes - whole.length, ' ')]));
}

const LIMITS: readonly (readonly [string, number, (size: number) => unknown, Code])[] = [
  ['bytes of a bundle', MAX_BUNDLE_BYTES, (n) => readBundle(ofSize(n), 'x'), 'EVIDENCE_TOO_LARGE'],
  [
    'log entries',
    MAX_LOG_ENTRIES,
    (n) => readBundle(bundle({ material: { certificate, tlogEntries: many(n, () => entry()) } }), 'x'),
    'EVIDENCE_MALFORMED',
  ],
  [
    'hashes of an inclusion proof',
    MAX_HASHES,
    (n) => readBundle(bundle({ material: { certificate, tlogEntries: [entry(n)] } }), 'x'),
    'EVIDENCE_MALFORMED',
  ],
  [
    'timestamps',
    MAX_TIMESTAMPS,
    (n) =>
      readBundle(
        bundle({
          material: {
            certificate,
            tlogEntries: [entry()],
            timestampVerificationData: { rfc3161Timestamps: many(n, (i) => ({ signedTimestamp: base64(`t${i}`) })) },
          },
        }),
        'x',
      ),
    'EVIDENCE_MALFORMED',
  ],
  [
    'certificates of a chain',
    MAX_CHAIN,
    (n) =>
      readBundle(
        bundle({
          version: '0.1',
          material: { x509CertificateChain: { certificates: many(n, () => certificate) }, tlogEntries: [entry()] },
        }),
        'x',
      ),
    'EVIDENCE_MALFORMED',
  ],
  ['lines of a .jsonl file', MAX_BUNDLES, (n) => splitBundles(Buffer.from('{}\n'.repeat(n)), 'x'), 'EVIDENCE_TOO_LARGE'],
  ['bytes of a .jsonl file', MAX_BUNDLES_BYTES, (n) => splitBundles(Buffer.alloc(n, 'x'), 'x'), 'EVIDENCE_TOO_LARGE'],
];

function outcome(act: () => unknown): Code | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof CountersignError) return error.code;
    throw error;
  }
}

describe('limits of a bundle', () => {
  it.each(LIMITS)('%s: accepts %i, refuses more', (_, limit, read, code) => {
    expect(outcome(() => read(limit))).toBeUndefined();
    expect(outcome(() => read(limit + 1))).toBe(code);
  });

  it('lines are split without copies, with line numbers, a byte order mark, LF or CRLF', () => {
    const text = '\ufeff{"a":1}\r\n\r\n  {"b":2}\t\n{"c":3}';
    const lines = splitBundles(new Uint8Array(Buffer.from(text)), 'f');
    expect(lines.map(({ what, bytes }) => [what, Buffer.from(bytes).toString()])).toEqual([
      ['f:1', '{"a":1}'],
      ['f:3', '{"b":2}'],
      ['f:4', '{"c":3}'],
    ]);
  });
});
