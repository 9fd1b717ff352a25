import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Studio } from '../signing/testing/studio.js';
import { digest, files, POLICY, policyOf, SIGNED, word } from './testing/attack.js';
import { openScene, openStudio, type Scene } from './testing/scene.js';

let studio: Studio;
let scene: Scene;
beforeAll(async () => {
  studio = await openStudio();
});
beforeEach(() => {
  scene = openScene(studio);
  scene.write({ 'policy.yaml': policyOf(studio, files(SIGNED)), 'app.tgz': 'app' });
});
afterAll(() => studio.close());

const lines = (...pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([algorithm, content]) => `${digest(algorithm, content)}  app.tgz\n`).join('');

describe('a checksum file that names several digests', () => {
  it('is denied where one of them is of another file, or is not confirmed', async () => {
    await scene.sign(scene.job('acme/app'), ['app.tgz']);
    scene.write({ 'policy.yaml': policyOf(studio, files('signature: {by: release, unseen: allow}')) });
    rmSync(join(scene.folder, 'app.tgz'));
    const judge = async (sums: string) => {
      scene.write({ SUMS: sums });
      return word(await scene.gate({ ...POLICY, checksums: ['SUMS'] }));
    };
    expect(await judge(lines(['sha256', 'app']))).toEqual(['allowed', 0]);
    for (const other of ['evil', 'app']) {
      expect(await judge(lines(['sha256', 'app'], ['sha512', other]))).toEqual(['denied', 1, 'SUBJECT_MISMATCH']);
    }
  });

  it('is allowed by an attestation that names all of them', async () => {
    scene.write({ 'policy.yaml': policyOf(studio, files('attestation: {type: "https://acme.dev/t", by: release}')) });
    const sha256 = digest('sha256', 'app');
    const about = { kind: 'digest', name: 'app.tgz', digests: { sha256 }, origin: '' } as const;
    const attest = (more: object) =>
      scene.forge(
        scene.job('acme/app'),
        {
          type: 'https://in-toto.io/Statement/v1',
          subjects: [{ name: 'dist/app.tgz', digest: { sha256, ...more } }],
          predicateType: 'https://acme.dev/t',
          predicate: {},
        },
        [about],
        'provenance.sigstore.json',
      );
    rmSync(join(scene.folder, 'app.tgz'));
    scene.write({ SUMS: lines(['sha256', 'app'], ['sha512', 'app']) });
    const judge = async () => word(await scene.gate({ ...POLICY, checksums: ['SUMS'], evidence: ['provenance.sigstore.json'] }));
    await attest({});
    expect(await judge()).toEqual(['denied', 1, 'SUBJECT_MISMATCH']);
    await attest({ sha512: digest('sha512', 'app') });
    expect(await judge()).toEqual(['allowed', 0]);
  });
});

it('a line is allowed by an attestation that has its exact name, unless the name looks like an image', async () => {
  scene.write({ 'policy.yaml': policyOf(studio, files('attestation: {type: "https://acme.dev/t", by: release}')) });
  const sha256 = digest('sha256', 'unseen');
  const judge = async (name: string) => {
    const subjects = [{ name, digest: { sha256 } }];
    const statement = {
      type: 'https://in-toto.io/Statement/v1',
      subjects,
      predicateType: 'https://acme.dev/t',
      predicate: {},
    } as const;
    const about = [{ kind: 'digest', name, digests: { sha256 }, origin: '' }] as const;
    await scene.forge(scene.job('acme/app'), statement, about, 'one.json');
    scene.write({ SUMS: `${sha256}  ${name}\n` });
    return word(await scene.gate({ ...POLICY, checksums: ['SUMS'], evidence: ['one.json'] }));
  };
  for (const name of ['Acme.Tool/bin/x.nupkg', 'com.acme.tool/tool.jar', 'Foo.app/foo'])
    expect([name, ...(await judge(name))]).toEqual([name, 'allowed', 0]);
  for (const name of ['ghcr.io/acme/app', 'foo.app/foo', 'ghcr.io/acme/tool.jar'])
    expect([name, ...(await judge(name))]).toEqual([name, 'denied', 1, 'SUBJECT_MISMATCH']);
});

it('a file that is revoked by a digest other than SHA-256 is denied, and other files are not affected', async () => {
  await scene.sign(scene.job('acme/app'), ['app.tgz']);
  const judge = async (content: string) => {
    const revoked = `revoked: [{digest: "sha512:${digest('sha512', content)}"}]\n`;
    scene.write({ 'policy.yaml': policyOf(studio, files(SIGNED), revoked) });
    return word(await scene.gate({ ...POLICY, paths: ['app.tgz'] }));
  };
  expect(await judge('other')).toEqual(['allowed', 0]);
  expect(await judge('app')).toEqual(['denied', 1, 'REVOKED']);
});

(process.platform === 'win32' ? it.skip : it)('a named pipe in the place of a bundle does not block the run', async () => {
  execFileSync('mkfifo', [join(scene.folder, 'app.tgz.sigstore.json')]);
  expect(word(await scene.gate({ ...POLICY, paths: ['app.tgz'] }))).toEqual(['denied', 1, 'FILE_UNREADABLE']);
});
