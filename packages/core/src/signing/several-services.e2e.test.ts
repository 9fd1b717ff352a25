import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox, type ServiceName } from '@countersign/sandbox';
import { readSigningConfig, readTrustedRoot, type TrustedRoot } from '../trust/index.js';
import { DEFAULT_THRESHOLDS, verifyBundle, type Thresholds } from '../verification/index.js';
import { signFiles, type SignOptions } from './index.js';
import { openStudio, type Studio } from './testing/studio.js';

/** Three operators, each with a timestamp authority and Rekor v2; the first has Rekor v1 too, and everything else. */
let studio: Studio;
let sandboxes: readonly Sandbox[];
let root: TrustedRoot;
let asked: string[] = [];
beforeAll(async () => {
  const heard = (name: string) => (line: string) => void asked.push(`${name} ${line}`);
  studio = await openStudio({ name: 'a', rekor: 'both', log: heard('a') });
  const others = await Promise.all(['b', 'c'].map((name) => startSandbox({ name, log: heard(name) })));
  sandboxes = [studio.sandbox, ...others];
  const roots = sandboxes.map(({ trustedRoot }) => trustedRoot as Readonly<Record<string, readonly unknown[]>>);
  const all = (field: string) => roots.flatMap((one) => one[field] ?? []);
  const joined = { ...roots[0], tlogs: all('tlogs'), timestampAuthorities: all('timestampAuthorities') };
  root = readTrustedRoot(Buffer.from(JSON.stringify(joined)), 'three operators');
});
afterEach(() => {
  for (const { faults } of sandboxes) faults.clear();
  asked = [];
});
afterAll(async () => {
  await Promise.all(sandboxes.slice(1).map((one) => one.stop()));
  await studio.close();
});

interface Choice {
  readonly stamps?: readonly number[];
  readonly stampUrls?: readonly string[];
  readonly logs?: readonly number[];
  readonly tsa?: object;
  readonly rekor?: object;
  readonly thresholds?: Partial<Thresholds>;
}
const stampUrl = (index: number): string => `${sandboxes[index]?.urls.tsa ?? ''}/api/v1/timestamp`;

/** Signs one file with services of these operators (0, 1, 2). */
async function sign(choice: Choice) {
  const service = (url: string, index: number, majorApiVersion = 1) => ({
    url,
    majorApiVersion,
    operator: `operator ${String(index)}`,
    validFor: { start: '2020-01-01T00:00:00Z' },
  });
  const [first] = sandboxes;
  const urls = choice.stampUrls ?? (choice.stamps ?? [0]).map(stampUrl);
  const config = {
    ...first?.signingConfig,
    rekorTlogUrls: [
      service(first?.urls.rekorV1 ?? '', 9, 1),
      ...(choice.logs ?? [0]).map((index) => service(sandboxes[index]?.urls.rekor ?? '', index, 2)),
    ],
    rekorTlogConfig: choice.rekor ?? { selector: 'ANY' },
    tsaUrls: urls.map((url, index) => service(url, index)),
    tsaConfig: choice.tsa ?? { selector: 'ANY' },
  };
  const options: SignOptions = {
    ...studio.options(),
    signingConfig: readSigningConfig(Buffer.from(JSON.stringify(config)), 'several'),
    trustedLogs: root.transparencyLogs,
    isPublic: false,
    verify: (bundle, artifact, expected) =>
      verifyBundle({
        bundle,
        artifact,
        root,
        expected,
        thresholds: { ...DEFAULT_THRESHOLDS[bundle.material.kind], ...choice.thresholds },
        now: new Date(),
      }),
  };
  const subjects = await studio.files({ 'app.tgz': 'app' });
  const inOrder = { ...studio.run(studio.sandbox.github()), random: (length: number) => new Uint8Array(length).fill(7) };
  const report = await signFiles(inOrder, { ...options, subjects });
  return {
    ...report,
    bundle: report.signed[0]?.bundle,
    error: report.failures[0]?.error,
    events: inOrder.events,
    waits: inOrder.waits,
  };
}
const down = (index: number, service: ServiceName, status = 503): void =>
  void sandboxes[index]?.faults.add({ service, method: 'POST', answer: { status, body: '{"message":"closed"}' } });

