import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ImageSubject } from '../artifacts/index.js';
import { createRegistry } from '../registry/index.js';
import { narrowImage } from '../subjects/index.js';
import { signImages } from '../signing/index.js';
import { pushImage } from '../signing/testing/image.js';
import type { Studio } from '../signing/testing/studio.js';
import { images, POLICY, policyOf, SIGNED, word } from './testing/attack.js';
import { digestBy, INDEX, listedAs, pushIndex, withConfigType, type ListedAs } from './testing/indexes.js';
import { openScene, openStudio, type Scene } from './testing/scene.js';

const NAME = 'acme/app';
let studio: Studio;
let scene: Scene;
let host: string;
let count = 0;
beforeAll(async () => {
  studio = await openStudio();
  ({ host } = studio.sandbox.registry);
});
beforeEach(() => {
  scene = openScene(studio);
  scene.write({ 'policy.yaml': policyOf(studio, images(studio, SIGNED)) });
});
afterAll(() => studio.close());

const at = (reference: string) => `${host}/${NAME}${reference.startsWith('sha256:') ? '@' : ':'}${reference}`;

/** An image with two platforms that no other test uses. */
async function image(): Promise<{
  readonly tag: string;
  readonly amd64: ListedAs;
  readonly arm64: ListedAs;
  readonly index: ListedAs;
}> {
  const tag = `image${(count += 1)}`;
  await pushImage(host, NAME, tag, tag);
  const { platforms, digest, size } = await createRegistry(scene.run()).resolve(at(tag));
  const [amd64, arm64] = platforms;
  if (amd64 === undefined || arm64 === undefined) throw new Error('two platforms');
  return { tag, amd64: listedAs(amd64), arm64: listedAs(arm64), index: { mediaType: INDEX, digest, size } };
}

/** As sign-image does, or the named manifest alone. */
async function sign(reference: string, alone = false): Promise<readonly string[]> {
  const run = studio.run(scene.job(NAME), { cwd: scene.folder });
  const registry = createRegistry(run);
  const resolved = await registry.resolve(at(reference));
  const signed: ImageSubject = alone ? { ...resolved, platforms: [], others: [] } : resolved;
  const report = await signImages(run, { ...studio.options(), images: [signed], registry });
  expect(report.failures).toEqual([]);
  return report.signed.flatMap(({ subjects }) => subjects.map((one) => (one.kind === 'image' ? one.digest : '')));
}

async function push(manifests: readonly ListedAs[]): Promise<ListedAs & { readonly tag: string }> {
  const tag = `index${(count += 1)}`;
  return { ...(await pushIndex(host, NAME, tag, manifests)), tag };
}

const judge = async (reference: string, platforms: readonly string[] = []) =>
  word(await scene.gate({ ...POLICY, images: [at(reference)], platforms }));
const ALLOWED = ['allowed', 0];
const denied = (code: string) => ['denied', 1, code];

describe('a revoked digest inside an image', () => {
  const revoking = (digest: string) =>
    scene.write({ 'policy.yaml': policyOf(studio, images(studio, SIGNED), `revoked: [{digest: "${digest}"}]\n`) });

  it('denies every index above it, by every algorithm, at any depth', async () => {
    const { amd64, index } = await image();
    const unknown = await push([listedAs(amd64, 'unknown/unknown')]);
    const attestation = await push([
      listedAs(amd64, 'unknown/unknown', {
        'vnd.docker.reference.type': 'attestation-manifest',
        'vnd.docker.reference.digest': index.digest,
      }),
    ]);
    const nested = await push([index]);
    const twice = await push([nested]);
    for (const one of [index, unknown, attestation, nested, twice]) {
      await sign(one.digest);
      revoking(`sha256:${'f'.repeat(64)}`);
      expect(await judge(one.digest)).toEqual(ALLOWED);
      for (const algorithm of ['sha256', 'sha384', 'sha512']) {
        revoking(await digestBy(algorithm, host, NAME, amd64));
        expect(await judge(one.digest)).toEqual(denied('REVOKED'));
      }
      revoking(amd64.digest.replace(/[a-f]/g, (digit) => digit.toUpperCase()));
      expect(await judge(one.digest)).toEqual(denied('REVOKED'));
    }
    revoking(await digestBy('sha512', host, NAME, index));
    expect(await judge(twice.digest)).toEqual(denied('REVOKED'));
    expect(await judge(twice.digest, ['linux/amd64'])).toEqual(denied('REVOKED'));
  });

  it('a revoked index denies the platforms that are judged below it', async () => {
    const { index } = await image();
    const nested = await push([index]);
    await sign(nested.digest);
    expect(await judge(nested.digest, ['linux/arm64'])).toEqual(ALLOWED);
    for (const revoked of [index, nested]) {
      revoking(await digestBy('sha512', host, NAME, revoked));
      expect(await judge(nested.digest, ['linux/arm64'])).toEqual(denied('REVOKED'));
    }
  });
});

