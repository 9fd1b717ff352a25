import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { preAuthEncoding, readBundle } from '../bundles/index.js';
import { failure } from '../net/testing/test-run.js';
import { createRegistry } from '../registry/index.js';
import { writeStatement } from '../statements/index.js';
import { pushImage } from '../signing/testing/image.js';
import type { Studio } from '../signing/testing/studio.js';
import { altered, digest, files, images, POLICY, policyOf, SIGNED, statementAbout, word } from './testing/attack.js';
import { openScene, openStudio, type Scene } from './testing/scene.js';

let studio: Studio;
let scene: Scene;
beforeAll(async () => {
  studio = await openStudio();
});
beforeEach(() => {
  scene = openScene(studio);
});
afterAll(() => studio.close());

const release = () => scene.job('acme/app');
const encoded = (payload: Uint8Array): Uint8Array => preAuthEncoding('application/vnd.in-toto+json', payload);

describe('a signature for one kind never counts for another', () => {
  it('the signature of a file that contains an image manifest does not count for the image', async () => {
    const { host } = studio.sandbox.registry;
    await pushImage(host, 'acme/evil', 'v1', 'evil');
    const manifest = await fetch(`http://${host}/v2/acme/evil/manifests/v1`, {
      headers: { accept: 'application/vnd.oci.image.index.v1+json' },
    });
    scene.write({
      'policy.yaml': policyOf(studio, images(studio, SIGNED)),
      'notes.json': new Uint8Array(await manifest.arrayBuffer()),
    });
    await scene.sign(release(), ['notes.json']);
    const registry = createRegistry(scene.run());
    const image = await registry.resolve(`${host}/acme/evil:v1`);
    const bytes = new Uint8Array(readFileSync(join(scene.folder, 'notes.json.sigstore.json')));
    await registry.attach(image, readBundle(bytes, 'stolen'), bytes);
    const result = await scene.gate({ ...POLICY, images: [`${host}/acme/evil:v1`] });
    expect(word(result)).toEqual(['denied', 1, 'PREDICATE_TYPE_MISMATCH']);
  });

  it.each([
    ['an attestation', encoded(writeStatement(statementAbout('evil')))],
    [
      'an attestation too large to be kept in memory',
      encoded(writeStatement({ ...statementAbout('evil'), predicate: { text: 'x'.repeat(2 * 1024 * 1024) } })),
    ],
    ['an image signature in cosign’s old form', Buffer.from('{"critical": {"type": "cosign container image signature"}}')],
    ['an image signature in an unusual spelling that verifiers accept', Buffer.from('\n{"a": 1, "Critic\\u0061l": {}}\n')],
    [
      'an image signature, too large to be kept in memory',
      Buffer.from(`{"optional": "${'x'.repeat(2 * 1024 * 1024)}", "critical": {"type": "cosign container image signature"}}`),
    ],
  ])('a file that contains the text of %s is not signed, alone or among so many that no bytes are kept', async (_, content) => {
    scene.write({ 'readme.txt': content });
    expect(await failure(scene.sign(release(), ['readme.txt']))).toMatchObject({ code: 'INPUT_UNSUPPORTED' });
    const many = Array.from({ length: 17 }, (_one, index) => [`${index}.bin`, Buffer.alloc(1024 * 1024, `bytes ${index}`)]);
    scene.write(Object.fromEntries(many) as Readonly<Record<string, Uint8Array>>);
    expect(await failure(scene.sign(release(), ['*.bin', 'readme.txt']))).toMatchObject({ code: 'INPUT_UNSUPPORTED' });
    // Seen before the first signature.
    for (const name of ['16.bin', 'readme.txt']) expect(existsSync(join(scene.folder, `${name}.sigstore.json`))).toBe(false);
  });

  it('an attestation whose encoded text is a file does not count as a signature of that file', async () => {
    const about = { kind: 'digest', name: 'x', digests: { sha256: digest('sha256', 'x') }, origin: '' } as const;
    await scene.forge(release(), statementAbout('x'), [about], 'made.json');
    const { content } = readBundle(new Uint8Array(readFileSync(join(scene.folder, 'made.json'))), 'made');
    if (content.kind !== 'dsse') throw new Error('no envelope');
    const file = encoded(content.payload);
    const bundle = altered(scene, 'made.json', (one) => {
      delete one['dsseEnvelope'];
      one['messageSignature'] = {
        messageDigest: { algorithm: 'SHA2_256', digest: Buffer.from(digest('sha256', file), 'hex').toString('base64') },
        signature: Buffer.from(content.signature).toString('base64'),
      };
    });
    scene.write({
      'policy.yaml': policyOf(studio, files(SIGNED)),
      'evil.tgz': file,
      'evil.tgz.sigstore.json': bundle,
    });
    expect(word(await scene.gate({ ...POLICY, paths: ['evil.tgz'] }))).toEqual(['denied', 1, 'PREDICATE_TYPE_MISMATCH']);
  });
});
