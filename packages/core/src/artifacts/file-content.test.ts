import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withDigests } from './collect-files.js';
import { ContentReader, contentOf } from './file-content.js';
import { hashFile } from './hash-file.js';
import { hashFiles } from './hash-files.js';
import { HashWorker } from './hash-worker.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-content-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const MIB = 1024 * 1024;
const descriptor = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: 'sha256:aa', size: 2 };
const IMAGE_TEXT = '{"critical": {"type": "cosign container image signature"}}';

const FILES = [
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
  ['image-text', Buffer.concat([Buffer.alloc(MIB + 20_000), Buffer.from(IMAGE_TEXT)])],
  ['data', Buffer.alloc(MIB + 1)],
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
] as const;

describe('the content of a file', () => {
  it.each(FILES)('%s: %.70s', async (expected, content) => {
    const path = write('file', content);
    const worker = new HashWorker();
    try {
      expect((await hashFile(path)).content).toBe(expected);
      expect((await worker.hash(path, ['sha256'])).content).toBe(expected);
    } finally {
      await worker.end();
    }
  });

  it('does not depend on the size of the chunks', () => {
    for (const [expected, content] of FILES) {
      const bytes = Buffer.from(content).subarray(0, 2000);
      if (bytes.length < Buffer.from(content).length) continue;
      const reader = new ContentReader();
      for (const byte of bytes) reader.read(Buffer.from([byte]));
      expect(reader.content()).toBe(expected);
      expect(contentOf(bytes)).toBe(expected);
    }
  });

  it('is determined for each of many large files, on every thread', async () => {
    const big = 40 * MIB;
    const envelope = write('envelope', `DSSEv1 28 application/vnd.in-toto+json ${String(big)} ${'x'.repeat(big)}`);
    const text = write('text', `{"optional": "${'x'.repeat(big)}", "critical": {}}`);
    const data = write('data', 'x'.repeat(big));
    const paths = [envelope, text, data, text, envelope, data];
    const hashed = await hashFiles(paths, { concurrency: 2 });
    expect(hashed.map(({ content }) => content)).toEqual([
      'encoded-envelope',
      'image-text',
      'data',
      'image-text',
      'encoded-envelope',
      'data',
    ]);
  });

  it('is that of the hashed bytes: additional digests of other bytes are an error', async () => {
    const content = `DSSEv1 28 application/vnd.in-toto+json 2 ${'x'.repeat(2 * MIB)}`;
    const path = write('swapped', content);
    const subject = { kind: 'file' as const, name: 'swapped', path, ...(await hashFile(path)) };
    write('swapped', 'x'.repeat(content.length));
    expect(subject.content).toBe('encoded-envelope');
    await expect(withDigests({ signal: new AbortController().signal }, subject, ['sha512'])).rejects.toMatchObject({
      code: 'FILE_CHANGED',
    });
  });
});
