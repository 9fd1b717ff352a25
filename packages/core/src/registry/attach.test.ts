import { afterEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { ImageSubject } from '../artifacts/index.js';
import { failure, testRun } from '../net/testing/test-run.js';
import { createRegistry } from './index.js';
import { pushImage, sampleBundle, sampleMessageBundle } from './testing/samples.js';
import { OCI_INDEX, OCI_MANIFEST, startStub, type StubOptions, type StubRegistry } from './testing/stub-registry.js';

let stub: StubRegistry;
afterEach(() => stub.close());

async function start(options: StubOptions = {}): Promise<ImageSubject> {
  stub = await startStub(options);
  pushImage(stub, 'acme/app', { tag: '1' });
  return await createRegistry(testRun()).resolve(`${stub.host}/acme/app:1`);
}
const client = () => createRegistry(testRun());
const json = (digest: string) =>
  JSON.parse(new TextDecoder().decode(stub.manifests.get(digest)?.bytes)) as Record<string, unknown>;
const tagged = (image: ImageSubject) =>
  (json(`acme/app:${image.digest.replace(':', '-')}`) as { manifests: { digest: string; size: number }[] }).manifests;

describe('attach', () => {
  it('writes the manifest that actions/attest writes', async () => {
    const image = await start();
    const { bundle, serialized } = sampleBundle(image.digest.slice(7));
    const stored = await client().attach(image, bundle, serialized);
    expect(stored).toEqual({
      digest: stored.digest,
      reference: `${stub.host}/acme/app@${stored.digest}`,
      listedBy: 'referrers-api',
    });
    const layer = `sha256:${createHash('sha256').update(serialized).digest('hex')}`;
    expect(json(stored.digest)).toEqual({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      config: {
        mediaType: 'application/vnd.oci.empty.v1+json',
        digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
        size: 2,
      },
      layers: [{ mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json', digest: layer, size: serialized.length }],
      subject: { mediaType: image.mediaType, digest: image.digest, size: image.size },
      annotations: {
        'org.opencontainers.image.created': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        'dev.sigstore.bundle.content': 'dsse-envelope',
        'dev.sigstore.bundle.predicateType': 'https://example.com/grüße/v1',
      },
    });
    expect(Buffer.from(stub.blobs.get(layer) ?? '')).toEqual(Buffer.from(serialized));
  });

  it('annotates a message signature as a message signature', async () => {
    const image = await start();
    const { bundle, serialized } = sampleMessageBundle(image.digest.slice(7));
    const stored = await client().attach(image, bundle, serialized);
    expect(json(stored.digest)['annotations']).toMatchObject({ 'dev.sigstore.bundle.content': 'message-signature' });
    expect(json(stored.digest)['annotations']).not.toHaveProperty('dev.sigstore.bundle.predicateType');
  });

  it('does not upload blobs that exist', async () => {
    const image = await start();
    const { bundle, serialized } = sampleBundle(image.digest.slice(7));
    await client().attach(image, bundle, serialized);
    const uploads = stub.seen.filter((line) => line.startsWith('POST')).length;
    await client().attach(image, bundle, serialized);
    expect(uploads).toBe(2);
    expect(stub.seen.filter((line) => line.startsWith('POST'))).toHaveLength(2);
  });

  it('keeps the parameters of the upload URL unchanged', async () => {
    const image = await start();
    const { bundle, serialized } = sampleBundle(image.digest.slice(7));
    await client().attach(image, bundle, serialized);
    expect(stub.seen.filter((line) => line.includes('_state=a%2Bb&digest=sha256%3A'))).toHaveLength(2);
  });

  it.each([307, 308])('follows a redirect %i of an upload with method and body, within the registry', async (status) => {
    const image = await start();
    const seen: string[] = [];
    stub.options.intercept = (request, response) => {
      const { method = '', url = '' } = request;
      if (!['POST', 'PUT'].includes(method) || !url.includes('/blobs/uploads/') || url.includes('moved=1')) return false;
      seen.push(method);
      response.writeHead(status, { location: `${url}${url.includes('?') ? '&' : '?'}moved=1` }).end();
      return true;
    };
    const { bundle, serialized } = sampleBundle(image.digest.slice(7));
    await client().attach(image, bundle, serialized);
    expect(seen).toEqual(expect.arrayContaining(['POST', 'PUT']));
    expect(stub.blobs.get(`sha256:${createHash('sha256').update(serialized).digest('hex')}`)).toBeDefined();
  });

  it.each([
    ['redirect in a circle', () => `/v2/acme/app/blobs/uploads/`],
    ['redirect to another port of this machine', () => 'http://127.0.0.1:1/v2/acme/app/blobs/uploads/'],
    ['redirect to a metadata service', () => 'https://169.254.169.254/upload'],
  ])('does not follow an upload %s', async (_, location) => {
    const image = await start();
    stub.options.intercept = (request, response) =>
      request.method === 'POST' && (response.writeHead(307, { location: location() }).end(), true);
    const { bundle, serialized } = sampleBundle(image.digest.slice(7));
    const error = await failure(client().attach(image, bundle, serialized));
    expect(error.code).toMatch(/^(?:REGISTRY_ANSWER_INVALID|FETCH_FAILED)$/);
    expect(stub.seen.filter((line) => line.startsWith('POST')).length).toBeLessThanOrEqual(8);
  });

  it('starts an interrupted upload again', async () => {
    const image = await start();
    let refusals = 2;
    stub.options.intercept = (request, response) => {
      if (request.method !== 'PUT' || !request.url?.includes('/blobs/') || refusals === 0) return false;
      refusals -= 1;
      response.writeHead(refusals === 1 ? 503 : 404).end();
      return true;
    };
    const { bundle, serialized } = sampleBundle(image.digest.slice(7));
    await expect(client().attach(image, bundle, serialized)).resolves.toMatchObject({ listedBy: 'referrers-api' });
  });

  it('uploads a bundle that several images of a run share only once', async () => {
    await start();
    const digests = [1, 2, 3].map((tag) => pushImage(stub, 'acme/app', { tag: `p${tag}`, content: `p${tag}` }));
    const { bundle, serialized } = sampleBundle(digests[0]?.slice(7) ?? '');
    const registry = client();
    const images = await Promise.all(digests.map((digest) => registry.resolve(`${stub.host}/acme/app@${digest}`)));
    await Promise.all(images.map((image) => registry.attach(image, bundle, serialized)));
    expect(stub.seen.filter((line) => line.startsWith('POST'))).toHaveLength(2);
  });

  it.each([
    ['for a moment', 2, undefined],
    ['always', 100, 'STORE_FAILED'],
  ])('pushes the manifest again if its blobs are not found %s', async (_, refusals, code) => {
    const image = await start();
    let left = refusals;
    stub.options.intercept = (request, response) => {
      if (request.method !== 'PUT' || !request.url?.includes('/manifests/') || left === 0) return false;
      left -= 1;
      response.writeHead(400).end(JSON.stringify({ errors: [{ code: 'DIGEST_INVALID' }] }));
      return true;
    };
    const { bundle, serialized } = sampleBundle(image.digest.slice(7));
    const attached = client().attach(image, bundle, serialized);
    if (code === undefined) await expect(attached).resolves.toMatchObject({ listedBy: 'referrers-api' });
    else await expect(attached).rejects.toMatchObject({ code });
    expect(refusals - left).toBeLessThan(6);
  });

  it('stores the bundle in another repository', async () => {
    const image = await start();
    const { bundle, serialized } = sampleBundle(image.digest.slice(7));
    const stored = await client().attach(image, bundle, serialized, { repository: `${stub.host}/acme/signatures` });
    expect(stored.reference).toBe(`${stub.host}/acme/signatures@${stored.digest}`);
    expect(
      (await failure(client().attach(image, bundle, serialized, { repository: `${stub.host}/acme/signatures:tag` }))).code,
    ).toBe('IMAGE_REFERENCE_INVALID');
  });

  it.each([
    [401, 'REGISTRY_UNAUTHORIZED'],
    [403, 'REGISTRY_UNAUTHORIZED'],
    [429, 'REGISTRY_THROTTLED'],
    [500, 'REGISTRY_UNAVAILABLE'],
  ])('fails with the reason of a %i on push', async (status, code) => {
    const image = await start();
    stub.options.intercept = (request, response) =>
      request.method === 'POST' && (response.writeHead(status, status === 403 ? {} : { 'retry-after': '60' }).end(), true);
    const { bundle, serialized } = sampleBundle(image.digest.slice(7));
    expect((await failure(client().attach(image, bundle, serialized))).code).toBe(code);
  });

  it('fails if the API accepts the manifest but never lists it', async () => {
    const image = await start();
    stub.options.intercept = (request, response) =>
      request.url?.includes('/referrers/') === true &&
      (response.writeHead(200, { 'content-type': OCI_INDEX }).end(JSON.stringify({ manifests: [] })), true);
    const { bundle, serialized } = sampleBundle(image.digest.slice(7));
    expect(await failure(client().attach(image, bundle, serialized))).toMatchObject({
      code: 'STORE_FAILED',
      found: 'a list without it',
    });
  });

  it('waits until the API lists the manifest', async () => {
    const image = await start();
    let lookups = 0;
    stub.options.intercept = (request, response) =>
      request.url?.includes('/referrers/') === true &&
      ++lookups < 3 &&
      (response.writeHead(200, { 'content-type': OCI_INDEX }).end(JSON.stringify({ manifests: [] })), true);
    const { bundle, serialized } = sampleBundle(image.digest.slice(7));
    await expect(client().attach(image, bundle, serialized)).resolves.toMatchObject({ listedBy: 'referrers-api' });
  });
});

describe('attach without the referrers API', () => {
  it('lists the manifest at the fallback tag, with its size in bytes, and keeps existing entries', async () => {
    const image = await start({ referrers: false });
    const other = { mediaType: OCI_MANIFEST, digest: `sha256:${'b'.repeat(64)}`, size: 7, artifactType: 'x/y', urls: ['kept'] };
    stub.put(
      'acme/app',
      { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [other], annotations: { kept: 'too' } },
      { type: OCI_INDEX, tag: image.digest.replace(':', '-') },
    );
    const { bundle, serialized } = sampleBundle(image.digest.slice(7));
    const stored = await client().attach(image, bundle, serialized);
    expect(stored.listedBy).toBe('fallback-tag');
    const entries = tagged(image);
    expect(entries[0]).toEqual(other);
    expect(entries[1]).toMatchObject({
      mediaType: OCI_MANIFEST,
      digest: stored.digest,
      artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    });
    expect(entries[1]?.size).toBe(stub.manifests.get(stored.digest)?.bytes.length);
    expect(json(`acme/app:${image.digest.replace(':', '-')}`)).toMatchObject({ annotations: { kept: 'too' } });
  });

  it('fails at once if the registry returns the image itself for the fallback tag', async () => {
    const image = await start({ referrers: false });
    stub.options.intercept = (request, response) => {
      const stored = stub.manifests.get(image.digest);
      if (request.method !== 'GET' || request.url?.endsWith(image.digest.replace(':', '-')) !== true || stored === undefined)
        return false;
      response.writeHead(200, { 'content-type': stored.type }).end(stored.bytes);
      return true;
    };
    const { bundle, serialized } = sampleBundle(image.digest.slice(7));
    const error = await failure(client().attach(image, bundle, serialized));
    expect(error).toMatchObject({ code: 'STORE_FAILED', hint: expect.stringContaining('signature-repository') });
    expect(stub.seen.filter((line) => line.startsWith('PUT') && line.includes('/manifests/sha256-'))).toEqual([]);
  });

  it('does not overwrite other content at the tag', async () => {
    const image = await start({ referrers: false });
    pushImage(stub, 'acme/app', { tag: image.digest.replace(':', '-'), content: 'other' });
    const { bundle, serialized } = sampleBundle(image.digest.slice(7));
    expect(await failure(client().attach(image, bundle, serialized))).toMatchObject({
      code: 'REGISTRY_ANSWER_INVALID',
      expected: OCI_INDEX,
    });
  });

  it('writes again if another writer overwrites the list after the first check', async () => {
    const image = await start({ referrers: false });
    const tag = `acme/app:${image.digest.replace(':', '-')}`;
    const theirs = { mediaType: OCI_MANIFEST, digest: `sha256:${'c'.repeat(64)}`, size: 1 };
    let seen = 0;
    stub.options.intercept = (request) => {
      // After our write and first check, a writer that read the list before us writes its own list.
      if (request.method === 'GET' && request.url?.endsWith(image.digest.replace(':', '-')) && ++seen === 3) {
        stub.put(
          'acme/app',
          { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [theirs] },
          { type: OCI_INDEX, tag: image.digest.replace(':', '-') },
        );
      }
      return false;
    };
    const { bundle, serialized } = sampleBundle(image.digest.slice(7));
    const stored = await client().attach(image, bundle, serialized);
    expect(stub.manifests.has(tag)).toBe(true);
    expect(tagged(image).map(({ digest }) => digest)).toEqual([theirs.digest, stored.digest]);
  });

  it("restores another writer's entry that was lost meanwhile", async () => {
    const image = await start({ referrers: false });
    const victim = { mediaType: OCI_MANIFEST, digest: `sha256:${'d'.repeat(64)}`, size: 1 };
    const tag = image.digest.replace(':', '-');
    stub.put('acme/app', { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [victim] }, { type: OCI_INDEX, tag });
    let seen = 0;
    stub.options.intercept = (request) => {
      if (request.method === 'GET' && request.url?.endsWith(tag) && ++seen === 2) {
        stub.put('acme/app', { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] }, { type: OCI_INDEX, tag });
      }
      return false;
    };
    const { bundle, serialized } = sampleBundle(image.digest.slice(7));
    const stored = await client().attach(image, bundle, serialized);
    expect(
      tagged(image)
        .map(({ digest }) => digest)
        .toSorted(),
    ).toEqual([victim.digest, stored.digest].toSorted());
  });

  it('fails if its entry never stays in the list', async () => {
    const image = await start({ referrers: false });
    stub.options.intercept = (request, response) =>
      request.method === 'PUT' && request.url?.includes('/manifests/sha256-') === true && (response.writeHead(201).end(), true);
    const { bundle, serialized } = sampleBundle(image.digest.slice(7));
    expect((await failure(client().attach(image, bundle, serialized))).code).toBe('STORE_FAILED');
  });

  it('stops sending If-Match to a registry that refuses every If-Match', async () => {
    const image = await start({ referrers: false });
    stub.put(
      'acme/app',
      { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] },
      { type: OCI_INDEX, tag: image.digest.replace(':', '-') },
    );
    stub.options.intercept = (request, response) =>
      request.headers['if-match'] !== undefined && (response.writeHead(412).end(), true);
    const { bundle, serialized } = sampleBundle(image.digest.slice(7));
    await expect(client().attach(image, bundle, serialized)).resolves.toMatchObject({ listedBy: 'fallback-tag' });
  });

  const error = (code: string, message: string, detail?: unknown): string =>
    JSON.stringify({ errors: [{ code, message, detail }] });
  it.each([
    [
      'Harbor',
      412,
      error('PRECONDITION', "Failed to process request due to 'app:sha256-0' configured as immutable."),
      /immutable/,
    ],
    ['ECR', 400, error('TAG_INVALID', "The image tag 'sha256-0' already exists in the repository"), /already exists/],
    ['ECR by its own code', 400, error('ImageTagAlreadyExistsException', 'no'), /ImageTagAlreadyExistsException "no"/],
    ['Artifactory', 409, error('CONFLICT', 'refused', { reason: 'overwriting tags is off' }), /overwriting tags is off/],
    ['Azure', 405, error('UNSUPPORTED', 'The operation is disallowed: the tag is write locked'), /write locked/],
  ])('ends at once if a tag may not be written again: %s', async (_name, status, body, words) => {
    for (const exists of [true, false]) {
      const image = await start({ referrers: false });
      const tag = image.digest.replace(':', '-');
      if (exists) stub.put('acme/app', { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] }, { type: OCI_INDEX, tag });
      let puts = 0;
      stub.options.intercept = (request, response) => {
        if (request.method !== 'PUT' || request.url?.includes('/manifests/sha256-') !== true) return false;
        puts += 1;
        response.writeHead(status).end(body);
        return true;
      };
      const { bundle, serialized } = sampleBundle(image.digest.slice(7));
      const run = testRun();
      const refused = await failure(createRegistry(run).attach(image, bundle, serialized));
      expect(refused).toMatchObject({ code: 'STORE_FAILED', exitStatus: 2, found: expect.stringMatching(words) });
      expect(refused.hint).toContain('Exempt tags "sha256-*"');
      expect([puts, run.waits]).toEqual([1, []]);
    }
  });

  it.each([true, false])('a 412 without words ends soon if nobody else writes (the tag exists: %s)', async (exists) => {
    const image = await start({ referrers: false });
    const tag = image.digest.replace(':', '-');
    if (exists) stub.put('acme/app', { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] }, { type: OCI_INDEX, tag });
    const conditions: unknown[] = [];
    stub.options.intercept = (request, response) => {
      if (request.method !== 'PUT' || request.url?.includes('/manifests/sha256-') !== true) return false;
      conditions.push(request.headers['if-match'] ?? request.headers['if-none-match']);
      response.writeHead(412).end();
      return true;
    };
    const { bundle, serialized } = sampleBundle(image.digest.slice(7));
    const refused = await failure(client().attach(image, bundle, serialized));
    expect(refused).toMatchObject({ code: 'STORE_FAILED', found: 'status 412' });
    expect(conditions).toEqual([exists ? expect.any(String) : '*', undefined]);
  });

  it.each([
    [400, 'MANIFEST_INVALID', 'STORE_FAILED'],
    [405, 'UNSUPPORTED', 'STORE_FAILED'],
    [409, 'CONFLICT', 'STORE_FAILED'],
    [412, 'PRECONDITION', 'STORE_FAILED'],
    [413, 'SIZE_INVALID', 'STORE_FAILED'],
    [415, 'UNSUPPORTED', 'STORE_FAILED'],
    [422, 'MANIFEST_INVALID', 'STORE_FAILED'],
    [403, 'DENIED', 'REGISTRY_UNAUTHORIZED'],
  ])('the refusal %i %s of a manifest or a blob ends at once with its words, escaped and cut', async (status, code, expected) => {
    for (const place of ['/manifests/', '/blobs/uploads/']) {
      const image = await start();
      let asked = 0;
      stub.options.intercept = (request, response) => {
        if (request.method === 'GET' || request.method === 'HEAD' || !request.url?.includes(place)) return false;
        asked += 1;
        response.writeHead(status).end(error(code, `quota \u001b[31m${'x'.repeat(5000)}`, { used: 7 }));
        return true;
      };
      const { bundle, serialized } = sampleBundle(image.digest.slice(7));
      const refused = await failure(client().attach(image, bundle, serialized));
      expect(refused.code).toBe(expected);
      expect(refused.found).toContain(`status ${status}, ${code} "quota \\u001b[31mxxx`);
      expect(refused.found).toContain('used');
      expect(refused.found?.length).toBeLessThan(500);
      // Two blobs are pushed at the same time.
      expect(asked).toBeLessThanOrEqual(place === '/manifests/' ? 1 : 2);
    }
  });

  it.each([
    ['one client, If-Match ignored', false, 1],
    ['eight clients, If-Match ignored', false, 8],
    ['eight clients, If-Match honoured', true, 8],
  ])('loses no entry if eight bundles are attached in parallel: %s', async (_name, honoursIfMatch, clients) => {
    const image = await start({ referrers: false, honoursIfMatch, delayMs: 30 });
    const runs = Array.from({ length: clients }, () => createRegistry(testRun({ realWaits: true })));
    const stored = await Promise.all(
      Array.from({ length: 8 }, (_, index) => {
        const { bundle, serialized } = sampleBundle(image.digest.slice(7), undefined, `${index}`);
        return runs[index % clients]?.attach(image, bundle, serialized);
      }),
    );
    expect(
      tagged(image)
        .map(({ digest }) => digest)
        .toSorted(),
    ).toEqual(stored.map((referrer) => referrer?.digest ?? '').toSorted());
    const found = await client().find(image);
    expect(found.items).toHaveLength(8);
    expect(found.incomplete).toEqual([]);
  });
});
