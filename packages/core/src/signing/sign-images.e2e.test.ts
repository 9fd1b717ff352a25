import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ImageSubject } from '../artifacts/index.js';
import { readBundle } from '../bundles/index.js';
import type { TestRun } from '../net/testing/test-run.js';
import { createRegistry, type Registry } from '../registry/index.js';
import { readStatement } from '../statements/index.js';
import { attestProvenance, signImages } from './index.js';
import { pushImage } from './testing/image.js';
import { keyFile } from './testing/keys.js';
import { openStudio, type Studio } from './testing/studio.js';

const cosign = join(process.env['COUNTERSIGN_PEERS'] ?? join(homedir(), '.cache/countersign-peers'), 'bin/cosign');

describe.each([{ referrers: true }, { referrers: false }])(
  'images in a registry with referrers API: $referrers',
  ({ referrers }) => {
    let studio: Studio;
    beforeAll(async () => {
      studio = await openStudio({ registry: { referrers } });
    });
    afterEach(() => studio.sandbox.faults.clear());
    afterAll(() => studio.close());

    async function prepare(name: string): Promise<{ run: TestRun; registry: Registry; image: ImageSubject }> {
      await pushImage(studio.sandbox.registry.host, name, 'v1', name);
      const run = studio.run(studio.sandbox.github());
      const registry = createRegistry(run, {});
      return { run, registry, image: await registry.resolve(`${studio.sandbox.registry.host}/${name}:v1`) };
    }
    const files = (): string[] => readdirSync(studio.folder).filter((name) => name.includes('sigstore'));

    it('signs the index and every platform, and stores each signature with its manifest', async () => {
      const { run, registry, image } = await prepare('acme/all');
      const report = await signImages(run, { ...studio.options(), images: [image], registry, annotations: { version: '1.10' } });
      expect(report.failures).toEqual([]);
      expect(
        report.signed.map(({ subjects }) => (subjects[0]?.kind === 'image' ? subjects[0].parent?.platform : 'no image')),
      ).toEqual([undefined, 'linux/amd64', 'linux/arm64']);
      for (const { subjects, stored, failures, path, bundle } of report.signed) {
        const [subject] = subjects;
        if (subject?.kind !== 'image' || bundle.content.kind !== 'dsse') throw new Error('expected a statement about an image');
        expect(stored).toMatchObject([{ listedBy: referrers ? 'referrers-api' : 'fallback-tag' }]);
        expect([failures, path]).toEqual([[], undefined]);
        expect(readStatement(bundle.content.payload)).toMatchObject({
          predicateType: 'https://sigstore.dev/cosign/sign/v1',
          predicate: {},
          subjects: [{ name: '', digest: { sha256: subject.digest.slice(7) }, annotations: { version: '1.10' } }],
        });
        expect((await registry.find(subject)).items).toMatchObject([{ kind: 'bundle' }]);
      }
      expect(files()).toEqual([]);
    });

    (existsSync(cosign) ? it : it.skip)(
      'makes signatures that cosign accepts for the index and a platform, and no other identity',
      async () => {
        const { run, registry, image } = await prepare('acme/cosign');
        const { signed } = await signImages(run, { ...studio.options(), images: [image], registry });
        const judge = (digest: string, identity: string): Promise<number> =>
          new Promise((resolve) => {
            const args = ['verify', '--trusted-root', studio.sandbox.files.trustedRoot, '--certificate-identity', identity];
            const issuer = [
              '--certificate-oidc-issuer',
              studio.sandbox.issuers.github,
              '--use-signed-timestamps',
              '--allow-http-registry',
            ];
            const env = { HOME: studio.folder };
            execFile(cosign, [...args, ...issuer, `${image.name}@${digest}`], { env }, (error) =>
              resolve(error === null ? 0 : 1),
            );
          });
        const identity = signed[0]?.signer.identity ?? '';
        expect(await judge(image.digest, identity)).toBe(0);
        expect(await judge(image.platforms[1]?.digest ?? '', identity)).toBe(0);
        expect(await judge(image.digest, `${identity}-evil`)).toBe(1);
      },
    );

    it('keeps the bundle file of a failed push', async () => {
      const { run, registry, image } = await prepare('acme/lost');
      studio.sandbox.faults.add({
        service: 'registry',
        method: 'PUT',
        answer: { status: 401, body: '{"errors":[{"code":"UNAUTHORIZED"}]}' },
      });
      const { signed, failures } = await signImages(run, {
        ...studio.options(),
        images: [{ ...image, platforms: [], others: [] }],
        registry,
      });
      expect(failures).toEqual([]);
      expect(signed).toHaveLength(1);
      expect(signed[0]?.failures).toHaveLength(1);
      expect(signed[0]?.failures[0]?.exitStatus).toBe(2);
      const path = signed[0]?.path ?? '';
      expect(readBundle(readFileSync(path), path)).toMatchObject({ version: '0.3' });
      expect(run.lines.join('\n')).toContain(`the bundle is kept in ${path}`);
    });

    it('stores one provenance bundle with the index and every platform, and several keys sign', async () => {
      const { run, registry, image } = await prepare('acme/provenance');
      keyFile(studio.folder, 'P-256', 'second.pem');
      const subjects = [...(await studio.files({ 'sbom.json': '{}' })), image];
      const report = await attestProvenance(run, {
        ...studio.options(),
        subjects,
        registry,
        keys: ['keyless', 'second.pem'],
        outputDir: 'out',
      });
      expect(report.failures).toEqual([]);
      expect(report.signed.map(({ path }) => path?.slice(studio.folder.length))).toEqual([
        '/out/provenance.sigstore.json',
        '/out/provenance.second.sigstore.json',
      ]);
      for (const { stored, subjects: attested, bundle } of report.signed) {
        expect([stored.length, attested.length]).toEqual([3, 4]);
        const names =
          bundle.content.kind === 'dsse' ? readStatement(bundle.content.payload).subjects.map(({ name }) => name) : [];
        expect(names).toEqual(['sbom.json', image.name, ...image.platforms.map(({ digest }) => `${image.name}@${digest}`)]);
      }
      expect((await registry.find(image)).items).toHaveLength(2);
    });
  },
);
