/** Three registries: with the referrers API, and two without it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildImage, pushImage } from '../examples/demo/image.mjs';
import { peer } from './peers.mjs';
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

const rootfs = fileURLToPath(new URL('../examples/greeter-image/rootfs', import.meta.url));

/** Pushes an image of two platforms. Every call makes another image. */
let count = 0;
export async function newImage({ host }, repository) {
  count += 1;
  const image = buildImage(rootfs, ['linux/amd64', 'linux/arm64']);
  const index = JSON.parse(image.index);
  index.annotations = { 'dev.countersign.interop': String(count) };
  const digest = await pushImage(host, repository, `v${count}`, { ...image, index: Buffer.from(JSON.stringify(index)) });
  return { host, repository, digest, name: `${host}/${repository}`, reference: `${host}/${repository}@${digest}` };
}
