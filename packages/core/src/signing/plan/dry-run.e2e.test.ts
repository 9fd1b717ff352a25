import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Environment } from '../../run/index.js';
import { parseCertificate } from '../../crypto/index.js';
import { createRegistry } from '../../registry/index.js';
import { attestProvenance, signFiles, signImages, type PublishedText, type SignOptions, type SigningReport } from '../index.js';
import { pushImage } from '../testing/image.js';
import { keyFile } from '../testing/keys.js';
import { openStudio, type Studio } from '../testing/studio.js';

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

describe.each(['v1', 'v2'] as const)('dry-run, with a log of version %s', (rekor) => {
  let studio: Studio;
  let requests: string[] = [];
  beforeAll(async () => {
    studio = await openStudio({ rekor, log: (line) => requests.push(line) });
    for (const name of ['image', 'provenance']) await pushImage(studio.sandbox.registry.host, `acme/${name}`, 'v1', name);
    // Version 1 records envelopes with SHA-256 only.
    keyFile(studio.folder, rekor === 'v1' ? 'P-256' : 'P-384', 'release.pem');
  });
  beforeEach(() => {
    requests = [];
  });
  afterAll(() => studio.close());

  const PIECES: Readonly<Record<string, (env: Environment, changes: Partial<SignOptions>) => Promise<SigningReport>>> = {
    async 'sign-blob'(env, changes) {
      const subjects = await studio.files({ 'app.tgz': 'app', 'tool.bin': 'tool' });
      return signFiles(studio.run(env), { ...studio.options(), ...changes, subjects });
    },
    async 'sign-image'(env, changes) {
      const run = studio.run(env);
      const registry = createRegistry(run);
      const images = [await registry.resolve(`${studio.sandbox.registry.host}/acme/image:v1`)];
      return signImages(run, { ...studio.options(), ...changes, images, registry, annotations: { version: '1.10' } });
    },
    async 'attest-provenance'(env, changes) {
      const run = studio.run(env);
      const registry = createRegistry(run);
      const image = await registry.resolve(`${studio.sandbox.registry.host}/acme/provenance:v1`);
      const subjects = [...(await studio.files({ 'app.tgz': 'app' })), image];
      return attestProvenance(run, { ...studio.options(), ...changes, subjects, registry });
    },
  };
  const files = (): string[] => readdirSync(studio.folder).sort();

  const jobs: readonly (readonly [string, () => Environment | Promise<Environment>])[] = [
    ['GitHub', () => studio.sandbox.github({ environment: 'production', workflow: 'Ship it' })],
    ['GitLab', () => studio.sandbox.gitlab({ environment: 'production' })],
  ];
  const cases = jobs.flatMap(([platform, env]) => Object.keys(PIECES).map((piece) => ({ platform, env, piece })));

  it.each(cases)('$piece on $platform announces everything that becomes public, and does nothing', async ({ env, piece }) => {
    const sign = PIECES[piece];
    if (sign === undefined) throw new Error('no such piece');
    const job = await env();
    await studio.files({ 'app.tgz': 'app', 'tool.bin': 'tool' });
    const before = files();
    const changes = { keys: ['keyless', 'release.pem'], outputDir: `out-${piece}` };
    const { plan, signed, failures } = await sign(job, { ...changes, dryRun: true });
    expect([signed, failures]).toEqual([[], []]);
    expect(files()).toEqual(before);
    expect(requests.filter((line) => /^(?:fulcio|rekor|rekorV1|tsa|ct) |^registry (?:PUT|PATCH) /.test(line))).toEqual([]);
    if (plan === undefined) throw new Error('no plan');

    const report = await sign(job, changes);
    expect(report.failures).toEqual([]);
    const announced = plan.published;
    const kinds = announced.map((one) => `${one.in} ${one.name}`);
    expect(kinds.filter((kind, at) => kind !== kinds[at - 1])).toEqual([...new Set(kinds)]);
    expect(report.signed.map(({ path }) => path)).toEqual(plan.signatures.map(({ path }) => path));
    expect(plan.signers.map(({ identity }) => identity)).toEqual([report.signed[0]?.signer.identity, undefined]);
    for (const { bundle, signer, stored } of report.signed) {
      const certificate = bundle.material.kind === 'certificate' ? bundle.material.chain[0] : undefined;
      if (certificate !== undefined) expectCertificateAnnounced(announced, certificate);
      else expect(plan.signers.map(({ fingerprint }) => fingerprint)).toContain(signer.fingerprint);
      for (const { canonicalizedBody } of bundle.logEntries)
        expectEntryAnnounced(announced, JSON.parse(Buffer.from(canonicalizedBody).toString()) as Json);
      if (bundle.content.kind === 'dsse')
        for (const [, text] of leaves(JSON.parse(Buffer.from(bundle.content.payload).toString()) as Json))
          expect(valuesIn(announced, 'statement')).toContain(text);
      for (const { reference } of stored) {
        const [repository = '', digest = ''] = reference.split('@');
        expect(valuesIn(announced, 'registry')).toContain(repository);
        await expectManifestAnnounced(announced, repository, digest);
      }
    }
  });

  const valuesIn = (announced: readonly PublishedText[], place: PublishedText['in']): (string | undefined)[] =>
    announced.filter((one) => one.in === place).map(({ value }) => value);

  function expectCertificateAnnounced(announced: readonly PublishedText[], der: Uint8Array): void {
    const { fulcio, alternativeNames } = parseCertificate(der);
    const texts = announced
      .filter((one) => one.in === 'certificate' && one.value !== undefined)
      .map(({ name, value }) => [name, value]);
    const names = Object.fromEntries(texts) as Readonly<Record<string, string>>;
    const { 'subject alternative name': identity, ...extensions } = names;
    expect(alternativeNames.map(({ value }) => value)).toEqual([identity]);
    // Fulcio and the sandbox write the subject of the token only in some versions.
    const { tokenSubject = extensions['tokenSubject'], ...others } = fulcio;
    expect({ ...others, tokenSubject }).toEqual(extensions);
  }

  /** Every text in a log entry is announced, with its value or as one that is made during the run. */
  function expectEntryAnnounced(announced: readonly PublishedText[], body: Json): void {
    const entry = announced.filter((one) => one.in === 'log entry');
    const all = Object.fromEntries(leaves(body));
    const has = (name: string, value?: string): void => expect(entry).toContainEqual({ in: 'log entry', name, value });
    const algorithms: Readonly<Record<string, string>> = { SHA2_256: 'sha256', SHA2_384: 'sha384' };
    let algorithm = 'sha256';
    for (const [path, text] of Object.entries(all)) {
      const last = path.split('.').at(-1) ?? '';
      if (path === 'apiVersion') continue;
      else if (path === 'kind') has('kind', `${text} ${all['apiVersion'] ?? ''}`);
      else if (last === 'keyDetails') has('type of the key', text);
      else if (last === 'algorithm') algorithm = algorithms[text] ?? text;
      else if (path.endsWith('data.digest')) has('digest', `${algorithm}:${Buffer.from(text, 'base64').toString('hex')}`);
      else if (path.endsWith('hash.value')) has('digest', `${algorithm}:${text}`);
      else if (path.endsWith('payloadHash.value')) has('digest', `sha256:${text}`);
      else if (path.endsWith('envelopeHash.value')) has('digest of the envelope');
      else if (path.endsWith('x509Certificate.rawBytes')) has('certificate');
      else if (path.endsWith('publicKey.rawBytes')) has('public key', text);
      else if (path.endsWith('publicKey.content') || last === 'verifier') {
        const pem = Buffer.from(text, 'base64').toString();
        const inner = pem.replace(/-----[A-Z ]+-----|\s/g, '');
        if (pem.includes('CERTIFICATE')) has('certificate');
        else has('public key', inner);
      } else if (path.endsWith('signature.content') || last === 'signature') has('signature');
      else throw new Error(`${path} is in the log and was not announced: ${text}`);
    }
  }

  async function expectManifestAnnounced(announced: readonly PublishedText[], repository: string, digest: string): Promise<void> {
    const [host = '', ...name] = repository.split('/');
    const response = await fetch(`http://${host}/v2/${name.join('/')}/manifests/${digest}`);
    const manifest = (await response.json()) as {
      readonly annotations: Readonly<Record<string, string>>;
      readonly subject: { readonly digest: string };
    };
    const registry = announced.filter((one) => one.in === 'registry');
    expect(registry).toContainEqual({ in: 'registry', name: 'image', value: manifest.subject.digest });
    expect(Object.keys(manifest.annotations).sort()).toEqual([
      'dev.sigstore.bundle.content',
      'dev.sigstore.bundle.predicateType',
      'org.opencontainers.image.created',
    ]);
    const type = manifest.annotations['dev.sigstore.bundle.predicateType'];
    expect(registry).toContainEqual({ in: 'registry', name: 'predicate type', value: type });
    for (const made of ['bundle', 'time']) expect(registry).toContainEqual({ in: 'registry', name: made, value: undefined });
  }

  it('shows the plan of a private repository, and ends as the real run would', async () => {
    const env = studio.sandbox.github({ repository_visibility: 'private' });
    const { plan, failures } = (await PIECES['sign-blob']?.(env, { dryRun: true, isPublic: true })) ?? {};
    expect(plan?.published).toContainEqual({ in: 'certificate', name: 'sourceRepositoryVisibility', value: 'private' });
    expect(failures).toMatchObject([{ error: { code: 'PUBLIC_NOT_CONFIRMED' } }]);
  });
});

function leaves(value: Json, path = ''): (readonly [string, string])[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((one) => leaves(one, path));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, one]) => leaves(one as Json, path === '' ? name : `${path}.${name}`));
  return value === null || value === '' ? [] : [[path, String(value)]];
}
