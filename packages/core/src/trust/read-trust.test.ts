import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { CountersignError } from '../errors/index.js';
import type { JsonObject } from '../wire/index.js';
import { GITHUB } from './github/embedded-root.js';
import { GITHUB_TUF } from './github/embedded-tuf-root.js';
import { hasNoLogs, instanceOf } from './instance-of.js';
import { readEmbeddedRoot } from './load-trust.js';
import { NAMED_INSTANCES } from './named-instances.js';
import { PUBLIC_GOOD } from './public-good/embedded-root.js';
import { PUBLIC_GOOD_TUF } from './public-good/embedded-tuf-root.js';
import { readSigningConfig } from './read-signing-config.js';
import { readTrustedRoot } from './read-trusted-root.js';
import { selectServices } from './select-services.js';
import type { Service } from './types.js';

const refusal = (act: () => unknown): CountersignError => {
  try {
    act();
  } catch (error) {
    if (error instanceof CountersignError) return error;
    throw error;
  }
  throw new Error('it was accepted');
};

describe('the embedded public-good root', () => {
  it('is equal to that of @sigstore/tuf', () => {
    const seeds = createRequire(import.meta.url)('@sigstore/tuf/seeds.json') as Record<
      string,
      { 'root.json': string; targets: Record<string, string> }
    >;
    const seed = seeds[PUBLIC_GOOD.mirror];
    expect(Buffer.from(seed?.targets['trusted_root.json'] ?? '', 'base64').toString()).toBe(PUBLIC_GOOD.trustedRoot);
    expect(Buffer.from(seed?.['root.json'] ?? '', 'base64').toString()).toBe(PUBLIC_GOOD_TUF.root);
  });

  it('is read with its digest', () => {
    const root = readEmbeddedRoot();
    expect(root.digest).toBe(PUBLIC_GOOD.digest);
    expect(root.transparencyLogs.map(({ origin }) => origin)).toEqual(['rekor.sigstore.dev', 'log2025-1.rekor.sigstore.dev']);
  });
});

describe("the embedded root of GitHub's instance", () => {
  it('starts from a TUF root that the keys of the root in the GitHub CLI have signed', () => {
    const models = createRequire(createRequire(import.meta.url).resolve('tuf-js'))('@tufjs/models') as {
      Metadata: { fromJSON(kind: string, json: unknown): { verifyDelegate(role: string, other: unknown): void } };
    };
    const read = (text: string) => models.Metadata.fromJSON('root', JSON.parse(text));
    const file = fileURLToPath(new URL('testing/github-instance/gh-3.root.json', import.meta.url));
    const [first, embedded] = [read(readFileSync(file, 'utf8')), read(GITHUB_TUF.root)];
    for (const signed of [first, embedded]) expect(() => first.verifyDelegate('root', signed)).not.toThrow();
    expect(() => embedded.verifyDelegate('root', embedded)).not.toThrow();
    const changed = JSON.parse(GITHUB_TUF.root) as { signed: { version: number } };
    changed.signed.version += 1;
    expect(() => first.verifyDelegate('root', read(JSON.stringify(changed)))).toThrow();
  });

  it('has certificate and timestamp authorities, and no logs', () => {
    const root = readTrustedRoot(Buffer.from(GITHUB.trustedRoot), 'github');
    expect(root.digest).toBe(GITHUB.digest);
    expect(NAMED_INSTANCES.github.mirror.url).toBe(GITHUB.mirror);
    expect([root.certificateAuthorities.length, root.timestampAuthorities.length]).toEqual([6, 6]);
    expect([hasNoLogs(root), instanceOf(root, undefined)]).toEqual([true, 'github']);
    expect(hasNoLogs(readEmbeddedRoot())).toBe(false);
  });
});

interface RootJson {
  tlogs: (JsonObject & { publicKey: JsonObject; logId: JsonObject })[];
  ctlogs: (JsonObject & { publicKey: JsonObject; logId: JsonObject })[];
  certificateAuthorities: JsonObject[];
  mediaType: string;
}

function changedRoot(change: (root: RootJson) => void): Uint8Array {
  const root = JSON.parse(PUBLIC_GOOD.trustedRoot) as RootJson;
  change(root);
  return Buffer.from(JSON.stringify(root));
}
const log = (root: RootJson, index = 0): RootJson['tlogs'][number] => root.tlogs[index] ?? { publicKey: {}, logId: {} };