describe('the platform of a manifest', () => {
  it('an unsigned index counts only where the image’s own config agrees', async () => {
    const { tag, amd64, arm64 } = await image();
    await sign(tag);
    const honest = await push([listedAs(amd64, 'linux/amd64'), listedAs(arm64, 'linux/arm64/v8')]);
    expect(await judge(honest.digest, ['linux/amd64', 'linux/arm64'])).toEqual(ALLOWED);
    const lying = await push([listedAs(amd64, 'linux/arm64'), listedAs(arm64, 'linux/amd64')]);
    expect(await judge(lying.digest, ['linux/arm64'])).toEqual(denied('SUBJECT_MISMATCH'));
    expect(await judge(lying.digest, ['linux/amd64'])).toEqual(denied('SUBJECT_MISMATCH'));
    // Around it, too.
    expect(await judge((await push([lying])).digest, ['linux/arm64'])).toEqual(denied('SUBJECT_MISMATCH'));
  });

  it('an unsigned index that lists a signed index without platforms does not count', async () => {
    const { amd64 } = await image();
    const inner = await push([listedAs(amd64)]);
    await sign(inner.digest);
    expect(await judge(inner.digest, ['linux/amd64'])).toEqual(ALLOWED);
    const lying = await push([listedAs(inner, 'linux/arm64')]);
    expect(await judge(lying.digest, ['linux/arm64'])).toEqual(denied('SUBJECT_MISMATCH'));
    await sign(lying.digest, true);
    expect(await judge(lying.digest, ['linux/arm64'])).toEqual(ALLOWED);
  });

  it('an unsigned image in an index is judged, too, where it is listed with the platform', async () => {
    const [good, evil] = [await image(), await image()];
    await sign(good.tag);
    const inner = await push([listedAs(evil.arm64)]);
    const mixed = await push([listedAs(inner, 'linux/amd64'), listedAs(good.amd64, 'linux/amd64')]);
    expect((await judge(mixed.digest, ['linux/amd64']))[0]).toBe('denied');
  });

  it('a signed image without an index has only the platform of its config', async () => {
    const { amd64 } = await image();
    await sign(amd64.digest);
    expect(await judge(amd64.digest, ['linux/amd64'])).toEqual(ALLOWED);
    await expect(judge(amd64.digest, ['linux/arm64'])).rejects.toMatchObject({
      code: 'NO_MATCH',
      exitStatus: 3,
      found: 'a config for linux/amd64',
    });
    await expect(judge(amd64.digest, ['linux/amd64', 'linux/arm64'])).rejects.toMatchObject({ code: 'NO_MATCH' });
    const unsigned = await image();
    expect(await judge(unsigned.amd64.digest, ['linux/amd64'])).toEqual(denied('EVIDENCE_NONE'));
    const rule = (platforms: string) => {
      const only = `  - {name: images, match: {images: ["${host}/**"], platforms: [${platforms}]}, require: [${SIGNED}]}\n`;
      scene.write({ 'policy.yaml': policyOf(studio, only) });
    };
    rule('linux/amd64');
    expect(await judge(amd64.digest)).toEqual(ALLOWED);
    expect(await judge(amd64.digest, ['linux/amd64'])).toEqual(ALLOWED);
    for (const platforms of ['linux/arm64', 'linux/amd64, linux/arm64']) {
      rule(platforms);
      expect(await judge(amd64.digest)).toEqual(denied('EXPECTATION_NOT_MET'));
    }
  });

  it('an image that no index lists with a platform is judged, whatever the media type of its config', async () => {
    const [good, evil] = [await image(), await image()];
    await sign(good.tag);
    for (const type of ['application/vnd.acme.config', 'application/vnd.oci.empty.v1+json', 'application/octet-stream']) {
      const odd = await withConfigType(host, NAME, evil.amd64, type);
      const mixed = await push([listedAs(good.amd64, 'linux/amd64'), listedAs(odd)]);
      expect(await judge(mixed.digest, ['linux/amd64'])).toEqual(denied('EVIDENCE_NONE'));
    }
    const other = await push([listedAs(good.amd64, 'linux/amd64'), listedAs(evil.arm64)]);
    expect(await judge(other.digest, ['linux/amd64'])).toEqual(ALLOWED);
  });

  it('an index that lists more manifests for one platform than an image has is denied by name, and none of them is judged', async () => {
    const { tag, amd64 } = await image();
    await sign(tag);
    const wraps = (count: number) =>
      Promise.all(Array.from({ length: count }, (_, n) => push([listedAs(amd64, 'linux/amd64', { n: String(n) })])));
    const ask = async (count: number) => {
      const wide = await push((await wraps(count)).map((one) => listedAs(one)));
      return scene.gate({ ...POLICY, images: [at(wide.digest)], platforms: ['linux/amd64'] });
    };
    expect((await ask(16)).decision.outcome).toBe('allowed');
    const { decision } = await ask(17);
    expect(decision).toMatchObject({ outcome: 'denied', subjects: [], problems: [{ code: 'IMAGE_INVALID', outcome: 'denied' }] });
    expect(decision.problems[0]?.message).toContain('linux/amd64');
  });

  it('an unsigned index does not make a rule for other platforms apply', async () => {
    const { tag, amd64 } = await image();
    await sign(tag);
    const only = `  - {name: images, match: {images: ["${host}/**"], platforms: [linux/arm64]}, require: [${SIGNED}]}\n`;
    scene.write({ 'policy.yaml': policyOf(studio, only) });
    const lying = await push([listedAs(amd64, 'linux/arm64')]);
    expect(await judge(lying.digest, ['linux/arm64'])).toEqual(denied('SUBJECT_MISMATCH'));
    expect(await judge(lying.digest)).toEqual(denied('EVIDENCE_NONE'));
    expect(await judge(tag, ['linux/arm64'])).toEqual(ALLOWED);
    expect(await judge(tag, ['linux/amd64'])).toEqual(denied('EXPECTATION_NOT_MET'));
  });

  it('a signed index counts, whatever the config says', async () => {
    const { amd64 } = await image();
    const cross = await push([listedAs(amd64, 'linux/riscv64')]);
    await sign(cross.digest, true);
    expect(await judge(cross.digest, ['linux/riscv64'])).toEqual(ALLOWED);
  });

  it('a config that cannot be read leaves it undecided', async () => {
    const { tag, amd64 } = await image();
    await sign(tag);
    const unsigned = await push([listedAs(amd64, 'linux/amd64')]);
    const [config = ''] = (await createRegistry(scene.run()).resolve(at(amd64.digest))).blobs;
    const remove = studio.sandbox.faults.add({
      service: 'registry',
      path: new RegExp(config),
      answer: { status: 404, body: '' },
    });
    expect(await judge(unsigned.digest, ['linux/amd64'])).toEqual(['undecided', 2, 'REGISTRY_NOT_FOUND']);
    remove();
    expect(await judge(unsigned.digest, ['linux/amd64'])).toEqual(ALLOWED);
  });

  it.each([
    ['without a platform', undefined],
    ['as a second one', 'linux/amd64'],
    ['in another spelling', 'Linux/x86_64'],
  ])('an unsigned image that is listed %s beside a signed one is judged as well', async (_, platform) => {
    const [good, evil] = [await image(), await image()];
    await sign(good.tag);
    const mixed = await push([listedAs(good.amd64, 'linux/amd64'), listedAs(evil.amd64, platform)]);
    expect(await judge(mixed.digest, ['linux/amd64'])).toEqual(denied('EVIDENCE_NONE'));
  });
});

