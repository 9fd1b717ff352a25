import { afterEach, describe, expect, it } from '@jest/globals';
import type { ImageSubject } from '../artifacts/index.js';
import { testRun } from '../net/testing/test-run.js';
import { createRegistry } from './index.js';
import { pushImage, sampleBundle } from './testing/samples.js';
import { OCI_INDEX, OCI_MANIFEST, startStub, type StubOptions, type StubRegistry } from './testing/stub-registry.js';

const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
let stub: StubRegistry;
afterEach(() => stub.close());

async function start(options: StubOptions = {}): Promise<ImageSubject> {
  stub = await startStub(options);
  pushImage(stub, 'acme/app', { tag: '1' });
  return await createRegistry(testRun()).resolve(`${stub.host}/acme/app:1`);
}
const client = () => createRegistry(testRun());
const tagOf = (image: ImageSubject) => image.digest.replace(':', '-');

interface Referrer {
  mediaType?: string;
  artifactType?: string;
  content?: string | Uint8Array;
  subject?: string | null;
  layer?: object;
}
/** A referrer manifest in the stub; by default a valid bundle of the image. */
function refer(image: ImageSubject, options: Referrer = {}): { mediaType: string; digest: string; size: number } {
  const layer = {
    mediaType: options.mediaType ?? BUNDLE,
    ...stub.putBlob(options.content ?? sampleBundle(image.digest.slice(7)).serialized),
    ...options.layer,
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType: options.artifactType ?? BUNDLE,
    config: { mediaType: 'application/vnd.oci.empty.v1+json', ...stub.putBlob('{}') },
    layers: [layer],
    ...(options.subject === null
      ? {}
      : { subject: { mediaType: image.mediaType, digest: options.subject ?? image.digest, size: image.size } }),
  };
  const digest = stub.put('acme/app', manifest);
  return { mediaType: OCI_MANIFEST, digest, size: stub.manifests.get(digest)?.bytes.length ?? 0 };
}
const atTag = (image: ImageSubject, manifests: unknown[]) =>
  stub.put('acme/app', { schemaVersion: 2, mediaType: OCI_INDEX, manifests }, { type: OCI_INDEX, tag: tagOf(image) });

