/** The container image as an OCI image layout in one tar archive (OCI image specification 1.1), made without a container engine. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'fflate';
import { root, sha256 } from '../../bundling/bundle.mjs';
import { folderFiles, NEUTRAL, tar } from '../archive.mjs';
import { commandLineArchive } from '../contents.mjs';
import { keptResult } from './downloads.mjs';
import { debianLayer, layerTar, nodeLayer, programLayer } from './layers.mjs';

const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';
/** A higher level takes minutes for Node and saves one part in a hundred. */
const LEVEL = 6;

export const imageLock = () => JSON.parse(readFileSync(join(root, 'scripts/release/image/lock.json'), 'utf8'));
const json = (value) => Buffer.from(JSON.stringify(value));

/** A layer and its two digests. Layers that depend on the lock alone are kept between runs. */
async function compressed(key, make) {
  const plain = await (key === undefined ? make() : keptResult(`${key}.tar`, make));
  const compress = async () => Buffer.from(gzipSync(plain, { level: LEVEL, mtime: NEUTRAL.mtime }));
  return {
    bytes: await (key === undefined ? compress() : keptResult(`${key}.tar.gz`, compress)),
    diffId: `sha256:${sha256(plain)}`,
  };
}

/** What turns a pinned package into a layer belongs to the key: a change of it makes the layer anew. */
const recipe = () =>
  ['layers.mjs', 'image.mjs'].map((name) => readFileSync(join(root, 'scripts/release/image', name), 'utf8')).join('\0');
const keyOf = (pinned) => sha256(`${recipe()}\0${JSON.stringify(pinned)}`);

/**
 * @param {import('../references.mjs').Release} release
 * @returns {Promise<{archive: Buffer, digest: string}>} the digest is that of the index of all platforms
 */
export async function image(release) {
  const blobs = new Map();
  const put = (mediaType, bytes, more = {}) => {
    const digest = sha256(bytes);
    blobs.set(`blobs/sha256/${digest}`, { content: bytes });
    return { mediaType, digest: `sha256:${digest}`, size: bytes.length, ...more };
  };
  const wanted = (name) => /^countersign(?:-gate)?\.(?:tar|mjs)$/.test(name);
  const components = folderFiles(join(root, 'gitlab-components/dist'), '', wanted);
  const program = await compressed(undefined, () => layerTar(programLayer(commandLineArchive(release), components)));
  const labels = {
    'org.opencontainers.image.title': 'countersign',
    'org.opencontainers.image.description': 'The countersign command line, for CI jobs: Node, a POSIX shell, coreutils, tar.',
    'org.opencontainers.image.source': 'https://github.com/countersign/countersign',
    'org.opencontainers.image.revision': release.commit,
    'org.opencontainers.image.version': release.version,
    'org.opencontainers.image.licenses': 'Apache-2.0',
  };
  const manifests = [];
  for (const [architecture, { debian, node }] of Object.entries(imageLock().platforms)) {
    const layers = [
      await compressed(keyOf(debian), async () => layerTar(await debianLayer(debian))),
      await compressed(keyOf(node), async () => layerTar(await nodeLayer(node))),
      program,
    ];
    const config = put(
      CONFIG,
      json({
        architecture,
        os: 'linux',
        config: {
          Env: [
            'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
            'SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt',
          ],
          Cmd: ['countersign', '--help'],
          WorkingDir: '/root',
          Labels: labels,
        },
        rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
      }),
    );
    const manifest = { schemaVersion: 2, mediaType: MANIFEST, config, layers: layers.map(({ bytes }) => put(LAYER, bytes)) };
    manifests.push(put(MANIFEST, json({ ...manifest, annotations: labels }), { platform: { architecture, os: 'linux' } }));
  }
  const index = put(INDEX, json({ schemaVersion: 2, mediaType: INDEX, manifests, annotations: labels }));
  const archive = await tar(
    new Map([
      ...blobs,
      ['index.json', { content: json({ schemaVersion: 2, mediaType: INDEX, manifests: [index] }) }],
      ['oci-layout', { content: json({ imageLayoutVersion: '1.0.0' }) }],
    ]),
  );
  return { archive, digest: index.digest };
}