describe('an index in an index', () => {
  it('is signed as a whole: every manifest in it is allowed by itself, and as a platform', async () => {
    const { amd64, arm64 } = await image();
    const attestation = await image();
    const inner = await push([
      listedAs(amd64, 'linux/amd64'),
      listedAs(arm64, 'linux/arm64'),
      listedAs(attestation.amd64, 'unknown/unknown', {
        'vnd.docker.reference.type': 'attestation-manifest',
        'vnd.docker.reference.digest': amd64.digest,
      }),
    ]);
    const outer = await push([inner]);
    const all = [outer, inner, amd64, arm64, attestation.amd64].map(({ digest }) => digest);
    expect((await sign(outer.digest)).toSorted()).toEqual(all.toSorted());
    for (const digest of all) expect([digest, await judge(digest)]).toEqual([digest, ALLOWED]);
    expect(await judge(outer.digest, ['linux/arm64'])).toEqual(ALLOWED);
    await expect(judge(outer.digest, ['linux/s390x'])).rejects.toMatchObject({ code: 'NO_MATCH' });
  });

  it('evidence for either index counts for the manifests below it', async () => {
    for (const signed of ['outer', 'inner'] as const) {
      const { amd64 } = await image();
      const inner = await push([listedAs(amd64, 'linux/amd64')]);
      const outer = await push([inner]);
      await sign({ inner, outer }[signed].digest, true);
      expect(await judge(outer.digest, ['linux/amd64'])).toEqual(ALLOWED);
      expect(await judge(amd64.digest)).toEqual(denied('EVIDENCE_NONE'));
    }
  });

  it('its signature does not count for a new index around it, nor for manifests that were replaced in it', async () => {
    const [good, evil] = [await image(), await image()];
    await sign(good.index.digest);
    const swapped = await push([listedAs(good.amd64, 'linux/amd64'), listedAs(evil.arm64, 'linux/arm64')]);
    expect(await judge(swapped.digest)).toEqual(denied('EVIDENCE_NONE'));
    expect(await judge(swapped.digest, ['linux/arm64'])).toEqual(denied('EVIDENCE_NONE'));
    const around = await push([good.index, listedAs(evil.arm64, 'linux/arm64')]);
    expect(await judge(around.digest)).toEqual(denied('EVIDENCE_NONE'));
    expect(await judge(around.digest, ['linux/arm64'])).toEqual(denied('EVIDENCE_NONE'));
    expect(await judge(around.digest, ['linux/amd64'])).toEqual(ALLOWED);
  });
});

