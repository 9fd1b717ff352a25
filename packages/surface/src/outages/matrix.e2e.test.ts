import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CODES } from '@countersign/core/errors';
import { prover } from '@countersign/core/gate';
import { readBundle } from '../../../core/src/bundles/index.js';
import { FAULTS, outcomeOf, SERVICES, type Fault, type Service } from './table.js';
import { runCell, type Cell } from './testing/cell.js';
import { openStage, type Stage } from './testing/stage.js';
import type { Told } from './testing/uses.js';

const services = Object.keys(SERVICES) as Service[];
const faults = Object.keys(FAULTS) as Fault[];
/** Services of keys of one's own. */
const OWN_KEYS: readonly Service[] = ['awsKms', 'awsSts', 'googleKms', 'googleSts', 'azureVault', 'azureLogin', 'vault'];
const names = services.flatMap((service) => faults.map((fault) => [service, fault] as const));

/** Cells that mostly wait for real time (attempts without an answer) run first, all together. */
const SLOW: readonly Fault[] = ['hang', 'drip'];
const AT_ONCE = 12;

let stage: Stage;
const cells = new Map<string, Cell>();

beforeAll(async () => {
  stage = await openStage();
  const queue = names.toSorted(([, a], [, b]) => Number(SLOW.includes(b)) - Number(SLOW.includes(a)));
  const next = queue.values();
  const work = async (): Promise<void> => {
    for (const [service, fault] of next) cells.set(`${service} ${fault}`, await runCell(stage, service, fault));
  };
  await Promise.all(Array.from({ length: AT_ONCE + SLOW.length * services.length }, work));
}, 300_000);

afterAll(async () => {
  process.stdout.write(`${printed()}\n`);
  await stage.close();
});

const cellOf = (service: Service, fault: Fault): Cell => {
  const cell = cells.get(`${service} ${fault}`);
  if (cell === undefined) throw new Error(`${service} ${fault} did not run`);
  return cell;
};

/** Service × fault: code, and number of requests. */
function printed(): string {
  const width = Math.max(...faults.map((fault) => fault.length));
  const lines = services.flatMap((service) => [
    `${service}: ${SERVICES[service]}`,
    ...faults.map((fault) => {
      const cell = cells.get(`${service} ${fault}`);
      return `  ${fault.padEnd(width)}  ${cell === undefined ? 'not run' : `${cell.error?.code ?? 'done'}, requests: ${cell.requests}`}`;
    }),
  ]);
  return lines.join('\n');
}

const textOf = (error: Told | undefined): string =>
  error === undefined
    ? ''
    : [error.message, error.expected, error.found, error.hint].filter((text) => text !== undefined).join('\n');