describe('find', () => {
  it('finds nothing for an image without referrers, and the search is complete', async () => {
    for (const referrers of [true, false]) {
      const image = await start({ referrers });
      expect(await client().find(image)).toEqual({ items: [], incomplete: [] });
      if (referrers) await stub.close();
    }
  });

  it('reads the pages of the referrers API', async () => {
    const image = await start({ pageSize: 2 });
    const digests = Array.from(
      { length: 5 },
      (_, index) => refer(image, { content: sampleBundle(image.digest.slice(7), undefined, `${index}`).serialized }).digest,
    );
    const { items, incomplete } = await client().find(image);
    expect(incomplete).toEqual([]);
    expect(items.map(({ origin }) => origin.location).toSorted()).toEqual(
      digests.map((digest) => `oci://${stub.host}/acme/app@${digest}`).toSorted(),
    );
    expect(items.every((item) => item.kind === 'bundle' && item.origin.kind === 'registry')).toBe(true);
  });

  it('reads the fallback tag, with the API and without it', async () => {
    for (const referrers of [true, false]) {
      const image = await start({ referrers });
      const hidden = refer(image, { content: sampleBundle(image.digest.slice(7), undefined, 'tagged').serialized });
      if (referrers)
        stub.options.intercept = (request, response) =>
          request.url?.includes('/referrers/') === true &&
          (response.writeHead(200, { 'content-type': OCI_INDEX }).end('{"manifests":[]}'), true);
      atTag(image, [hidden]);
      expect((await client().find(image)).items).toHaveLength(1);
      if (referrers) await stub.close();
    }
  });

  it('treats the image itself at the fallback tag as an empty list: some registries read the tag as its digest', async () => {
    const image = await start({ referrers: false });
    const stored = stub.manifests.get(image.digest);
    if (stored !== undefined) stub.manifests.set(`acme/app:${image.digest.replace(':', '-')}`, stored);
    expect(await client().find(image)).toEqual({ items: [], incomplete: [] });
  });

  it('refuses a list with member names that other readers interpret differently', async () => {
    const image = await start();
    stub.options.intercept = (request, response) =>
      request.url?.includes('/referrers/') === true &&
      (response.writeHead(200, { 'content-type': OCI_INDEX }).end('{"manifests":[],"Manifests":[]}'), true);
    expect((await client().find(image)).incomplete).toMatchObject([{ code: 'REGISTRY_ANSWER_INVALID' }]);
  });

  it('counts a bundle that is listed twice only once', async () => {
    const image = await start();
    atTag(image, [refer(image)]);
    expect((await client().find(image)).items).toHaveLength(1);
  });

  it('selects by the media type of the layer, not of the referrer', async () => {
    const image = await start();
    refer(image, { artifactType: 'application/vnd.oci.empty.v1+json' });
    refer(image, { artifactType: BUNDLE, mediaType: 'application/spdx+json', content: '{}' });
    refer(image, { mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.2', content: 'not a bundle' });
    const { items, incomplete } = await client().find(image);
    expect(items.map(({ kind }) => kind).toSorted()).toEqual(['bundle', 'unreadable']);
    expect(incomplete).toEqual([]);
  });

  it.each<[string, (image: ImageSubject) => unknown, string]>([
    ['is not JSON', (image) => refer(image, { content: 'nothing' }), 'EVIDENCE_MALFORMED'],
    [
      'has another digest than listed',
      (image) => {
        const { digest } = refer(image, { content: 'x' });
        stub.manifests.set(digest, { type: OCI_MANIFEST, bytes: Buffer.from('{}') });
        return atTag(image, [{ mediaType: OCI_MANIFEST, digest, size: 2 }]);
      },
      'REGISTRY_ANSWER_INVALID',
    ],
    ['has a layer of another length', (image) => refer(image, { layer: { size: 5 } }), 'REGISTRY_ANSWER_INVALID'],
    [
      'refers to another image',
      (image) => atTag(image, [refer(image, { subject: `sha256:${'e'.repeat(64)}` })]),
      'EVIDENCE_MALFORMED',
    ],
    ['refers to nothing', (image) => atTag(image, [refer(image, { subject: null })]), 'EVIDENCE_MALFORMED'],
    [
      'has a malformed entry',
      (image) => atTag(image, [{ mediaType: OCI_MANIFEST, digest: 'sha256:zz', size: 1 }]),
      'REGISTRY_ANSWER_INVALID',
    ],
  ])('reports a candidate that %s, and keeps the others', async (_name, plant, code) => {
    const image = await start();
    const good = refer(image, { content: sampleBundle(image.digest.slice(7), undefined, 'good').serialized });
    plant(image);
    const { items, incomplete } = await client().find(image);
    expect(incomplete).toEqual([]);
    expect(items.filter(({ kind }) => kind === 'bundle').map(({ origin }) => origin.location)).toEqual([
      `oci://${stub.host}/acme/app@${good.digest}`,
    ]);
    expect(items.flatMap((item) => (item.kind === 'unreadable' ? [item.error.code] : []))).toEqual([code]);
  });

  it('marks the search incomplete if a bundle is too large, and keeps the others', async () => {
    const image = await start();
    const good = refer(image, { content: sampleBundle(image.digest.slice(7), undefined, 'good').serialized });
    refer(image, { layer: { size: 17 * 1024 * 1024 } });
    const { items, incomplete } = await client().find(image);
    expect(items.map(({ origin }) => origin.location)).toEqual([`oci://${stub.host}/acme/app@${good.digest}`]);
    expect(incomplete.map((error) => error.code)).toEqual(['EVIDENCE_TOO_LARGE']);
  });

  it('searches only the other repository if one is given', async () => {
    const image = await start();
    refer(image);
    stub.options.intercept = (request, response) =>
      request.url?.startsWith('/v2/acme/signatures/') === true &&
      (response.writeHead(404, { 'content-type': 'application/json' }).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}'), true);
    const seen = stub.seen.length;
    expect(await client().find(image, { repository: `${stub.host}/acme/signatures` })).toEqual({ items: [], incomplete: [] });
    expect(stub.seen.slice(seen).every((line) => line.includes('/v2/acme/signatures/'))).toBe(true);
  });

  it('marks the search incomplete if the repository does not exist', async () => {
    const image = await start();
    stub.options.intercept = (_request, response) => (
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"errors":[{"code":"NAME_UNKNOWN"}]}'),
      true
    );
    const { items, incomplete } = await client().find(image);
    expect(items).toEqual([]);
    expect(incomplete.map(({ code }) => code)).toEqual(['REGISTRY_NOT_FOUND']);
  });
});

describe('a list that could not be read', () => {
  const places = ['/referrers/', '/manifests/sha256-', '.att', '.sig'];
  const statuses = [
    [401, 'REGISTRY_UNAUTHORIZED'],
    [403, 'REGISTRY_UNAUTHORIZED'],
    [429, 'REGISTRY_THROTTLED'],
    [500, 'REGISTRY_UNAVAILABLE'],
  ] as const;
  it.each(places.flatMap((place) => statuses.map(([status, code]) => [place, status, code] as const)))(
    '%s answers %i: incomplete with %s',
    async (place, status, code) => {
      const image = await start();
      stub.options.intercept = (request, response) =>
        request.url?.includes(place) === true &&
        (response.writeHead(status, status === 403 ? {} : { 'retry-after': '60' }).end(), true);
      const { items, incomplete } = await client().find(image);
      expect(items).toEqual([]);
      expect(new Set(incomplete.map((error) => error.code))).toEqual(new Set([code]));
      expect(incomplete[0]).toMatchObject({ expected: expect.any(String), found: expect.any(String), hint: expect.any(String) });
    },
  );

  it.each([
    ['an HTML page', { 'content-type': 'text/html' }, '<html>', 'REGISTRY_ANSWER_INVALID'],
    ['JSON that is not an index', { 'content-type': 'application/json' }, '{}', 'REGISTRY_ANSWER_INVALID'],
    ['an index without entries', { 'content-type': OCI_INDEX }, '{}', 'REGISTRY_ANSWER_INVALID'],
    ['duplicate keys', { 'content-type': OCI_INDEX }, '{"manifests":[],"manifests":[]}', 'REGISTRY_ANSWER_INVALID'],
    [
      'endless pages',
      { 'content-type': OCI_INDEX, link: '<?page=2>; rel="next"' },
      '{"manifests":[]}',
      'REGISTRY_ANSWER_INVALID',
    ],
    [
      'a next page on another host',
      { 'content-type': OCI_INDEX, link: '<https://evil.example/v2/acme/app/referrers/x>; rel="next"' },
      '{"manifests":[]}',
      'REGISTRY_ANSWER_INVALID',
    ],
  ])('a list of referrers that is %s is no list', async (_name, headers, body, code) => {
    const image = await start();
    stub.options.intercept = (request, response) =>
      request.url?.includes('/referrers/') === true &&
      (response.writeHead(200, headers as Record<string, string>).end(body), true);
    expect((await client().find(image)).incomplete.map((error) => error.code)).toEqual([code]);
  });

  it.each([
    ['/manifests/', 404, 'REGISTRY_NOT_FOUND'],
    ['/manifests/', 500, 'REGISTRY_UNAVAILABLE'],
    ['/blobs/', 404, 'REGISTRY_NOT_FOUND'],
    ['/blobs/', 429, 'REGISTRY_THROTTLED'],
  ])('a listed referrer whose %s answers %i makes the search incomplete', async (kind, status, code) => {
    const image = await start();
    const { digest } = refer(image);
    const good = refer(image, { content: sampleBundle(image.digest.slice(7), undefined, 'good').serialized });
    const layer =
      (JSON.parse(new TextDecoder().decode(stub.manifests.get(digest)?.bytes)) as { layers: { digest: string }[] }).layers[0]
        ?.digest ?? '';
    stub.options.intercept = (request, response) =>
      request.url?.includes(kind) === true &&
      request.url.endsWith(kind === '/blobs/' ? layer : digest) &&
      (response.writeHead(status, status === 403 ? {} : { 'retry-after': '60' }).end(), true);
    const { items, incomplete } = await client().find(image);
    expect(items.map(({ origin }) => origin.location)).toEqual([`oci://${stub.host}/acme/app@${good.digest}`]);
    expect(incomplete.map((error) => error.code)).toEqual([code]);
  });

  it('a listed referrer whose answer is not read makes the search incomplete', async () => {
    const image = await start();
    const { digest } = refer(image);
    const good = refer(image, { content: sampleBundle(image.digest.slice(7), undefined, 'good').serialized });
    stub.options.intercept = (request, response) =>
      request.url?.endsWith(`/manifests/${digest}`) === true &&
      (response.writeHead(200, { 'content-type': OCI_MANIFEST, 'content-encoding': 'gzip' }).end('x'), true);
    const { items, incomplete } = await client().find(image);
    expect(items.map(({ origin }) => origin.location)).toEqual([`oci://${stub.host}/acme/app@${good.digest}`]);
    expect(incomplete.map((error) => error.code)).toEqual(['REGISTRY_ANSWER_INVALID']);
  });

  it('reports that there are more than 1000 referrers', async () => {
    const image = await start();
    const entries = Array.from({ length: 1001 }, (_, index) => ({
      mediaType: 'application/x',
      digest: `sha256:${String(index).padStart(64, '0')}`,
      size: 1,
    }));
    stub.options.intercept = (request, response) =>
      request.url?.includes('/referrers/') === true &&
      (response.writeHead(200, { 'content-type': OCI_INDEX }).end(JSON.stringify({ manifests: entries })), true);
    expect((await client().find(image)).incomplete.map((error) => error.code)).toEqual(['EVIDENCE_TOO_LARGE']);
  });
});

describe("cosign's tags", () => {
  /** The text that cosign signs for an image. */
  const text = (reference: string, digest: string, type = 'cosign container image signature') =>
    JSON.stringify({
      critical: { identity: { 'docker-reference': reference }, image: { 'docker-manifest-digest': digest }, type },
      optional: null,
    });
  const signed = (content: string) => ({
    mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json',
    ...stub.putBlob(content),
    annotations: { 'dev.cosignproject.cosign/signature': 'AAAA' },
  });
  const tagSig = (image: ImageSubject, layers: object[]) =>
    stub.put('acme/app', { schemaVersion: 2, mediaType: OCI_MANIFEST, config: {}, layers }, { tag: `${tagOf(image)}.sig` });

  it('reads the signatures of a .sig tag with the signed text', async () => {
    const image = await start();
    const content = text(image.name, image.digest);
    tagSig(image, [signed(content)]);
    const { items, incomplete } = await client().find(image);
    expect(incomplete).toEqual([]);
    expect(items).toMatchObject([
      {
        kind: 'bundle',
        bundle: { version: '0.1', content: { kind: 'message' }, material: { kind: 'public-key' }, logEntries: [] },
        claim: { payload: new Uint8Array(Buffer.from(content)), image: { name: image.name, digest: image.digest } },
      },
    ]);
  });

  it('treats one signature with two texts as two candidates', async () => {
    const image = await start();
    const content = text(image.name, image.digest);
    tagSig(image, [signed(`${content} `), signed(content)]);
    const { items } = await client().find(image);
    expect(new Set(items.map((item) => (item.kind === 'bundle' ? item.digest : item.error.code))).size).toBe(2);
  });

  it('does not read a signature whose text names another image or is malformed', async () => {
    const image = await start();
    const other = `sha256:${'0'.repeat(64)}`;
    const cases = [
      [text(image.name, other), 'SUBJECT_MISMATCH'],
      [text(`${image.registry}/acme/other`, image.digest), 'SUBJECT_MISMATCH'],
      [text(`${image.name}:1`, image.digest), 'SUBJECT_MISMATCH'],
      [text(`${image.name}@${image.digest}`, image.digest), 'SUBJECT_MISMATCH'],
      [text('', image.digest), 'SUBJECT_MISMATCH'],
      [text(image.name, image.digest, 'atomic container signature'), 'EVIDENCE_MALFORMED'],
      ['{"critical":{}}', 'EVIDENCE_MALFORMED'],
      [text(image.name, image.digest).replace('{"critical"', '{"Critical":{},"critical"'), 'EVIDENCE_MALFORMED'],
      ['no JSON', 'EVIDENCE_MALFORMED'],
    ] as const;
    tagSig(
      image,
      cases.map(([content]) => signed(content)),
    );
    const { items } = await client().find(image);
    expect(items.map((item) => (item.kind === 'unreadable' ? item.error.code : item.kind))).toEqual(
      cases.map(([, code]) => code),
    );
  });

  it('ignores layers of another media type', async () => {
    const image = await start();
    pushImage(stub, 'acme/app', { tag: `${tagOf(image)}.sig`, content: 'signature' });
    expect(await client().find(image)).toEqual({ items: [], incomplete: [] });
  });

  it('reads the attestations of a .att tag as bundles', async () => {
    const image = await start();
    const envelope = { payloadType: 'application/vnd.in-toto+json', payload: 'e30=', signatures: [{ keyid: '', sig: 'AAAA' }] };
    const body = Buffer.from(JSON.stringify({ kind: 'intoto', apiVersion: '0.0.2', spec: {} })).toString('base64');
    const layers = [
      {
        mediaType: 'application/vnd.dsse.envelope.v1+json',
        ...stub.putBlob(JSON.stringify(envelope)),
        annotations: {
          'dev.cosignproject.cosign/signature': '',
          'dev.sigstore.cosign/certificate': '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n',
          'dev.sigstore.cosign/chain': '-----BEGIN CERTIFICATE-----\nMAEA\n-----END CERTIFICATE-----\n',
          'dev.sigstore.cosign/bundle': JSON.stringify({
            SignedEntryTimestamp: 'AAAA',
            Payload: { body, integratedTime: 1700000000, logIndex: 5, logID: 'ab'.repeat(32) },
          }),
        },
      },
      { mediaType: 'application/vnd.dsse.envelope.v1+json', ...stub.putBlob('broken'), annotations: {} },
    ];
    stub.put('acme/app', { schemaVersion: 2, mediaType: OCI_MANIFEST, config: {}, layers }, { tag: `${tagOf(image)}.att` });
    const { items, incomplete } = await client().find(image);
    expect(incomplete).toEqual([]);
    expect(items).toMatchObject([
      {
        kind: 'bundle',
        bundle: {
          version: '0.1',
          content: { kind: 'dsse' },
          material: { kind: 'certificate' },
          logEntries: [{ kind: 'intoto', version: '0.0.2', logIndex: 5n, integratedTime: 1700000000n }],
        },
      },
      { kind: 'unreadable', error: { code: 'EVIDENCE_MALFORMED' } },
    ]);
  });
});