describe('requests to the registry', () => {
  it('are one for each manifest, one for a config that must be read, and four for the evidence of each digest', async () => {
    const { tag, amd64, arm64 } = await image();
    await sign(tag, true);
    const asked = async (platforms: readonly string[]) => {
      const run = scene.run();
      const seen: string[] = [];
      const fetched: typeof run.net.fetch = (request) => (seen.push(new URL(request.url).pathname), run.net.fetch(request));
      expect(
        word(await scene.gate({ ...POLICY, images: [at(tag)], platforms }, { ...run, net: { ...run.net, fetch: fetched } })),
      ).toEqual(ALLOWED);
      for (const { digest } of [amd64, arm64])
        expect(seen.filter((path) => path.endsWith(`/manifests/${digest}`))).toHaveLength(1);
      return seen.filter((path) => path.startsWith('/v2/')).length;
    };
    const found = 2; // a referrer and its bundle
    expect(await asked([])).toBe(1 + 2 + 4 + found);
    expect(await asked(['linux/amd64'])).toBe(1 + 2 + 1 + 4 + 4 + found);
    expect(await asked(['linux/amd64', 'linux/arm64'])).toBe(1 + 2 + 2 + 4 + 4 + 4 + found);
  });
});

describe('an image that contradicts itself', () => {
  it('is denied, signed or not, and other images are still judged', async () => {
    const good = await image();
    await sign(good.tag);
    const lying = await push([{ ...listedAs(good.amd64, 'linux/amd64'), size: 1 }]);
    const result = await scene.gate({ ...POLICY, images: [at(lying.digest), at(good.tag)] });
    expect(result).toMatchObject({ exitStatus: 1, pinnedImages: [] });
    expect(result.decision.problems).toMatchObject([{ outcome: 'denied', code: 'IMAGE_INVALID' }]);
    expect(result.decision.subjects).toHaveLength(1);
  });

  it('counts once, whatever references name it', async () => {
    const good = await image();
    await sign(good.tag);
    const two = images(studio, SIGNED).replace('require', 'expect: {at-least: 2}, require');
    scene.write({ 'policy.yaml': policyOf(studio, two) });
    const result = await scene.gate({ ...POLICY, images: [at(good.tag), `oci://${at(good.tag)}`, at(good.index.digest)] });
    expect(result.decision).toMatchObject({ outcome: 'denied', problems: [{ code: 'EXPECTATION_NOT_MET', found: '1' }] });
  });
});