describe.each(services)('%s', (service) => {
  it.each(faults)('%s: ends as the table says', (fault) => {
    const { error, requests } = cellOf(service, fault);
    const expected = outcomeOf(service, fault);
    expect([error?.code ?? 'done', textOf(error)]).toEqual([
      expected.ends === 'done' ? 'done' : expected.code,
      expected.ends === 'done' ? '' : expect.any(String),
    ]);
    const [least, most] = expected.requests;
    expect(requests).toBeGreaterThanOrEqual(least);
    expect(requests).toBeLessThanOrEqual(most);
    if (expected.ends === 'done') return;
    for (const words of expected.says) expect(textOf(error)).toContain(words);
    expect(error?.hint).toContain(expected.cure);
  });

  it.each(faults)('%s: the error names host and attempts, and contains no secret', (fault) => {
    const { error, host, attempts, secrets, run } = cellOf(service, fault);
    const everything = JSON.stringify([error, run.lines, run.events]);
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(10);
      expect(everything).not.toContain(secret);
    }
    expect(everything).not.toMatch(/eyJ[\w-]+\.[\w-]+/);
    // Evidence that says no, and a clock that is wrong, are not about this host.
    if (error?.code === undefined || CODES[error.code] !== 2 || fault === 'ahead') return;
    expect(textOf(error)).toContain(host);
    if (attempts < 2 || !['refused', 'hang', 'fails', 'drip'].includes(fault)) return;
    const told = Number(/after (\d+) attempts/.exec(textOf(error))?.[1]);
    expect(told).toBeGreaterThan(1);
    // Several manifests are pushed at the same time: each error has the attempts of its own request.
    if (service === 'registryWrites') return;
    expect(told).toBeGreaterThanOrEqual(attempts);
    // The last attempt may end with the budget before it reaches the service; on a slow machine, others may, too, after one second.
    if (!SLOW.includes(fault)) expect(told).toBeLessThanOrEqual(attempts + 1);
  });

  it.each(faults)('%s: leaves complete bundles that verify, or none', async (fault) => {
    const { error, files, entries, certificates, run, root, subjects } = cellOf(service, fault);
    const bundles = [...files].filter(([name]) => name.endsWith('.sigstore.json'));
    expect([...files.keys()].filter((name) => !name.endsWith('.sigstore.json'))).toEqual([]);
    const prove = prover(root, run.clock, { transparencyLog: 'required' });
    for (const [name, bytes] of bundles) {
      const bundle = readBundle(bytes, name);
      // A bundle by a key of one's own is proven by signing itself, with this key.
      if (bundle.content.kind !== 'message' || OWN_KEYS.includes(service)) continue;
      const [subject] = subjects;
      if (subject === undefined) throw new Error('no subject');
      const identity = 'https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1.4.0';
      const [issuer] = run.events.flatMap((event) => (event.event === 'certificate-issued' ? [event.issuer ?? ''] : []));
      await prove(
        bundle,
        { digests: subject.digests },
        {
          kind: 'certificate',
          identity,
          issuer: issuer ?? stage.studio.sandbox.issuers.github,
        },
      );
    }
    // A signature that was recorded in public is not lost because the registry failed.
    if (service === 'registryWrites' && error !== undefined) expect(bundles).toHaveLength(entries > 0 ? 3 : 0);
    if (service === 'registryWrites' && error === undefined) expect(bundles).toEqual([]);
    if (certificates > 0 && error !== undefined && service !== 'registryWrites') expect(bundles).toEqual([]);
  });

  it.each(faults)('%s: publishes nothing twice, and uses nothing that was not asked for', (fault) => {
    const { error, certificates, entries, run } = cellOf(service, fault);
    expect(run.events.filter(({ event }) => event === 'fell-back' || event === 'trust-cache-refused')).toEqual([]);
    // Three manifests of one image; otherwise one artifact.
    const signatures = service === 'registryWrites' ? 3 : 1;
    expect(entries).toBeLessThanOrEqual(signatures);
    if (error === undefined && certificates > 0) expect(entries).toBe(signatures);
    // What can be known before the certificate is known then: nothing is public.
    if (
      ['issuer', 'issuerKeys', 'tufForSigning', 'tufForGate', 'registryReads', 'github'].includes(service) &&
      error !== undefined
    )
      expect([certificates, entries]).toEqual([0, 0]);
    if (service === 'fulcio' && error !== undefined) expect(entries).toBe(0);
    // A registry that cannot be reached is noticed before the certificate.
    if (service === 'registryWrites' && ['refused', 'hang', 'tls', 'proxy'].includes(fault))
      expect([certificates, entries]).toEqual([0, 0]);
    if (fault === 'ahead' && error !== undefined) expect([certificates, entries]).toEqual([0, 0]);
  });

  it.each(faults)('%s: ends within the budget of the run', (fault) => {
    const { run, late } = cellOf(service, fault);
    // The last attempt ends with the budget; what follows needs no network.
    expect(late).toBeLessThan(30_000);
    if (fault === 'throttled') expect(Math.max(...run.waits)).toBeGreaterThanOrEqual(3_000);
  });
});

it('a redirect never takes a credential or a token to the other host', () => {
  const { seen } = stage.elsewhere;
  expect(seen.length).toBeGreaterThan(0);
  for (const { method, headers, body } of seen) {
    expect(method).toBe('GET');
    expect(headers.authorization).toBeUndefined();
    expect(body).toHaveLength(0);
  }
});

it('everything works without a fault', async () => {
  const ends = await Promise.all(
    services.map(async (service) => [service, textOf((await runCell(stage, service, undefined)).error)]),
  );
  expect(ends).toEqual(services.map((service) => [service, '']));
}, 60_000);
