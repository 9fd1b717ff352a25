import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pushImage } from './testing/image.js';
import { createRegistry } from '../registry/index.js';
import { collectSubjects } from '../subjects/index.js';
import { imagesOf } from '../artifacts/index.js';
import { signFiles, signImages } from './index.js';
import { keyFile } from './testing/keys.js';
import { openStudio, type Studio } from './testing/studio.js';

describe.each(['v1', 'v2'] as const)('a signature that Rekor %s has already', (rekor) => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await openStudio({ rekor });
  });
  afterAll(() => studio.close());

  it('is used when a run with an RSA key is repeated: nothing fails, and the run says so', async () => {
    keyFile(studio.folder, 'RSA-2048', 'rsa.pem');
    const subjects = await studio.files({ 'a.bin': 'a', 'b.bin': 'b' });
    const sign = async () => {
      const run = studio.run({});
      const report = await signFiles(run, { ...studio.options(), subjects, keys: ['rsa.pem'] });
      return { ...report, events: run.events.map(({ event }) => event), lines: run.lines };
    };
    const first = await sign();
    const second = await sign();
    expect([first.failures, second.failures]).toEqual([[], []]);
    expect(first.signed.map(({ alreadyLogged }) => alreadyLogged)).toEqual([false, false]);
    expect(second.signed.map(({ alreadyLogged }) => alreadyLogged)).toEqual([true, true]);
    expect(second.signed.map(({ logIndexes }) => logIndexes)).toEqual(first.signed.map(({ logIndexes }) => logIndexes));
    expect(second.events.filter((event) => event === 'entry-found')).toHaveLength(2);
    expect(second.events).not.toContain('logged');
    expect(second.lines).toContainEqual(
      expect.stringMatching(/^info already logged by http:\/\/127\.0\.0\.1:\d+\S* at index \d+; using/),
    );
    expect(second.lines).toContain('info signed a.bin with file:rsa.pem; its signature was already logged');
  });

  it('is used when an image is signed again, its statement being the same', async () => {
    keyFile(studio.folder, 'RSA-2048', 'rsa.pem');
    await pushImage(studio.sandbox.registry.host, 'acme/app', 'v1', 'app');
    const run = studio.run({});
    const registry = createRegistry(run, {});
    const named = { images: [`${studio.sandbox.registry.host}/acme/app:v1`] };
    const { subjects } = await collectSubjects(run, 'sign', named, { registry, isBundle: () => false });
    const images = imagesOf(subjects);
    const options = { ...studio.options(), images, registry, keys: ['rsa.pem'] };
    const reports = [await signImages(run, options), await signImages(run, options)];
    expect(reports.flatMap(({ failures }) => failures)).toEqual([]);
    expect(reports.map(({ signed }) => signed.every(({ alreadyLogged }) => alreadyLogged))).toEqual([false, true]);
  });
});
