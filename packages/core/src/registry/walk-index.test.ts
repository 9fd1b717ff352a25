import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { failure, testRun } from '../net/testing/test-run.js';
import { createRegistry, type Registry } from './index.js';
import { pushImage } from './testing/samples.js';
import { OCI_INDEX, OCI_MANIFEST, startStub, type StubRegistry } from './testing/stub-registry.js';
import type { Node } from './listed-manifest.js';
import { walkIndex } from './walk-index.js';

const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';
const REPOSITORY = 'acme/app';
let stub: StubRegistry;
let registry: Registry;
beforeEach(async () => {
  stub = await startStub();
  registry = createRegistry(testRun());
});
afterEach(() => stub.close());

type Entry = Readonly<Record<string, unknown>> & { readonly digest: string };

/** An entry for a stored manifest, with changes. */
function entry(digest: string, more: object = {}): Entry {
  const stored = stub.manifests.get(digest);
  if (stored === undefined) throw new Error('not stored');
  return { mediaType: stored.type, digest, size: stored.bytes.length, ...more };
}
const linux = (architecture: string, variant?: string) => ({
  platform: { os: 'linux', architecture, ...(variant && { variant }) },
});

/** An image with its own config. */
function push(content: string, config: object = { os: 'linux', architecture: 'amd64' }, configType?: string): string {
  const blob = stub.putBlob(JSON.stringify(config));
  const layer = stub.putBlob(content);
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: { mediaType: configType ?? 'application/vnd.oci.image.config.v1+json', ...blob },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', ...layer }],
  };
  return stub.put(REPOSITORY, manifest);
}
const index = (manifests: readonly Entry[], tag?: string, type = OCI_INDEX): string =>
  stub.put(REPOSITORY, { schemaVersion: 2, mediaType: type, manifests }, { type, ...(tag === undefined ? {} : { tag }) });
const resolve = (tag: string, platforms?: readonly string[]) =>
  registry.resolve(`${stub.host}/${REPOSITORY}:${tag}`, platforms === undefined ? {} : { platforms });
const refusal = async (tag: string) => {
  const error = await failure(resolve(tag));
  return [error.code, error.exitStatus];
};

