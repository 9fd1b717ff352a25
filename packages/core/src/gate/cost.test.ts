import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { buildBundle, preAuthEncoding } from '../bundles/index.js';
import { testRun, type TestRun } from '../net/testing/test-run.js';
import { runGate, type GateOptions, type GateResult } from './index.js';

/** Ten thousand take half a minute: only whole runs have them. */
const SIZES = process.env['COUNTERSIGN_SAMPLE'] === 'all' ? [1_000, 10_000] : [400];
const root = mkdtempSync(join(tmpdir(), 'countersign-cost-'));
afterAll(() => rmSync(root, { recursive: true }));

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const hex = (content: string): string => createHash('sha256').update(content).digest('hex');
const TYPE = 'application/vnd.in-toto+json';
const material = { kind: 'public-key', hint: '' } as const;

/** `<name>.sigstore.json` of one file. */
function signature(content: string, by = key): Uint8Array {
  return buildBundle({
    material,
    content: {
      kind: 'message',
      digest: { algorithm: 'sha256', value: Buffer.from(hex(content), 'hex') },
      signature: sign('sha256', Buffer.from(content), by.privateKey),
    },
    logEntries: [],
    timestamps: [],
  }).serialized;
}

/** One attestation about many files. */
function attestation(contents: readonly string[], by = key, predicate: object = {}): Uint8Array {
  const subject = contents.map((content) => ({ name: content, digest: { sha256: hex(content) } }));
  const statement = { _type: 'https://in-toto.io/Statement/v1', subject, predicateType: 'https://acme.dev/test/v1', predicate };
  const payload = new Uint8Array(Buffer.from(JSON.stringify(statement)));
  return buildBundle({
    material,
    content: {
      kind: 'dsse',
      payloadType: TYPE,
      payload,
      signature: sign('sha256', preAuthEncoding(TYPE, payload), by.privateKey),
      keyid: '',
    },
    logEntries: [],
    timestamps: [],
  }).serialized;
}

const POLICY = (requirement: string): string => `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {own: {log-entries: 0, timestamps: 0}}
signers: {ops: {key: {file: key.pub}}}
rules: [{name: all, match: {paths: ["**"]}, require: [${requirement}]}]
`;
const SIGNED = 'signature: {by: ops}';
const ATTESTED = 'attestation: {type: "https://acme.dev/test/v1", by: ops}';

let folder: string;
let run: TestRun;
/** Files `f0` … with their name as content. */
function scene(count: number, requirement: string): readonly string[] {
  folder = mkdtempSync(join(root, 's-'));
  const names = Array.from({ length: count }, (_, index) => `f${index}`);
  for (const folderName of ['dist', 'evidence']) mkdirSync(join(folder, folderName));
  for (const name of names) writeFileSync(join(folder, 'dist', name), name);
  writeFileSync(join(folder, 'key.pub'), key.publicKey.export({ type: 'spki', format: 'pem' }));
  writeFileSync(join(folder, 'policy.yaml'), POLICY(requirement));
  // Far less than the work takes: the limit is only for waiting.
  run = testRun({ cwd: folder, timeMs: 50 });
  return names;
}
const write = (path: string, ...bundles: readonly (Uint8Array | string)[]): void => {
  writeFileSync(join(folder, path), bundles.map((bundle) => Buffer.from(bundle).toString()).join('\n'));
};
const gate = (options: GateOptions = {}): Promise<GateResult> =>
  runGate(run, { policies: ['policy.yaml'], paths: ['dist/f*', '!dist/*.json'], ...options });
/** How many proofs the run made. */
const proofs = (): number => Number(/(\d+) proofs/.exec(run.lines.join('\n'))?.[1]);
const codes = ({ decision }: GateResult): readonly unknown[] => [
  decision.outcome,
  ...new Set(
    decision.policies
      .flatMap(({ subjects }) => subjects)
      .flatMap(({ rules }) => rules.flatMap(({ requirements }) => requirements))
      .flatMap((one) => (one.outcome === 'allowed' ? [] : [one.code])),
  ),
];

describe('honest runs of any size are allowed, with one proof for each signature', () => {
  it.each(SIZES)(
    '%i files with a bundle each',
    async (count) => {
      for (const name of scene(count, SIGNED)) write(`dist/${name}.sigstore.json`, signature(name));
      expect(codes(await gate())).toEqual(['allowed']);
      expect(proofs()).toBe(count);
    },
    120_000,
  );

  it.each(SIZES)(
    'one bundle over %i files',
    async (count) => {
      write('evidence/one.sigstore.json', attestation(scene(count, ATTESTED)));
      expect(codes(await gate({ evidence: ['evidence'] }))).toEqual(['allowed']);
      expect(proofs()).toBe(1);
    },
    120_000,
  );

  it.each(SIZES)(
    '%i lines of one file, named or in a folder',
    async (count) => {
      write('evidence/all.jsonl', ...scene(count, ATTESTED).map((name) => attestation([name])));
      expect(codes(await gate({ evidence: ['evidence/all.jsonl'] }))).toEqual(['allowed']);
      expect(proofs()).toBe(count);
      run = testRun({ cwd: folder, timeMs: 50 });
      expect(codes(await gate({ evidence: ['evidence'] }))).toEqual(['allowed']);
      expect(proofs()).toBe(count);
    },
    120_000,
  );
});

