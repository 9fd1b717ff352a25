import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ImageSubject, PlatformManifest } from '../artifacts/index.js';
import { createRegistry } from '../registry/index.js';
import { signImages } from '../signing/index.js';
import { pushImage } from '../signing/testing/image.js';
import type { SignedArtifact } from '../signing/index.js';
import type { Studio } from '../signing/testing/studio.js';
import { images, POLICY, policyOf, SIGNED, word } from './testing/attack.js';
import { openScene, openStudio, type Scene } from './testing/scene.js';

const INDEX = 'application/vnd.oci.image.index.v1+json';
const NAME = 'acme/app';
let studio: Studio;
let scene: Scene;
let host: string;
let good: ImageSubject;
let evil: ImageSubject;
let signed: readonly SignedArtifact[];

beforeAll(async () => {
  studio = await openStudio();
  ({ host } = studio.sandbox.registry);
  scene = openScene(studio);
  await pushImage(host, NAME, 'good', 'good');
  await pushImage(host, NAME, 'evil', 'evil');
  const run = studio.run(scene.job(NAME), { cwd: scene.folder });
  const registry = createRegistry(run);
  good = await registry.resolve(`${host}/${NAME}:good`);
  evil = await registry.resolve(`${host}/${NAME}:evil`);
  // Only the index is signed: its signature counts for the platforms that it lists.
  ({ signed } = await signImages(run, { ...studio.options(), images: [{ ...good, platforms: [], others: [] }], registry }));
});
beforeEach(() => {
  scene = openScene(studio);
  scene.write({ 'policy.yaml': policyOf(studio, images(studio, SIGNED)) });
});
afterAll(() => studio.close());

/** Pushes an index of the attacker's making, with the stolen signature of the good one attached. */
async function pushIndex(tag: string, manifests: readonly PlatformManifest[]): Promise<ImageSubject> {
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: INDEX,
      manifests: manifests.map(({ platform, ...descriptor }) => {
        const [os, architecture] = platform.split('/');
        return { ...descriptor, platform: { os, architecture } };
      }),
    }),
  );
  const put = await fetch(`http://${host}/v2/${NAME}/manifests/${tag}`, {
    method: 'PUT',
    body: bytes,
    headers: { 'content-type': INDEX },
  });
  expect(put.status).toBe(201);
  const registry = createRegistry(scene.run());
  const image = await registry.resolve(`${host}/${NAME}:${tag}`);
  expect(image.digest).toBe(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
  for (const { bundle, serialized } of signed) await registry.attach(image, bundle, serialized);
  return image;
}

const judge = async (image: string, platforms: readonly string[] = []) => {
  const result = await scene.gate({ ...POLICY, images: [image], platforms });
  return { word: word(result), pinned: result.pinnedImages };
};

describe('an index that an attacker made', () => {
  const DENIED = { word: ['denied', 1, expect.any(String)], pinned: [] };

  it('the honest index is allowed, and each of its platforms', async () => {
    expect(await judge(`${host}/${NAME}:good`)).toEqual({ word: ['allowed', 0], pinned: [`${host}/${NAME}@${good.digest}`] });
    expect((await judge(`${host}/${NAME}:good`, ['linux/amd64', 'linux/arm64'])).word).toEqual(['allowed', 0]);
  });

  it.each<[string, () => readonly PlatformManifest[]]>([
    ['of the signed platforms and one more', () => [...good.platforms, ...evil.platforms.slice(0, 1)]],
    ['of the signed platforms in another order', () => good.platforms.toReversed()],
    ['of a signed platform alone', () => good.platforms.slice(0, 1)],
    ['of a platform twice', () => [...good.platforms.slice(0, 1), ...good.platforms]],
    ['of unsigned platforms', () => evil.platforms],
  ])('%s is denied, and its platforms with it', async (name, platforms) => {
    const image = await pushIndex(`t${createHash('sha256').update(name).digest('hex').slice(0, 8)}`, platforms());
    expect(await judge(`${host}/${NAME}@${image.digest}`)).toEqual(DENIED);
    expect(await judge(`${host}/${NAME}@${image.digest}`, ['linux/amd64'])).toEqual(DENIED);
  });

  it('evidence for another index does not count for a platform, whether that index is named or not', async () => {
    const [platform] = good.platforms;
    expect(await judge(`${host}/${NAME}@${platform?.digest ?? ''}`)).toEqual(DENIED);
    expect(await judge(`${host}/${NAME}:good@${evil.digest}`)).toEqual(DENIED);
  });

  it('where one image is denied, no image is given for deployment', async () => {
    const result = await scene.gate({ ...POLICY, images: [`${host}/${NAME}:good`, `${host}/${NAME}:evil`] });
    expect(result).toMatchObject({ exitStatus: 1, pinnedImages: [] });
  });
});
