/**
 * Builds a real OCI image without a container engine: one layer from a folder, an image manifest per platform, one index.
 * Pushes it with the calls of the distribution specification. In the demo it replaces the user's `docker buildx build --push`.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

const sha256 = (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const json = (value) => Buffer.from(JSON.stringify(value));

/** A ustar archive of a folder (POSIX.1-1988 header), deterministic: no times, no owners. */
function tar(folder) {
  const blocks = [];
  const walk = (directory) => {
    for (const name of readdirSync(directory).sort()) {
      const path = join(directory, name);
      if (statSync(path).isDirectory()) {
        walk(path);
        continue;
      }
      const content = readFileSync(path);
      const header = Buffer.alloc(512);
      header.write(relative(folder, path), 0);
      header.write('0000644\0', 100);
      header.write('0000000\0', 108);
      header.write('0000000\0', 116);
      header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
      header.write('00000000000\0', 136);
      header.write('        ', 148);
      header.write('0', 156);
      header.write('ustar\u000000', 257);
      const sum = header.reduce((total, byte) => total + byte, 0);
      header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
      blocks.push(header, content, Buffer.alloc((512 - (content.length % 512)) % 512));
    }
  };
  walk(folder);
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** @returns {{index: Buffer, blobs: Buffer[], manifests: Buffer[]}} everything that must be pushed */
export function buildImage(rootfs, platforms) {
  const layer = tar(rootfs);
  const compressed = gzipSync(layer, { level: 9 });
  const blobs = [compressed];
  const manifests = [];
  const entries = platforms.map((platform) => {
    const [os, architecture] = platform.split('/');
    const config = json({
      os,
      architecture,
      config: { Cmd: ['node', '/app/server.js'], ExposedPorts: { '8080/tcp': {} } },
      rootfs: { type: 'layers', diff_ids: [sha256(layer)] },
    });
    blobs.push(config);
    const manifest = json({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: sha256(config), size: config.length },
      layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: sha256(compressed), size: compressed.length }],
    });
    manifests.push(manifest);
    return {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest: sha256(manifest),
      size: manifest.length,
      platform: { os, architecture },
    };
  });
  const index = json({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: entries });
  return { index, blobs, manifests };
}

async function must(response, what) {
  if (!response.ok) throw new Error(`${what}: HTTP ${response.status} ${await response.text()}`);
  return response;
}

async function pushBlob(base, bytes) {
  const started = await must(await fetch(`${base}/blobs/uploads/`, { method: 'POST' }), 'start upload');
  const location = new URL(started.headers.get('location'), base);
  location.searchParams.set('digest', sha256(bytes));
  await must(
    await fetch(location, { method: 'PUT', body: bytes, headers: { 'content-type': 'application/octet-stream' } }),
    'upload',
  );
}

const pushManifest = async (base, reference, bytes, mediaType) =>
  must(
    await fetch(`${base}/manifests/${reference}`, { method: 'PUT', body: bytes, headers: { 'content-type': mediaType } }),
    'push manifest',
  );

/** Pushes the image and returns its digest. */
export async function pushImage(registry, repository, tag, image) {
  const base = `http://${registry}/v2/${repository}`;
  for (const blob of image.blobs) await pushBlob(base, blob);
  for (const manifest of image.manifests)
    await pushManifest(base, sha256(manifest), manifest, 'application/vnd.oci.image.manifest.v1+json');
  await pushManifest(base, tag, image.index, 'application/vnd.oci.image.index.v1+json');
  return sha256(image.index);
}

/** Copies an image with everything attached to it into another repository, as `oras copy -r` does. */
export async function copyImage(registry, from, to, digest, tag) {
  const source = `http://${registry}/v2/${from}`;
  const target = `http://${registry}/v2/${to}`;
  const copied = new Set();
  const copyManifest = async (reference, as) => {
    if (copied.has(reference)) return;
    copied.add(reference);
    const accept = ['index', 'manifest'].map((kind) => `application/vnd.oci.image.${kind}.v1+json`).join(', ');
    const answer = await must(await fetch(`${source}/manifests/${reference}`, { headers: { accept } }), 'read manifest');
    const bytes = Buffer.from(await answer.arrayBuffer());
    const manifest = JSON.parse(bytes.toString());
    for (const { digest: child } of manifest.manifests ?? []) await copyManifest(child, child);
    for (const { digest: blob } of [manifest.config, ...(manifest.layers ?? [])].filter(Boolean)) {
      await pushBlob(target, Buffer.from(await (await must(await fetch(`${source}/blobs/${blob}`), 'read blob')).arrayBuffer()));
    }
    await pushManifest(target, as, bytes, manifest.mediaType);
    const referrers = await (await must(await fetch(`${source}/referrers/${sha256(bytes)}`), 'list referrers')).json();
    for (const { digest: referrer } of referrers.manifests) await copyManifest(referrer, referrer);
  };
  await copyManifest(digest, tag);
}