describe('hostile evidence costs a bounded amount, and never allows', () => {
  const hostile = (names: readonly string[], note: string, mebibytes = 0): Uint8Array =>
    attestation(names, stranger, { note, padding: 'x'.repeat(mebibytes * 1024 * 1024) });

  it('attestations by another signer about all files are each proven once', async () => {
    const names = scene(500, ATTESTED);
    write('evidence/all.jsonl', ...Array.from({ length: 20 }, (_, index) => hostile(names, String(index))), attestation(names));
    expect(codes(await gate({ evidence: ['evidence'] }))).toEqual(['allowed']);
    expect(proofs()).toBe(21);
  });

  it('bundles that do not name their artifact are tried a few times for each file, and the result is undecided', async () => {
    scene(100, SIGNED);
    const silent = (index: number): string => {
      const bundle = JSON.parse(Buffer.from(signature(`x${index}`, stranger)).toString()) as {
        messageSignature: { messageDigest?: unknown };
      };
      delete bundle.messageSignature.messageDigest;
      return JSON.stringify(bundle);
    };
    write('evidence/all.jsonl', ...Array.from({ length: 2_000 }, (_, index) => silent(index)));
    expect(codes(await gate({ evidence: ['evidence'] }))).toEqual(['undecided', 'EVIDENCE_TOO_LARGE']);
    expect(proofs()).toBeLessThanOrEqual(100 * 16);
  });

  it('more than a thousand candidates for one file are undecided', async () => {
    const [name = ''] = scene(1, ATTESTED);
    write('evidence/all.jsonl', ...Array.from({ length: 1_200 }, (_, index) => hostile([name], String(index))));
    expect(codes(await gate({ evidence: ['evidence'] }))).toEqual(['undecided', 'EVIDENCE_TOO_LARGE']);
    expect(proofs()).toBe(1_000);
  });

  it('one signature in different spellings of its bundle is one candidate', async () => {
    const [name = ''] = scene(1, ATTESTED);
    const one = Buffer.from(hostile([name], '')).toString();
    const spaced = Array.from({ length: 1_200 }, (_, index) => one.replace(':', `:${' '.repeat(index)}`));
    const { mediaType, ...more } = JSON.parse(one) as Record<string, unknown>;
    write('evidence/all.jsonl', ...spaced, JSON.stringify({ ...more, mediaType }), attestation([name]));
    expect(codes(await gate({ evidence: ['evidence'] }))).toEqual(['allowed']);
    expect(proofs()).toBe(2);
  });

  it('the same signature with other log entries or timestamps is another candidate, so that bad ones cannot hide it', async () => {
    const [name = ''] = scene(1, ATTESTED);
    const one = Buffer.from(attestation([name])).toString();
    const bad = one.replace('"rfc3161Timestamps":[]', '"rfc3161Timestamps":[{"signedTimestamp":"AAAA"}]');
    expect(bad).not.toBe(one);
    write('evidence/all.jsonl', bad, one);
    const result = await gate({ evidence: ['evidence'] });
    expect(codes(result)).toEqual(['allowed']);
    expect(result.decision.policies[0]?.subjects[0]?.candidates).toHaveLength(2);
  });

  it('small candidates are read first: a valid signature among 100 MiB still counts', async () => {
    const names = scene(3, ATTESTED);
    for (let index = 0; index < 13; index += 1) write(`evidence/a${index}.sigstore.json`, hostile(names, String(index), 8));
    expect(codes(await gate({ evidence: ['evidence'] }))).toEqual(['undecided', 'EVIDENCE_TOO_LARGE']);
    expect(proofs()).toBeLessThanOrEqual(8);
    write('evidence/z.sigstore.json', attestation(names));
    run = testRun({ cwd: folder, timeMs: 50 });
    expect(codes(await gate({ evidence: ['evidence'] }))).toEqual(['allowed']);
  });

  // It reads half a gigabyte.
  const whole = process.env['COUNTERSIGN_SAMPLE'] === 'all' ? it : it.skip;
  whole(
    'the bytes that a run reads are limited, however many files contain lines that are not bundles',
    async () => {
      const [name = ''] = scene(2, SIGNED);
      write(`dist/${name}.sigstore.json`, signature(name));
      const junk = Array.from({ length: 61 }, () => `{"a":"${'x'.repeat(1024 * 1024)}"}`);
      write('evidence/junk0.jsonl', ...junk);
      for (let index = 1; index < 12; index += 1)
        linkSync(join(folder, 'evidence/junk0.jsonl'), join(folder, `evidence/junk${index}.jsonl`));
      const result = await gate({ evidence: Array.from({ length: 12 }, (_, index) => `evidence/junk${index}.jsonl`) });
      expect(codes(result)).toEqual(['undecided', 'EVIDENCE_TOO_LARGE']);
      expect(proofs()).toBe(0);
    },
    120_000,
  );
});

describe('the memory of a proven attestation', () => {
  beforeEach(() => void scene(2, ATTESTED));

  it('does not count for an artifact that it does not name', async () => {
    write('evidence/one.sigstore.json', attestation(['f0']));
    const { decision } = await gate({ evidence: ['evidence/one.sigstore.json'] });
    const outcomes = decision.policies.flatMap(({ subjects }) => subjects.map(({ subject, outcome }) => [subject.name, outcome]));
    expect(outcomes).toEqual([
      ['dist/f0', 'allowed'],
      ['dist/f1', 'denied'],
    ]);
  });

  it('a forged attestation is rejected, either as forged or as for another artifact', async () => {
    write('evidence/one.sigstore.json', attestation(['f0'], stranger));
    expect(codes(await gate({ evidence: ['evidence/one.sigstore.json'] }))).toEqual([
      'denied',
      'SIGNATURE_INVALID',
      'SUBJECT_MISMATCH',
    ]);
    expect(proofs()).toBe(1);
  });
});
