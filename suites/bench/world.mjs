/** The services and files that the programs use: a Sigstore instance, a registry, folders of small files, images of one platform. */
import { createHash, randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { peer } from '../peers.mjs';
import { startRegistries } from '../interop/registries.mjs';
import { REAL_PEERS, startStack } from '../interop/stack.mjs';
import { contenders } from './contenders.mjs';

/** The peers each kind of row is measured with. */
export const PEERS = [...REAL_PEERS, 'registry', 'sigstore'];

/**
 * Starts the services. Where the real ones are not installed, `real` is false and the sandbox takes their place, for rows that
 * compare us with ourselves.
 */
export async function startWorld(folder) {
  const stack = await startStack(join(folder, 'stack'));
  try {
    const [registry] = await startRegistries(folder, stack.servers);
    const instance = stack.real23 ?? stack.sandbox;
    const home = join(folder, 'home');
    mkdirSync(home);
    const real = stack.real23 !== undefined;
    return { folder, home, instance, real, registry, work: contenders({ instance, home }), stop: stack.stop };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

export const has = (...names) => names.every((name) => peer(name));

let made = 0;
/** A folder of `count` small files, each different, of at least `bytes`, with nothing else in it. */
export function smallFiles(folder, count, bytes = 0) {
  const at = join(folder, `files-${count}-${(made += 1)}`);
  mkdirSync(at);
  for (let index = 0; index < count; index += 1)
    writeFileSync(join(at, `${index}.bin`), `file ${index} of ${at}\n`.padEnd(bytes, '.'));
  return at;
}

/** A file of `bytes` that compress badly, in chunks of 4 MiB that each differ. */
export function bigFile(path, bytes) {
  const chunk = randomFillSync(Buffer.alloc(1 << 22));
  const file = openSync(path, 'w');
  for (let written = 0; written < bytes; written += chunk.length) {
    chunk.writeDoubleLE(written, 0);
    writeSync(file, chunk, 0, Math.min(chunk.length, bytes - written));
  }
  closeSync(file);
  return path;
}

const sha256 = (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

async function put(url, method, body, type) {
  const answer = await fetch(url, { method, body, headers: { 'content-type': type } });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  return answer;
}

/** Pushes `count` images of one platform, all different, into one repository. @returns their references by digest */
export async function pushImages({ host }, count) {
  const repository = `bench/app-${(made += 1)}`;
  const base = `http://${host}/v2/${repository}`;
  const blob = async (bytes) => {
    const started = await put(`${base}/blobs/uploads/`, 'POST', '', 'application/octet-stream');
    const at = new URL(started.headers.get('location') ?? '', base);
    at.searchParams.set('digest', sha256(bytes));
    await put(at, 'PUT', bytes, 'application/octet-stream');
    return { digest: sha256(bytes), size: bytes.length };
  };
  const layer = await blob(Buffer.from('a layer'));
  const settings = { os: 'linux', architecture: 'amd64', config: {}, rootfs: { type: 'layers', diff_ids: [layer.digest] } };
  const config = await blob(Buffer.from(JSON.stringify(settings)));
  const references = [];
  for (let index = 0; index < count; index += 1) {
    const manifest = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: MANIFEST,
        config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
        layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', ...layer }],
        annotations: { 'dev.countersign.bench': `${index}` },
      }),
    );
    await put(`${base}/manifests/${sha256(manifest)}`, 'PUT', manifest, MANIFEST);
    references.push(`${host}/${repository}@${sha256(manifest)}`);
  }
  return references;
}
