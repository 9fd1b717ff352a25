import { describe, expect, it } from '@jest/globals';
import { readBundle } from '../bundles/index.js';
import { CountersignError } from '../errors/index.js';
import type { JsonObject } from '../wire/index.js';
import { forge, type Recipe } from './testing/forge.js';
import type { VerificationInput } from './input.js';
import type { Thresholds } from './types.js';
import { verifyBundleWithoutIdentityUnsafe } from './verify-bundle.js';

const errorOf = (input: VerificationInput): Promise<CountersignError | undefined> =>
  verifyBundleWithoutIdentityUnsafe(input).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof CountersignError) return error;
      throw error;
    },
  );

function asking(recipe: Recipe, thresholds: Partial<Thresholds>): VerificationInput {
  const input = forge(recipe);
  return { ...input, thresholds: { ...input.thresholds, ...thresholds } };
}

interface Material extends JsonObject {
  readonly tlogEntries: readonly JsonObject[];
  readonly timestampVerificationData: { readonly rfc3161Timestamps: readonly JsonObject[] };
}

/** The same bundle with additional evidence. */
function withMore(input: VerificationInput, more: (material: Material) => JsonObject): VerificationInput {
  const material = input.bundle.json['verificationMaterial'] as Material;
  const json = { ...input.bundle.json, verificationMaterial: { ...material, ...more(material) } };
  return { ...input, bundle: readBundle(Buffer.from(JSON.stringify(json)), 'bundle') };
}

describe('thresholds count distinct authorities', () => {
  it('two timestamps of one authority count once', async () => {
    expect(await errorOf(asking({ timestamps: 2 }, { timestamps: 1 }))).toBeUndefined();
    const refused = await errorOf(asking({ timestamps: 2 }, { timestamps: 2 }));
    expect(refused).toMatchObject({ code: 'TIMESTAMP_MISSING', found: '1' });
  });

  it('an authority that is listed under two names counts once', async () => {
    const input = asking({ timestamps: 2 }, { timestamps: 2 });
    const [authority] = input.root?.timestampAuthorities ?? [];
    if (input.root === undefined || authority === undefined) throw new Error('no authority');
    const root = { ...input.root, timestampAuthorities: [authority, { ...authority, uri: 'https://other.test' }] };
    expect(await errorOf({ ...input, root })).toMatchObject({ code: 'TIMESTAMP_MISSING' });
  });

  it('a log and two timestamps of one authority are two sources of time', async () => {
    expect(await errorOf(asking({ timestamps: 2 }, { times: 2 }))).toBeUndefined();
    expect(await errorOf(asking({ timestamps: 2 }, { times: 3 }))).toMatchObject({ code: 'THRESHOLD_NOT_MET', found: '2' });
  });

  it('a log that is listed twice counts once', async () => {
    const input = asking({}, { logEntries: 2 });
    const [log] = input.root?.transparencyLogs ?? [];
    if (input.root === undefined || log === undefined) throw new Error('no log');
    const root = { ...input.root, transparencyLogs: [log, { ...log, baseUrl: 'https://other.test' }] };
    expect(await errorOf({ ...input, root })).toMatchObject({ code: 'LOG_ENTRY_MISSING', found: '1' });
  });
});

