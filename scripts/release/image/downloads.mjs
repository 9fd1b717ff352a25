/** What lock.json pins, fetched once by the ordinary clients of its registries, and never used unless its digest is the pinned one. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';

export const CACHE = process.env.COUNTERSIGN_IMAGE_CACHE ?? join(homedir(), '.cache', 'countersign-image');
/** The archive drops a version soon after a newer one; debian-security has those of security updates; snapshot keeps everything. */
const MIRRORS = [
  'http://deb.debian.org/debian',
  'http://deb.debian.org/debian-security',
  'https://snapshot.debian.org/archive/debian/20261126T000000Z',
];

const digest = (algorithm, bytes, encoding) => createHash(algorithm).update(bytes).digest(encoding);

/** @param {string} name of the file in the cache @param {(bytes: Buffer) => boolean} isPinned @param {(folder: string) => string} fetch gives a path */
function cached(name, isPinned, fetch) {
  const at = join(CACHE, name);
  if (existsSync(at) && isPinned(readFileSync(at))) return readFileSync(at);
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'fetch-'));
  try {
    const bytes = readFileSync(fetch(folder));
    if (!isPinned(bytes)) throw new Error(`${name} is not what scripts/release/image/lock.json pins`);
    writeFileSync(join(folder, 'checked'), bytes);
    renameSync(join(folder, 'checked'), at);
    return bytes;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A Debian package (`.deb`). */
export function debianPackage({ path, sha256 }) {
  return cached(
    `${sha256}.deb`,
    (bytes) => digest('sha256', bytes, 'hex') === sha256,
    (folder) => {
      const to = join(folder, basename(path));
      const fetched = MIRRORS.some((mirror) => {
        const args = ['download-file', `${mirror}/${path}`, to, `SHA256:${sha256}`];
        return spawnSync('/usr/lib/apt/apt-helper', args, { stdio: ['ignore', 'ignore', 'pipe'] }).status === 0 && existsSync(to);
      });
      if (!fetched) throw new Error(`${path} could not be fetched from ${MIRRORS.join(', ')}`);
      return to;
    },
  );
}

/** An npm package (`.tgz`). */
export function npmPackage({ name, version, integrity }) {
  return cached(
    `${name}-${version}.tgz`,
    (bytes) => `sha512-${digest('sha512', bytes, 'base64')}` === integrity,
    (folder) => {
      const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder, `${name}@${version}`];
      return join(folder, execFileSync('npm', args, { cwd: folder, encoding: 'utf8' }).trim());
    },
  );
}

/** A result that costs minutes, by the digest of everything it is made from. @param {() => Promise<Buffer>} make */
export async function keptResult(key, make) {
  const at = join(CACHE, key);
  if (existsSync(at)) {
    const bytes = readFileSync(at);
    const content = bytes.subarray(32);
    if (createHash('sha256').update(content).digest().equals(bytes.subarray(0, 32))) return content;
  }
  const made = await make();
  mkdirSync(CACHE, { recursive: true });
  const fresh = `${at}.${process.pid}.new`;
  writeFileSync(fresh, Buffer.concat([createHash('sha256').update(made).digest(), made]));
  renameSync(fresh, at);
  return made;
}
