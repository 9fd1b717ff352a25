import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { digestOf, EMPTY, INDEX, MANIFEST, manifestOf, TestRegistry } from '../testing/registry.js';

const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

describe('referrers', () => {
  let registry: TestRegistry;
  beforeEach(async () => {
    registry = new TestRegistry();
    await registry.start();
  });
  afterEach(async () => registry.stop());

  const subject = `sha256:${'ab'.repeat(32)}`;
  const referrer = (n: number, fields: object = { artifactType: BUNDLE }): Buffer =>
    manifestOf({ subject: { mediaType: MANIFEST, digest: subject, size: 1 }, annotations: { n: String(n) }, ...fields });
  const list = async (query = ''): Promise<{ response: Response; manifests: { digest: string; artifactType: string }[] }> => {
    const response = await registry.ask('GET', `/v2/acme/app/referrers/${subject}${query}`);
    const { manifests } = (await response.json()) as { manifests: { digest: string; artifactType: string }[] };
    return { response, manifests };
  };
  const push = async (n: number, fields?: object): Promise<Response> => {
    await registry.pushBlob('acme/app', EMPTY);
    return registry.pushManifest('acme/app', referrer(n, fields));
  };

  it('are listed with their type and annotations, filtered on request', async () => {
    expect((await push(1)).headers.get('oci-subject')).toBe(subject);
    await push(2, {});
    const all = await list();
    expect(all.response.headers.get('content-type')).toBe(INDEX);
    expect(all.manifests).toEqual([
      {
        mediaType: MANIFEST,
        digest: digestOf(referrer(1)),
        size: referrer(1).length,
        artifactType: BUNDLE,
        annotations: { n: '1' },
      },
      expect.objectContaining({ digest: digestOf(referrer(2, {})), artifactType: 'application/vnd.oci.empty.v1+json' }),
    ]);
    expect(all.response.headers.get('oci-filters-applied')).toBeNull();
    const bundles = await list(`?artifactType=${encodeURIComponent(BUNDLE)}`);
    expect(bundles.response.headers.get('oci-filters-applied')).toBe('artifactType');
    expect(bundles.manifests.map(({ digest }) => digest)).toEqual([digestOf(referrer(1))]);
  });

  it('are an empty list for a subject without referrers', async () => {
    expect((await list()).manifests).toEqual([]);
  });

  it('come in pages', async () => {
    await registry.start({ referrersPageSize: 2 });
    for (const n of [1, 2, 3, 4, 5]) await push(n);
    const found: string[] = [];
    let query: string | undefined = `?artifactType=${encodeURIComponent(BUNDLE)}`;
    while (query !== undefined) {
      const { response, manifests } = await list(query);
      found.push(...manifests.map(({ digest }) => digest));
      query = /<[^?>]+(\?[^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    }
    expect(found).toEqual([1, 2, 3, 4, 5].map((n) => digestOf(referrer(n))));
  });

  it('are not filtered by a registry without filtering', async () => {
    await registry.start({ referrersFilter: false });
    await push(1);
    const { response, manifests } = await list('?artifactType=other');
    expect([manifests.length, response.headers.get('oci-filters-applied')]).toEqual([1, null]);
  });

  it.each([
    [false, null],
    ['header-only' as const, subject],
  ])('have no API with referrers: %s', async (referrers, header) => {
    await registry.start({ referrers });
    expect((await push(1)).headers.get('oci-subject')).toBe(header);
    expect((await registry.ask('GET', `/v2/acme/app/referrers/${subject}`)).status).toBe(404);
  });
});
