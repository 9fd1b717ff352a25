import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildImage, pushImage } from '../../examples/demo/image.mjs';

/** What `docker buildx build --push` does, without a daemon. @returns {Promise<string>} the digest of the index */
export async function buildAndPush(tag, platforms) {
  const [, host, repository, name] = /^([^/]+)\/(.+):([^:/]+)$/.exec(tag.trim()) ?? [];
  if (!name) throw new Error(`no tag: ${tag}`);
  const folder = mkdtempSync(join(tmpdir(), 'countersign-image-'));
  try {
    writeFileSync(join(folder, 'hello'), `Hello from ${repository}\n`);
    return await pushImage(host, repository, name, buildImage(folder, platforms.split(',')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