describe('resolving an index', () => {
  it.each([OCI_INDEX, DOCKER_LIST])('reads the manifests that %s lists, and separates attestations', async (type) => {
    const [amd64, arm, unknown, unlabelled] = ['1', '2', '3', '4'].map((content) => push(content));
    const attestation = push('attestation');
    const marked = { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': amd64 };
    const nowhere = { platform: { os: 'unknown', architecture: 'unknown' } };
    index(
      [
        entry(amd64 ?? '', linux('amd64')),
        entry(arm ?? '', linux('arm', 'v7')),
        entry(attestation, { ...nowhere, annotations: marked }),
        entry(unknown ?? '', nowhere),
        entry(unlabelled ?? ''),
      ],
      '1',
      type,
    );
    const image = await resolve('1');
    expect(image.mediaType).toBe(type);
    expect(image.platforms.map(({ platform, digest }) => [platform, digest])).toEqual([
      ['linux/amd64', amd64],
      ['linux/arm/v7', arm],
      ['unknown/unknown', unknown],
      ['unspecified', unlabelled],
    ]);
    expect(image.others).toMatchObject([{ platform: 'unknown/unknown', digest: attestation, about: amd64 }]);
    const bytes = stub.manifests.get(amd64 ?? '')?.bytes ?? new Uint8Array();
    const hex = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex');
    expect(image.platforms[0]).toMatchObject({
      contentDigests: { sha256: hex('sha256'), sha384: hex('sha384'), sha512: hex('sha512') },
      blobs: [expect.stringMatching(/^sha256:/), expect.stringMatching(/^sha256:/)],
      indexes: [{ digest: image.digest }],
    });
    // Without both marks it is an image that a runtime may run.
    index([entry(attestation, { ...linux('amd64'), annotations: marked })], 'masked', type);
    expect((await resolve('masked')).platforms).toMatchObject([{ digest: attestation }]);
  });

  it('reads nested indexes, and keeps the path of each manifest', async () => {
    const leaf = push('leaf');
    const inner = index([entry(leaf, linux('amd64'))]);
    const middle = index([entry(inner, linux('arm64'))]);
    const outer = index([entry(middle)], 'outer');
    const image = await resolve('outer');
    expect(image.platforms).toMatchObject([
      { platform: 'linux/amd64', digest: leaf, indexes: [{ digest: outer }, { digest: middle }, { digest: inner }] },
    ]);
    expect(image.others.map(({ digest, platform }) => [digest, platform])).toEqual([
      [middle, 'index'],
      [inner, 'index'],
    ]);
  });

  it('applies the platform of a nested index to its manifests without a platform', async () => {
    const leaf = push('leaf');
    const inner = index([entry(leaf), entry(push('own'), linux('s390x'))]);
    const outer = index([entry(inner, linux('arm64'))], 'called');
    expect((await resolve('called')).platforms).toMatchObject([
      { platform: 'linux/arm64', indexes: [{ digest: outer }, { digest: inner }], labelledBy: [{ digest: outer }] },
      { platform: 'linux/s390x', labelledBy: [{ digest: outer }, { digest: inner }] },
    ]);
  });

  it('requests each manifest once per run, and only configs of the requested platform', async () => {
    const leaves = Array.from({ length: 20 }, (_, n) => push(`leaf ${n}`));
    const entries = leaves.map((digest, n) => entry(digest, linux(n === 0 ? 'amd64' : `cpu${n}`)));
    index(entries, 'first');
    index(entries.toReversed(), 'second');
    await Promise.all([resolve('first'), resolve('first'), resolve('second')]);
    expect(stub.seen).toHaveLength(2 + 20);
    await resolve('first', ['linux/amd64']);
    await registry.resolve(`oci://${stub.host}/${REPOSITORY}:first`, { platforms: ['linux/amd64'] });
    expect(stub.seen).toHaveLength(2 + 20 + 1);
    expect(stub.seen.at(-1)).toContain('/blobs/');
  });

  it('resolves a tag that moves to one image within a run', async () => {
    const [before] = [pushImage(stub, REPOSITORY, { tag: 'moving', content: 'before' })];
    expect((await resolve('moving')).digest).toBe(before);
    pushImage(stub, REPOSITORY, { tag: 'moving', content: 'after' });
    expect((await resolve('moving')).digest).toBe(before);
  });
});

describe('the platform of a manifest is read from its config', () => {
  const own = async (config: object, type?: string, label: object = linux('arm64')) => {
    index([entry(push('x', config, type), label)], 'own');
    return (await createRegistry(testRun()).resolve(`${stub.host}/${REPOSITORY}:own`, { platforms: ['linux/arm64'] }))
      .platforms[0]?.own;
  };

  it.each([
    ['of an image', { os: 'linux', architecture: 'arm', variant: 'v7' }, undefined, { kind: 'said', platform: 'linux/arm/v7' }],
    [
      'of a Docker image',
      { os: 'linux', architecture: 'arm64' },
      'application/vnd.docker.container.image.v1+json',
      { kind: 'said', platform: 'linux/arm64' },
    ],
    [
      'whatever its media type',
      { os: 'linux', architecture: 'arm64' },
      'application/vnd.acme.config',
      { kind: 'said', platform: 'linux/arm64' },
    ],
    ['that is empty', {}, undefined, { kind: 'none' }],
    ['that is the OCI empty config', {}, 'application/vnd.oci.empty.v1+json', { kind: 'none' }],
    // If the system is missing, containerd uses its own.
    ['that names no system', { architecture: 'arm64' }, undefined, { kind: 'unread', error: { code: 'IMAGE_INVALID' } }],
    ['that names no architecture', { os: 'linux', architecture: '' }, undefined, { kind: 'unread' }],
    ['that has another type', { os: 1, architecture: 'arm64' }, undefined, { kind: 'unread' }],
    ['with two spellings of a name', { os: 'linux', OS: 'windows', architecture: 'arm64' }, undefined, { kind: 'unread' }],
    [
      'with labels that differ in case only',
      { os: 'linux', architecture: 'arm64', config: { Labels: { Name: 'a', name: 'b' } } },
      undefined,
      { kind: 'said' },
    ],
  ])('%s', async (_, config, type, expected) => {
    expect(await own(config, type)).toMatchObject(expected);
  });

  it('also if the index gives none, but not if another is requested', async () => {
    expect(await own({ os: 'linux', architecture: 'amd64' }, undefined, {})).toMatchObject({ platform: 'linux/amd64' });
    expect(await own({ os: 'linux', architecture: 'amd64' }, undefined, linux('amd64'))).toBeUndefined();
  });

  it('also of a manifest without an index, if requested', async () => {
    pushImage(stub, REPOSITORY, { tag: 'other' });
    const single = push('single', { os: 'linux', architecture: 'arm64' });
    const ask = (asked: NonNullable<Parameters<Registry['resolve']>[1]>) =>
      registry.resolve(`${stub.host}/${REPOSITORY}@${single}`, asked);
    expect((await ask({})).own).toBeUndefined();
    for (const asked of [{ platforms: ['linux/amd64'] }, { own: true }])
      expect((await ask(asked)).own).toEqual({ kind: 'said', platform: 'linux/arm64' });
    index([entry(single, linux('arm64'))], 'around');
    expect((await resolve('around', ['linux/arm64'])).own).toBeUndefined();
  });

  it('but not if all configs together are too large', async () => {
    const large = stub.put(REPOSITORY, {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        digest: `sha256:${'a'.repeat(64)}`,
        size: 4 * 1024 * 1024,
      },
      layers: [],
    });
    const many = (count: number) => Array.from({ length: count }, () => entry(large, linux('arm64')));
    index(many(16), 'most');
    index(many(17), 'more');
    expect((await resolve('most', ['linux/arm64'])).platforms).toHaveLength(16);
    expect(await failure(resolve('more', ['linux/arm64']))).toMatchObject({ code: 'IMAGE_INVALID' });
    expect((await resolve('more')).platforms).toHaveLength(17);
  });

  it('and is unknown if the registry does not return the config', async () => {
    index([entry(push('x'), linux('arm64'))], 'lost');
    stub.blobs.clear();
    expect((await resolve('lost', ['linux/arm64'])).platforms[0]?.own).toMatchObject({
      kind: 'unread',
      error: { code: 'REGISTRY_NOT_FOUND' },
    });
  });
});

