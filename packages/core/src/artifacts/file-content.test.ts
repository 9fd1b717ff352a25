import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contentOf } from './file-content.js';
import type { FileSubject } from './types.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-content-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = { signal: new AbortController().signal };

function file(content: string | Uint8Array, more: Partial<FileSubject> = {}): FileSubject {
  const bytes = Buffer.from(content);
  const path = join(folder, 'file');
  writeFileSync(path, bytes);
  const digests = { sha256: createHash('sha256').update(bytes).digest('hex') };
  return { kind: 'file', name: 'file', path, size: bytes.length, digests, ...more };
}

const MIB = 1024 * 1024;
const descriptor = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: 'sha256:aa', size: 2 };
const IMAGE_TEXT = '{"critical": {"type": "cosign container image signature"}}';

describe('what a file is besides a file', () => {
  it.each([
    ['encoded-envelope', 'DSSEv1 28 application/vnd.in-toto+json 2 {}'],
    ['encoded-envelope', `DSSEv1 28 application/vnd.in-toto+json 2 ${'x'.repeat(2 * MIB)}`],
    ['image-text', IMAGE_TEXT],
    ['image-text', `\n {"a": 1, "Critic\\u0061l": {}}\n`],
    ['image-text', `\ufeff${IMAGE_TEXT}`],
    ['image-text', Buffer.from(IMAGE_TEXT, 'utf16le')],
    ['image-text', `${' '.repeat(2 * MIB)}${IMAGE_TEXT}`],
    ['image-text', `{"optional": "${'x'.repeat(3 * MIB)}", "critical": {}}`],
    ['image-text', `{"optional": ${'['.repeat(9000)}${']'.repeat(9000)}, "critical": {}}`],
    ['image-text', `{"optional": "a\\\\", "b": "\\"}", "critical": {}}`],
    ['image-text', `{"critical": {}, "critical": 1}`],
    ['image-manifest', JSON.stringify({ schemaVersion: 2, config: descriptor, layers: [] })],
    ['image-manifest', JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [] })],
    ['image-manifest', JSON.stringify({ mediaType: 'application/vnd.docker.distribution.manifest.v2+json' })],
    ['image-manifest', JSON.stringify({ manifests: [descriptor] })],
    ['image-manifest', JSON.stringify({ Config: descriptor, Layers: [] })],
    ['image-manifest', JSON.stringify({ schemaVersion: 1, fsLayers: [], history: [] })],
    ['image-manifest', JSON.stringify({ 'manife\u017ft\u017f': [{ digest: 'sha256:aa' }] })],
    ['image-manifest', `${JSON.stringify({ schemaVersion: 2, layers: [] })}${' '.repeat(5 * MIB)}`],
    ['data', ''],
    ['data', 'just bytes'],
    ['data', ' DSSEv1 is a format'],
    ['data', '{"critical": 3, "high": 7}'],
    ['data', '{"level": "critical", "deeper": {"critical": {}}}'],
    ['data', '{"a": 1}\n{"critical": {}}'],
    ['data', '["critical", {"critical": {}}]'],
    ['data', JSON.stringify({ version: 8, sources: {}, layers: [{ id: 'water' }] })],
    ['data', JSON.stringify({ name: 'app', schemaVersion: 3, config: { port: 1 } })],
    ['data', JSON.stringify({ bomFormat: 'CycloneDX', components: [{ mediaType: 'application/vnd.oci.image.index.v1+json' }] })],
  ])('%s: %.70s', async (expected, content) => {
    expect(await contentOf(run, file(content))).toBe(expected);
  });

  it('is read from the file, whatever copy was kept', async () => {
    expect(await contentOf(run, file(IMAGE_TEXT, { bytes: Buffer.from('harmless') }))).toBe('image-text');
  });

  it('is not told of a file that changed after it was hashed', async () => {
    const hashed = file(IMAGE_TEXT);
    file('x'.repeat(hashed.size));
    await expect(contentOf(run, hashed)).rejects.toMatchObject({ code: 'FILE_CHANGED' });
    await expect(contentOf(run, { ...hashed, size: 3 })).rejects.toMatchObject({ code: 'FILE_CHANGED' });
  });
});
