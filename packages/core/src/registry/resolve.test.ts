import { afterEach, describe, expect, it } from '@jest/globals';
import { failure, testRun } from '../net/testing/test-run.js';
import { createRegistry } from './index.js';
import { pushImage } from './testing/samples.js';
import { OCI_INDEX, OCI_MANIFEST, startStub, type StubOptions, type StubRegistry } from './testing/stub-registry.js';

let stub: StubRegistry;
async function start(options: StubOptions = {}): Promise<StubRegistry> {
  stub = await startStub(options);
  return stub;
}
afterEach(() => stub.close());
const registry = () => createRegistry(testRun());
const HEX = 'a'.repeat(64);

describe('resolve', () => {
  it('resolves a tag once, to a computed digest', async () => {
    const { host } = await start();
    const digest = pushImage(stub, 'acme/app', { tag: '1.2' });
    const image = await registry().resolve(`${host}/acme/app:1.2`);
    expect(image).toMatchObject({
      kind: 'image',
      name: `${host}/acme/app`,
      registry: host,
      repository: 'acme/app',
      tag: '1.2',
      digest,
      mediaType: OCI_MANIFEST,
      platforms: [],
    });
    expect(image.size).toBe(stub.manifests.get(digest)?.bytes.length);
    expect(image.digests).toEqual({ sha256: digest.slice(7) });
  });

  it('uses latest if there is neither tag nor digest, and keeps a digest', async () => {
    const { host } = await start();
    const digest = pushImage(stub, 'acme/app', { tag: 'latest' });
    expect(await registry().resolve(`${host}/acme/app`)).toMatchObject({ tag: 'latest', digest });
    expect(await registry().resolve(`${host}/acme/app@${digest}`)).toMatchObject({ tag: undefined, digest });
  });

  it('refuses content that does not have the digest', async () => {
    const { host } = await start();
    const digest = pushImage(stub, 'acme/app', { tag: '1' });
    const stored = stub.manifests.get(digest);
    stub.manifests.set(digest, { type: OCI_MANIFEST, bytes: Buffer.from(`${new TextDecoder().decode(stored?.bytes)} `) });
    expect(await failure(registry().resolve(`${host}/acme/app@${digest}`))).toMatchObject({
      code: 'REGISTRY_ANSWER_INVALID',
      expected: digest,
    });
  });

  it('refuses a tag whose header and content name different digests', async () => {
    const { host } = await start({
      intercept: (_request, response) => (
        response.writeHead(200, { 'content-type': OCI_MANIFEST, 'docker-content-digest': `sha256:${HEX}` }).end('{}'),
        true
      ),
    });
    expect((await failure(registry().resolve(`${host}/acme/app:1`))).code).toBe('REGISTRY_ANSWER_INVALID');
  });

  it.each([
    ['an index that is also an image', OCI_INDEX, { manifests: [], layers: [] }],
    ['an image that is also an index', OCI_MANIFEST, { config: {}, manifests: [] }],
    ['two media types', OCI_MANIFEST, { mediaType: OCI_INDEX }],
    ['not an object', OCI_MANIFEST, []],
    ['a list that is not an array', OCI_INDEX, { manifests: {} }],
    ['a malformed entry', OCI_INDEX, { manifests: [{ digest: 'sha256:zz' }] }],
    ['members in another case', OCI_INDEX, { manifests: [], Manifests: [] }],
    ['a member in another case, alone', OCI_INDEX, { MANIFESTS: [] }],
    ['a member with a letter that Go folds', OCI_INDEX, { manifests: [], 'manife\u017Ft\u017F': [] }],
    ['a platform with members in another case', OCI_INDEX, { manifests: [{ platform: { os: 'linux', OS: 'windows' } }] }],
    ['both schema 1 and schema 2', OCI_MANIFEST, { config: undefined, layers: [], fsLayers: [{ blobSum: '' }] }],
  ])('refuses %s', async (_name, type, manifest) => {
    const { host } = await start();
    stub.put('acme/app', manifest, { tag: '1', type });
    expect((await failure(registry().resolve(`${host}/acme/app:1`))).code).toBe('REGISTRY_ANSWER_INVALID');
  });

  it('refuses media types other than images, duplicate keys and too large manifests', async () => {
    const { host } = await start();
    stub.put('acme/app', { schemaVersion: 1 }, { tag: 'old', type: 'application/vnd.docker.distribution.manifest.v1+json' });
    expect((await failure(registry().resolve(`${host}/acme/app:old`))).code).toBe('INPUT_UNSUPPORTED');
    // The digest of a signed manifest does not cover the signatures, so it differs from that of the bytes.
    const signed = 'application/vnd.docker.distribution.manifest.v1+prettyjws';
    stub.manifests.set(`sha256:${HEX}`, { type: signed, bytes: Buffer.from('{"schemaVersion":1,"signatures":[]}') });
    expect(await failure(registry().resolve(`${host}/acme/app@sha256:${HEX}`))).toMatchObject({
      code: 'INPUT_UNSUPPORTED',
      message: expect.stringContaining('schema 1'),
    });
    stub.put('acme/app', '{"layers":[],"layers":[{}]}', { tag: 'twice' });
    expect((await failure(registry().resolve(`${host}/acme/app:twice`))).code).toBe('REGISTRY_ANSWER_INVALID');
    stub.put('acme/app', `{"layers":["${'x'.repeat(4 * 1024 * 1024)}"]}`, { tag: 'large' });
    expect((await failure(registry().resolve(`${host}/acme/app:large`))).code).toBe('REGISTRY_ANSWER_INVALID');
  });

  it.each([
    [401, 'REGISTRY_UNAUTHORIZED'],
    [403, 'REGISTRY_UNAUTHORIZED'],
    [404, 'REGISTRY_NOT_FOUND'],
    [425, 'REGISTRY_UNAVAILABLE'],
    [429, 'REGISTRY_THROTTLED'],
    [500, 'REGISTRY_UNAVAILABLE'],
    [503, 'REGISTRY_UNAVAILABLE'],
    [400, 'REGISTRY_ANSWER_INVALID'],
  ])('says what a %i means: %s, expected, found and cure', async (status, code) => {
    const { host } = await start({
      intercept: (_request, response) => (
        response
          .writeHead(status, status === 403 ? {} : { 'retry-after': '60' })
          .end('{"errors":[{"code":"SOME_CODE","message":"some\\ntext"}]}'),
        true
      ),
    });
    const error = await failure(registry().resolve(`${host}/acme/app:1`));
    expect(error.code).toBe(code);
    expect(error.found).toContain(`status ${status}, SOME_CODE`);
    expect(error.found).not.toContain('\n');
    expect(error.expected).toBeDefined();
    expect(error.hint).toBeDefined();
  });

  it('refuses digests of other algorithms', async () => {
    const { host } = await start();
    expect((await failure(registry().resolve(`${host}/acme/app@sha512:${'a'.repeat(128)}`))).code).toBe('INPUT_UNSUPPORTED');
  });

  it('sends no request if the network is forbidden', async () => {
    const { host } = await start();
    expect((await failure(createRegistry(testRun({ capability: 'none' })).resolve(`${host}/acme/app:1`))).code).toBe(
      'NETWORK_FORBIDDEN',
    );
    expect(stub.seen).toEqual([]);
  });
});