describe('several timestamp authorities', () => {
  it.each([
    ['ALL', { selector: 'ALL' }, 3],
    ['EXACT 2', { selector: 'EXACT', count: 2 }, 2],
    ['ANY', { selector: 'ANY' }, 1],
  ])('%s: the bundle has a timestamp of each, each verifies, and each counts', async (_name, tsa, count) => {
    const { failures, bundle } = await sign({ stamps: [0, 1, 2], tsa, thresholds: { timestamps: count } });
    expect(failures).toEqual([]);
    expect(bundle?.timestamps).toHaveLength(count);
    const { error } = await sign({ stamps: [0, 1, 2], tsa, thresholds: { timestamps: count + 1 } });
    expect(error).toMatchObject({ code: 'SIGNATURE_NOT_PROVEN', cause: { code: 'TIMESTAMP_MISSING' } });
  });

  it('count once if they are one authority under two addresses', async () => {
    const choice = { stampUrls: [stampUrl(0), `${stampUrl(0)}?again`], tsa: { selector: 'ALL' } };
    expect((await sign({ ...choice, thresholds: { timestamps: 1 } })).bundle?.timestamps).toHaveLength(2);
    const { error } = await sign({ ...choice, thresholds: { timestamps: 2 } });
    expect(error).toMatchObject({ cause: { code: 'TIMESTAMP_MISSING' } });
  });

  it('ALL with one that is down: nothing is signed, and the error names it', async () => {
    down(1, 'tsa');
    const { signed, error } = await sign({ stamps: [0, 1, 2], tsa: { selector: 'ALL' } });
    expect([signed, error?.code]).toEqual([[], 'SERVICE_UNAVAILABLE']);
    expect(error?.message).toContain(new URL(stampUrl(1)).host);
  });

  it.each([
    ['ANY', { selector: 'ANY' }, 1],
    ['EXACT 2', { selector: 'EXACT', count: 2 }, 2],
  ])('%s with one that is down: another is used, and the run says so', async (_name, tsa, count) => {
    down(0, 'tsa');
    const { failures, bundle, events } = await sign({ stamps: [0, 1, 2], tsa, thresholds: { timestamps: count } });
    expect([failures, bundle?.timestamps.length]).toEqual([[], count]);
    expect(events.filter(({ event }) => event === 'fell-back')).toMatchObject([
      { from: `timestamp authority ${stampUrl(0)}`, code: 'SERVICE_UNAVAILABLE' },
    ]);
  });

  it('that are all down for a moment are tried again in turn; no signature is lost', async () => {
    for (const { faults } of sandboxes)
      faults.add({ service: 'tsa', method: 'POST', times: 2, answer: { status: 503, body: '' } });
    const { failures, bundle, waits } = await sign({ stamps: [0, 1, 2] });
    expect([failures, bundle?.timestamps.length]).toEqual([[], 1]);
    expect(waits.length).toBeGreaterThan(0);
  });

  it('that are all down until the deadline are all named', async () => {
    for (const index of [0, 1, 2]) down(index, 'tsa');
    const { signed, error } = await sign({ stamps: [0, 1, 2] });
    expect([signed, error?.code]).toEqual([[], 'SERVICE_UNAVAILABLE']);
    for (const index of [0, 1, 2]) expect(error?.found).toContain(new URL(stampUrl(index)).host);
    expect(error?.found).toContain('closed');
  });
});

describe('several logs', () => {
  const logs = (): readonly string[] =>
    [...new Set(asked.filter((line) => / rekor(?:V1)? POST/.test(line)).map((line) => line.split(' POST')[0] ?? ''))].toSorted();

  it('EXACT 2 of Rekor v2: an entry of each, and each counts; Rekor v1 is not asked', async () => {
    const rekor = { selector: 'EXACT', count: 2 };
    const { failures, bundle } = await sign({ logs: [0, 1], rekor, thresholds: { logEntries: 2 } });
    expect([failures, bundle?.logEntries.map(({ version }) => version)]).toEqual([[], ['0.0.2', '0.0.2']]);
    expect(new Set(bundle?.logEntries.map(({ logId }) => logId)).size).toBe(2);
    expect(logs()).toEqual(['a rekor', 'b rekor']);
  });

  it('EXACT 3 of which two are Rekor v2: refused before anything is signed, since versions are never mixed', async () => {
    const rejected = sign({ logs: [0, 1], rekor: { selector: 'EXACT', count: 3 } });
    await expect(rejected).rejects.toMatchObject({ code: 'SIGNING_CONFIG_INVALID' });
    expect(asked.filter((line) => line.includes('POST'))).toEqual([]);
  });

  it('that refuse end at once: no other log is asked, and nothing is waited for', async () => {
    for (const index of [0, 1, 2]) down(index, 'rekor', 400);
    const { error, waits } = await sign({ logs: [0, 1, 2] });
    expect(error).toMatchObject({ code: 'SERVICE_REFUSED', found: 'closed' });
    expect([waits, logs().length]).toEqual([[], 1]);
  });
});