describe('readTrustedRoot', () => {
  const bad: Readonly<Record<string, (root: RootJson) => void>> = {
    'a log without a start of validity': (root) => Object.assign(log(root).publicKey, { validFor: {} }),
    'a log without validity': (root) => Object.assign(log(root).publicKey, { validFor: null }),
    'a log that ends before it starts': (root) =>
      Object.assign(log(root).publicKey, { validFor: { start: '2022-01-01T00:00:00Z', end: '2021-01-01T00:00:00Z' } }),
    'a log ID of another key (v1)': (root) => Object.assign(log(root).logId, { keyId: log(root, 1).logId['keyId'] }),
    'a log ID of another key (v2)': (root) => Object.assign(log(root, 1).logId, { keyId: log(root).logId['keyId'] }),
    'a checkpoint key ID of another key': (root) =>
      Object.assign(log(root), { checkpointKeyId: { keyId: log(root, 1).logId['keyId'] } }),
    'a log under another name than its key ID says': (root) => Object.assign(log(root, 1), { baseUrl: 'https://else.where' }),
    'a certificate log ID of another key': (root) =>
      Object.assign(root.ctlogs[0]?.logId ?? {}, { keyId: root.ctlogs[1]?.logId['keyId'] }),
    'a key that is not of its kind': (root) => Object.assign(log(root).publicKey, { keyDetails: 'PKIX_ECDSA_P384_SHA_384' }),
    'a broken key': (root) => Object.assign(log(root).publicKey, { rawBytes: 'AAAA' }),
    'an authority without certificates': (root) =>
      Object.assign(root.certificateAuthorities[0] ?? {}, { certChain: { certificates: [] } }),
    'an authority whose certificate is broken': (root) =>
      Object.assign(root.certificateAuthorities[0] ?? {}, { certChain: { certificates: [{ rawBytes: 'AAAA' }] } }),
    'an authority without validity': (root) => Object.assign(root.certificateAuthorities[0] ?? {}, { validFor: {} }),
    'an unknown field': (root) => Object.assign(root, { extra: 1 }),
    'another media type': (root) => Object.assign(root, { mediaType: 'application/json' }),
    'a time that is none': (root) => Object.assign(log(root).publicKey, { validFor: { start: '2021-02-30T00:00:00Z' } }),
  };
  for (const [name, change] of Object.entries(bad)) {
    it(`refuses ${name}`, () => {
      expect(refusal(() => readTrustedRoot(changedRoot(change), 'root')).code).toBe('TRUST_ROOT_INVALID');
    });
  }

  it('skips a log with an unknown kind of key, and keeps the others', () => {
    const root = readTrustedRoot(
      changedRoot((json) => Object.assign(log(json).publicKey, { keyDetails: 'LMS_SHA256' })),
      'root',
    );
    expect(root.transparencyLogs.map(({ baseUrl }) => baseUrl)).toEqual(['https://log2025-1.rekor.sigstore.dev']);
  });

  it('treats null as absent, as sigstore-python writes it', () => {
    const root = changedRoot((json) => Object.assign(log(json), { checkpointKeyId: null, operator: '' }));
    expect(readTrustedRoot(root, 'root').transparencyLogs).toHaveLength(2);
  });
});

const service = (url: string, changes: JsonObject = {}): JsonObject => ({
  url,
  majorApiVersion: 1,
  validFor: { start: '2026-01-01T00:00:00Z' },
  operator: url,
  ...changes,
});
const config = (changes: JsonObject = {}): Uint8Array =>
  Buffer.from(
    JSON.stringify({
      mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
      caUrls: [service('https://ca.test')],
      oidcUrls: [],
      rekorTlogUrls: [service('https://log.test', { majorApiVersion: 2 })],
      rekorTlogConfig: { selector: 'ANY' },
      tsaUrls: [service('https://tsa.test')],
      tsaConfig: { selector: 'EXACT', count: 1 },
      ...changes,
    }),
  );