describe('evidence of unknown authorities', () => {
  const otherInstance = forge({ timestamps: 1 });
  const unknownEntry = (): JsonObject => {
    const [entry] = (otherInstance.bundle.json['verificationMaterial'] as Material).tlogEntries;
    return { ...entry, logId: { keyId: Buffer.alloc(32, 1).toString('base64') } };
  };

  it('an entry of an unknown log is skipped and not counted', async () => {
    const input = withMore(forge(), ({ tlogEntries }) => ({ tlogEntries: [unknownEntry(), ...tlogEntries] }));
    const facts = await verifyBundleWithoutIdentityUnsafe(input);
    expect(facts.logEntries).toHaveLength(1);
    const alone = withMore(forge({ timestamps: 1 }), () => ({ tlogEntries: [unknownEntry()] }));
    const refused = await errorOf(alone);
    expect(refused).toMatchObject({ code: 'LOG_ENTRY_MISSING', found: '0; of unknown logs: 1' });
    expect(refused?.hint).toContain('another Sigstore instance');
  });

  it('a timestamp of an unknown authority is skipped and not counted', async () => {
    const input = forge({ timestamps: 1 });
    if (input.root === undefined) throw new Error('no root');
    const root = { ...input.root, timestampAuthorities: [] };
    const facts = await verifyBundleWithoutIdentityUnsafe({ ...input, root });
    expect(facts.times.map(({ kind }) => kind)).toEqual(['transparency-log']);
    expect(await errorOf({ ...input, root, thresholds: { ...input.thresholds, timestamps: 1 } })).toMatchObject({
      code: 'TIMESTAMP_MISSING',
      found: '0; of unknown authorities: 1',
    });
  });

  it('an SCT of an unknown CT log is skipped and not counted', async () => {
    const input = forge();
    if (input.root === undefined) throw new Error('no root');
    const root = { ...input.root, certificateLogs: [] };
    expect(await errorOf({ ...input, root })).toMatchObject({ code: 'SCT_INVALID', found: '0' });
    expect(await errorOf({ ...input, root, thresholds: { ...input.thresholds, scts: 0 } })).toBeUndefined();
  });

  it('the error for a bundle of another Sigstore instance says so', async () => {
    const input = forge();
    const other = forge({ intermediate: { subject: 'elsewhere' }, leaf: { issuer: 'elsewhere' } });
    const refused = await errorOf({ ...other, root: input.root });
    expect(refused).toMatchObject({ code: 'CERTIFICATE_UNTRUSTED' });
    expect(refused?.hint).toContain('another Sigstore instance');
  });
});

describe('requirements', () => {
  it('a certificate needs a trusted root', async () => {
    expect(await errorOf({ ...forge(), root: undefined })).toMatchObject({ code: 'CERTIFICATE_UNTRUSTED' });
  });

  it('a key signature needs nothing else if the thresholds are zero', async () => {
    const nothing: Thresholds = { logEntries: 0, timestamps: 0, scts: 0, times: 0 };
    const facts = await verifyBundleWithoutIdentityUnsafe({
      ...forge({ signer: 'key', log: 'none' }),
      root: undefined,
      thresholds: nothing,
    });
    expect(facts).toMatchObject({ signer: { kind: 'key' }, times: [], logEntries: [], root: undefined });
  });

  it('a key signature in a log that is no longer trusted needs a verified time', async () => {
    const windows = { log: { start: new Date('2026-01-01T00:00:00Z'), end: new Date('2026-07-01T00:00:00Z') } };
    const untimed = asking({ signer: 'key', log: 'v2', windows }, { times: 0 });
    expect(await errorOf(untimed)).toMatchObject({ code: 'LOG_ENTRY_INVALID' });
    expect(await errorOf(forge({ signer: 'key', log: 'v2', timestamps: 1, windows }))).toBeUndefined();
  });

  it('a key signature is rejected if no key is given', async () => {
    expect(await errorOf({ ...forge({ signer: 'key' }), keys: [] })).toMatchObject({ code: 'KEY_MISMATCH' });
  });

  it('times are sorted, and the trusted root is in the facts', async () => {
    const facts = await verifyBundleWithoutIdentityUnsafe(forge({ timestamps: 1, stampTime: new Date('2026-06-01T12:00:30Z') }));
    expect(facts.times.map(({ kind }) => kind)).toEqual(['timestamp-authority', 'transparency-log']);
    expect(facts.times[0]?.authority).toBe('https://tsa.test');
    expect(facts.root?.source).toBe('forged');
    expect(facts.signer).toMatchObject({ kind: 'certificate', issuer: 'https://token.actions.githubusercontent.com' });
  });
});