describe('refuses', () => {
  it('an index whose entry has a wrong size or media type', async () => {
    const leaf = push('leaf');
    const size = (entry(leaf)['size'] as number) + 1;
    index([entry(leaf, { size })], 'size');
    expect(await refusal('size')).toEqual(['IMAGE_INVALID', 1]);
    index([entry(leaf, { mediaType: 'application/vnd.docker.distribution.manifest.v2+json' })], 'type');
    expect(await refusal('type')).toEqual(['IMAGE_INVALID', 1]);
    index([entry(leaf, { mediaType: OCI_INDEX })], 'index');
    expect(await refusal('index')).toEqual(['IMAGE_INVALID', 1]);
  });

  it('a manifest that does not have its digest', async () => {
    const leaf = push('leaf');
    index([entry(leaf)], '1');
    stub.manifests.set(leaf, { type: OCI_MANIFEST, bytes: Buffer.from('{}') });
    expect(await refusal('1')).toEqual(['REGISTRY_ANSWER_INVALID', 2]);
  });

  it('a missing manifest, as undecided', async () => {
    const leaf = push('leaf');
    index([entry(leaf)], '1');
    stub.manifests.delete(leaf);
    expect(await refusal('1')).toEqual(['REGISTRY_NOT_FOUND', 2]);
  });

  it.each([
    ['an unknown media type', { mediaType: 'application/vnd.example.image.v9+json' }],
    ["Docker's schema 1", { mediaType: 'application/vnd.docker.distribution.manifest.v1+json' }],
    ['a digest by another algorithm', { digest: `sha512:${'a'.repeat(128)}` }],
  ])('%s in an index', async (_, more) => {
    index([entry(push('leaf'), more)], '1');
    expect(await refusal('1')).toEqual(['INPUT_UNSUPPORTED', 3]);
  });

  it('an index in another case inside an index', async () => {
    const leaf = push('leaf');
    const bytes = `{"schemaVersion":2,"mediaType":"${OCI_INDEX}","manifests":[],"Manifests":[${JSON.stringify(entry(leaf))}]}`;
    index([entry(stub.put(REPOSITORY, bytes, { type: OCI_INDEX }))], '1');
    expect(await refusal('1')).toEqual(['REGISTRY_ANSWER_INVALID', 2]);
  });

  it('an index with more than four levels, but not one with four', async () => {
    let digest = push('leaf');
    for (let depth = 1; depth <= 10; depth += 1) digest = index([entry(digest)], `deep${depth}`);
    expect((await resolve('deep4')).platforms).toHaveLength(1);
    for (const tag of ['deep5', 'deep10']) expect(await refusal(tag)).toEqual(['IMAGE_INVALID', 1]);
  });

  it('an index of ten thousand entries before it requests any; a thousand are read', async () => {
    const one = entry(push('leaf'));
    const many = (count: number) => Array.from({ length: count }, () => one);
    index(many(1000), 'full');
    expect((await resolve('full')).platforms).toHaveLength(1000);
    for (const count of [1001, 10_000]) {
      index(many(count), `${count}`);
      const before = stub.seen.length;
      expect(await refusal(`${count}`)).toEqual(['IMAGE_INVALID', 1]);
      expect(stub.seen.length - before).toBe(1);
    }
  });

  it('an index that lists too many manifests by nesting: each listing counts', async () => {
    let digest = push('leaf');
    for (const tag of ['ten', 'hundred', 'thousand'])
      digest = index(
        Array.from({ length: 10 }, () => entry(digest)),
        tag,
      );
    expect((await resolve('hundred')).platforms).toHaveLength(100);
    expect(await refusal('thousand')).toEqual(['IMAGE_INVALID', 1]);
  });

  it('manifests that are too large, alone or in total, before it requests them', async () => {
    const leaf = push('leaf');
    index([entry(leaf, { size: 5 * 1024 * 1024 })], 'alone');
    index(
      Array.from({ length: 17 }, () => entry(leaf, { size: 4 * 1024 * 1024 })),
      'together',
    );
    const before = stub.seen.length;
    expect(await refusal('alone')).toEqual(['IMAGE_INVALID', 1]);
    expect(await refusal('together')).toEqual(['IMAGE_INVALID', 1]);
    expect(stub.seen.length - before).toBe(2);
  });

  it('an index that a malicious registry returns inside itself', async () => {
    const inside = `sha256:${'b'.repeat(64)}`;
    const bytes = JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_INDEX,
      manifests: [{ mediaType: OCI_INDEX, digest: inside, size: 3 }],
    });
    stub.put(REPOSITORY, bytes, { type: OCI_INDEX, tag: '1' });
    stub.manifests.set(inside, { type: OCI_INDEX, bytes: Buffer.from(bytes) });
    expect(await refusal('1')).toEqual(['REGISTRY_ANSWER_INVALID', 2]);
  });
});

describe('walkIndex', () => {
  const read = (digit: string) => ({
    digest: `sha256:${digit.repeat(64)}`,
    mediaType: OCI_INDEX,
    size: 1,
    contentDigests: {},
    blobs: [],
  });
  const listing = (digit: string): Node['entries'] => [
    { descriptor: { mediaType: OCI_INDEX, digest: read(digit).digest, size: 1 }, platform: undefined, about: undefined },
  ];
  const node = (digit: string, lists: string): Node => ({
    read: read(digit),
    inside: undefined,
    config: undefined,
    entries: listing(lists),
  });

  it('refuses an index that lists an index above it, even if the digests allow it', async () => {
    const error = await failure(walkIndex(node('a', 'b'), 'the index', () => Promise.resolve([node('b', 'a')])));
    expect(error).toMatchObject({ code: 'IMAGE_INVALID', message: 'the index lists an index inside itself' });
  });
});