describe('readSigningConfig', () => {
  it('reads services and their selection', () => {
    const read = readSigningConfig(config(), 'c');
    expect(read.transparencyLogs[0]).toMatchObject({ url: 'https://log.test', majorApiVersion: 2, operator: 'https://log.test' });
    expect(read.timestampSelection).toEqual({ selector: 'EXACT', count: 1 });
    expect(read.transparencyLogSelection).toEqual({ selector: 'ANY', count: 0 });
  });

  it.each([{}, { selector: 'SERVICE_SELECTOR_UNDEFINED' }, null])(
    'reads %j for no services, as cosign writes it',
    (tsaConfig) => {
      expect(readSigningConfig(config({ tsaUrls: [], tsaConfig }), 'c')).toMatchObject({ timestampAuthorities: [] });
    },
  );

  const bad: Readonly<Record<string, JsonObject>> = {
    'another media type': { mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.1+json' },
    'an unknown field': { caUrl: 'https://ca.test' },
    'a service without a URL': { caUrls: [service('')] },
    'a service that is no web service': { caUrls: [service('file:///etc/passwd')] },
    'a service without a start': { caUrls: [service('https://ca.test', { validFor: {} })] },
    'a service without a version': { caUrls: [service('https://ca.test', { majorApiVersion: 0 })] },
    'EXACT of none': { tsaConfig: { selector: 'EXACT', count: 0 } },
    'an undefined selector': { tsaConfig: { selector: 'SERVICE_SELECTOR_UNDEFINED' } },
    'a selector that objects inherit': { tsaConfig: { selector: 'constructor' } },
    'services without a selection': { rekorTlogConfig: null },
  };
  for (const [name, changes] of Object.entries(bad)) {
    it(`refuses ${name}`, () => {
      expect(refusal(() => readSigningConfig(config(changes), 'c')).code).toBe('SIGNING_CONFIG_INVALID');
    });
  }
});

describe('selectServices', () => {
  const now = new Date('2026-06-01T00:00:00Z');
  const make = (url: string, start: string, majorApiVersion = 1, operator = url, end?: string): Service => ({
    url,
    majorApiVersion,
    operator,
    validFor: { start: new Date(start), end: end === undefined ? undefined : new Date(end) },
  });
  const zeros = (length: number): Uint8Array => new Uint8Array(length);
  const urls = ({ candidates }: { readonly candidates: readonly Service[] }): readonly string[] =>
    candidates.map(({ url }) => url);

  it('skips services that are not valid, puts the newest first, and includes both bounds of validity', () => {
    const services = [
      make('old', '2024-01-01T00:00:00Z'),
      make('new', '2026-01-01T00:00:00Z'),
      make('gone', '2024-01-01T00:00:00Z', 1, 'gone', '2026-05-31T23:59:59Z'),
      make('last moment', '2023-01-01T00:00:00Z', 1, 'last', '2026-06-01T00:00:00Z'),
      make('future', '2026-06-01T00:00:01Z'),
    ];
    expect(urls(selectServices(services, undefined, now, zeros, [1]))).toEqual(['new', 'old', 'last moment']);
  });

  it('uses only the highest supported version', () => {
    const services = [
      make('v1', '2026-01-01T00:00:00Z', 1),
      make('v2', '2025-01-01T00:00:00Z', 2),
      make('v3', '2026-01-01T00:00:00Z', 3),
    ];
    expect(urls(selectServices(services, undefined, now, zeros, [1, 2]))).toEqual(['v2']);
    expect(urls(selectServices(services, undefined, now, zeros, [1]))).toEqual(['v1']);
  });

  it('uses the newest service of each operator', () => {
    const services = [
      make('a', '2024-01-01T00:00:00Z', 1, 'o'),
      make('b', '2026-01-01T00:00:00Z', 1, 'o'),
      make('c', '2025-01-01T00:00:00Z', 1, 'p'),
    ];
    expect(selectServices(services, { selector: 'ALL', count: 0 }, now, zeros, [1])).toMatchObject({
      candidates: [{ url: 'b' }, { url: 'c' }],
      count: 2,
    });
  });

  it('ANY is one at random, with the others as substitutes', () => {
    const services = [make('a', '2026-01-01T00:00:00Z'), make('b', '2025-01-01T00:00:00Z')];
    const chances = [9, 1];
    const random = (length: number): Uint8Array => new Uint8Array(length).fill(chances.shift() ?? 0);
    const selected = selectServices(services, { selector: 'ANY', count: 0 }, now, random, [1]);
    expect(urls(selected)).toEqual(['b', 'a']);
    expect(selected.count).toBe(1);
  });

  it('EXACT needs enough services', () => {
    const services = [make('a', '2026-01-01T00:00:00Z'), make('b', '2025-01-01T00:00:00Z')];
    expect(selectServices(services, { selector: 'EXACT', count: 2 }, now, zeros, [1]).count).toBe(2);
    expect(refusal(() => selectServices(services, { selector: 'EXACT', count: 3 }, now, zeros, [1])).code).toBe(
      'SIGNING_CONFIG_INVALID',
    );
  });

  it('throws if no service can be used, and accepts an empty list', () => {
    expect(refusal(() => selectServices([make('a', '2027-01-01T00:00:00Z')], undefined, now, zeros, [1])).found).toContain(
      'a (version 1',
    );
    expect(selectServices([], { selector: 'ANY', count: 0 }, now, zeros, [1])).toEqual({ candidates: [], count: 0 });
  });
});
