/** Three registries: with the referrers API, and two without it. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildImage, pushImage } from '../../examples/demo/image.mjs';
import { peer } from '../peers.mjs';
import { freePorts } from './processes.mjs';

const KINDS = [
  {
    name: "go-containerregistry's registry",
    needs: 'registry',
    referrers: true,
    args: (host) => [host],
  },
  {
    name: 'crane registry serve',
    needs: 'crane',
    referrers: false,
    args: (host) => ['registry', 'serve', '--address', host],
  },
  {
    name: 'docker-registry 2.8',
    needs: 'docker-registry',
    referrers: false,
    args: (host, folder) => {
      const path = join(folder, 'docker-registry.yml');
      const storage = { filesystem: { rootdirectory: join(folder, 'docker-registry') } };
      writeFileSync(path, JSON.stringify({ version: 0.1, log: { level: 'error' }, storage, http: { addr: host } }));
      return ['serve', path];
    },
  },
];

/** Starts those that are installed. `host` is undefined for the others. */
export async function startRegistries(folder, servers) {
  const ports = await freePorts(KINDS.length);
  return Promise.all(
    KINDS.map(async ({ name, needs, referrers, args }, index) => {
      const program = peer(needs);
      if (!program) return { name, needs, referrers, host: undefined };
      const host = `127.0.0.1:${ports[index]}`;
      await servers.start(program, args(host, folder), `http://${host}/v2/`);
      return { name, needs, referrers, host };
    }),
  );
}

const rootfs = fileURLToPath(new URL('../../examples/greeter-image/rootfs', import.meta.url));

let count = 0;
/** One push at a time: docker-registry fails if the same manifest is pushed twice at the same time. */
/** @type {Promise<unknown>} */
let pushing = Promise.resolve();

/** Pushes an image of two platforms. Every call makes another index. */
export async function newImage({ host }, repository) {
  count += 1;
  const image = buildImage(rootfs, ['linux/amd64', 'linux/arm64']);
  const index = JSON.parse(image.index.toString());
  index.annotations = { 'dev.countersign.interop': String(count) };
  const push = () => pushImage(host, repository, `v${count}`, { ...image, index: Buffer.from(JSON.stringify(index)) });
  const pushed = pushing.then(push, push);
  pushing = pushed;
  const digest = await pushed;
  const name = `${host}/${repository}`;
  return {
    name,
    digest,
    reference: `${name}@${digest}`,
    platforms: index.manifests.map((platform) => `${name}@${platform.digest}`),
  };
}

const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const sha256 = (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Attaches the unchanged bundles of one image to another, as an attacker with push permission can. */
export async function moveReferrers({ host }, repository, from, to) {
  const base = `http://${host}/v2/${repository}`;
  const get = async (path, accept) => {
    const answer = await fetch(`${base}/${path}`, { headers: { accept } });
    return answer.ok ? answer.text() : undefined;
  };
  const wanted = async (path, accept) => {
    const text = await get(path, accept);
    if (text === undefined) throw new Error(`GET ${base}/${path} was refused`);
    return text;
  };
  const put = async (reference, value, mediaType) => {
    const bytes = Buffer.from(JSON.stringify(value));
    const headers = { 'content-type': mediaType };
    const answer = await fetch(`${base}/manifests/${reference ?? sha256(bytes)}`, { method: 'PUT', body: bytes, headers });
    if (!answer.ok) throw new Error(`PUT ${reference}: ${answer.status} ${await answer.text()}`);
    return { digest: sha256(bytes), size: bytes.length };
  };
  const listed = (await get(`referrers/${from}`, OCI_INDEX)) ?? (await wanted(`manifests/${from.replace(':', '-')}`, OCI_INDEX));
  const target = await wanted(`manifests/${to}`, OCI_INDEX);
  const entries = [];
  for (const entry of JSON.parse(listed).manifests) {
    const manifest = JSON.parse(await wanted(`manifests/${entry.digest}`, OCI_MANIFEST));
    manifest.subject = { ...manifest.subject, digest: to, size: Buffer.byteLength(target) };
    entries.push({ ...entry, ...(await put(undefined, manifest, OCI_MANIFEST)) });
  }
  await put(to.replace(':', '-'), { schemaVersion: 2, mediaType: OCI_INDEX, manifests: entries }, OCI_INDEX);
}

/** The same manifest under another tag. */
export async function copyTag({ host }, repository, from, to) {
  const base = `http://${host}/v2/${repository}/manifests`;
  const manifest = await fetch(`${base}/${from}`, { headers: { accept: OCI_MANIFEST } });
  const answer = await fetch(`${base}/${to}`, {
    method: 'PUT',
    body: Buffer.from(await manifest.arrayBuffer()),
    headers: { 'content-type': manifest.headers.get('content-type') ?? OCI_MANIFEST },
  });
  if (!answer.ok) throw new Error(`PUT ${to}: ${answer.status} ${await answer.text()}`);
}