describe('a signature for some platforms only', () => {
  async function signFor(reference: string, platforms: readonly string[]): Promise<readonly string[]> {
    const run = studio.run(scene.job(NAME), { cwd: scene.folder });
    const registry = createRegistry(run);
    const narrowed = narrowImage(await registry.resolve(at(reference), { platforms }), platforms);
    const report = await signImages(run, { ...studio.options(), images: narrowed, registry });
    expect(report.failures).toEqual([]);
    return report.signed.flatMap(({ subjects }) => subjects.map((one) => (one.kind === 'image' ? one.digest : '')));
  }

  it('does not count for another platform or an index, nor for an index inside the index', async () => {
    const { tag, amd64, index } = await image();
    const nested = await push([index]);
    expect(await signFor(nested.digest, ['linux/amd64'])).toEqual([amd64.digest]);
    for (const reference of [tag, nested.digest]) {
      expect(await judge(reference, ['linux/amd64'])).toEqual(ALLOWED);
      expect((await judge(reference, ['linux/arm64']))[0]).toBe('denied');
      expect((await judge(reference, ['linux/amd64', 'linux/arm64']))[0]).toBe('denied');
      expect((await judge(reference))[0]).toBe('denied');
    }
  });

  it('the attestations for the platform are signed too, not those for others, and no image that only looks like one', async () => {
    const { amd64, arm64 } = await image();
    const called = async (about: ListedAs, content: string): Promise<ListedAs> => {
      const other = `image${(count += 1)}`;
      await pushImage(host, NAME, other, content);
      const [one] = (await createRegistry(scene.run()).resolve(at(other))).platforms;
      if (one === undefined) throw new Error('a platform');
      return attestation(one, about);
    };
    const attestation = (one: Pick<ListedAs, 'mediaType' | 'digest' | 'size'>, about: ListedAs) =>
      listedAs(one, 'unknown/unknown', {
        'vnd.docker.reference.type': 'attestation-manifest',
        'vnd.docker.reference.digest': about.digest,
      });
    const ours = await called(amd64, 'ours');
    const theirs = await called(arm64, 'theirs');
    const both = [listedAs(amd64, 'linux/amd64'), listedAs(arm64, 'linux/arm64')];
    const { digest } = await push([...both, ours, theirs, attestation(arm64, amd64)]);
    expect(await signFor(digest, ['linux/amd64'])).toEqual([amd64.digest, ours.digest]);
  });
});
