/** The layers of the container image, as tar archives that depend on lock.json and the program alone. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { extract, pack } from 'tar-stream';
import { PROGRAM_FOLDER } from '../../bundling/bootstrap.mjs';
import { NEUTRAL } from '../archive.mjs';
import { debianPackage, npmPackage } from './downloads.mjs';

/**
 * @typedef {{type: 'file' | 'directory' | 'symlink' | 'link', mode: number, linkname?: string, content?: Buffer}} Entry
 * @typedef {Map<string, Entry>} Layer path without leading slash → entry
 */

const PROGRAMS = PROGRAM_FOLDER.slice(1);
const directory = (mode = 0o755) => ({ type: 'directory', mode });
const file = (content, mode = 0o644) => ({ type: 'file', mode, content: Buffer.from(content) });
const symlink = (linkname) => ({ type: 'symlink', mode: 0o777, linkname });

/** Root alone, and nobody: what programs look up. The passwords are locked. */
const ACCOUNTS = {
  'etc/passwd': file('root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n'),
  'etc/group': file('root:x:0:\nnogroup:x:65534:\n'),
  'etc/nsswitch.conf': file('passwd: files\ngroup: files\nhosts: files dns\n'),
};

/** Pages for people, translations and setup scripts of packages; licenses stay. */
const leftOut = (path) =>
  /^usr\/share\/(?:man|info|locale|lintian|bug|bash-completion|gdb|doc-base)(?:\/|$)/.test(path) ||
  (/^usr\/share\/doc\/.*[^/]$/.test(path) && !/\/copyright$/.test(path) && !/^usr\/share\/doc\/[^/]+$/.test(path));

/** @param {Buffer} archive a tar archive @returns {Promise<readonly [string, Entry][]>} */
async function entriesOf(archive) {
  const found = [];
  const reader = extract();
  reader.end(archive);
  for await (const entry of reader) {
    const { name, type, mode, linkname } = entry.header;
    const chunks = [];
    for await (const chunk of entry) chunks.push(chunk);
    const path = name.replace(/^\.\//, '').replace(/\/$/, '');
    if (!['file', 'directory', 'symlink', 'link'].includes(type)) throw new Error(`${path} is a ${type}`);
    if (path.split('/').includes('..') || path.startsWith('/')) throw new Error(`${path} is not a path in the image`);
    found.push([path, { type, mode: mode & 0o7777, linkname: linkname?.replace(/^\.\//, ''), content: Buffer.concat(chunks) }]);
  }
  return found.filter(([path]) => path !== '' && path !== '.');
}

/** The files and the description of a Debian package; its scripts do not run. */
function unpackDebian(bytes) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-deb-'));
  try {
    const path = join(folder, 'package.deb');
    writeFileSync(path, bytes);
    const dpkg = (...args) => execFileSync('dpkg-deb', [...args, path], { maxBuffer: 256 << 20 });
    return { archive: dpkg('--fsys-tarfile'), control: dpkg('--field').toString('utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns {Promise<Layer>} what Debian's packages bring, without what their installation scripts would do but for certificates and accounts */
export async function debianLayer(packages) {
  const layer = new Map([
    ...['etc/ssl', 'etc/ssl/certs', 'opt', 'proc', 'sys', 'dev', 'run', 'var/lib/dpkg', 'var/lib/dpkg/status.d'].map((path) => [
      path,
      directory(),
    ]),
    ['root', directory(0o700)],
    ['tmp', directory(0o1777)],
  ]);
  for (const one of packages) {
    const { archive, control } = unpackDebian(debianPackage(one));
    for (const [path, entry] of await entriesOf(archive)) if (!leftOut(path)) layer.set(path, entry);
    // Where scanners look for packages that no package manager has installed.
    layer.set(`var/lib/dpkg/status.d/${one.name}`, file(control));
  }
  const certificates = [...layer].filter(([path]) => /^usr\/share\/ca-certificates\/mozilla\/.+\.crt$/.test(path));
  if (certificates.length < 100) throw new Error(`only ${certificates.length} certificate authorities`);
  const all = certificates.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { content }]) => content);
  layer.set('etc/ssl/certs/ca-certificates.crt', file(Buffer.concat(all)));
  for (const [path, entry] of Object.entries(ACCOUNTS)) layer.set(path, entry);
  return layer;
}

/** @returns {Promise<Layer>} Node, and its license */
export async function nodeLayer(node) {
  const entries = new Map(await entriesOf(gunzipSync(npmPackage(node))));
  return new Map([
    ['usr/local/bin/node', { ...entries.get('package/bin/node'), mode: 0o755 }],
    ['usr/local/share/doc/node/LICENSE', { ...entries.get('package/LICENSE'), mode: 0o644 }],
  ]);
}

/**
 * @param {import('../archive.mjs').Files} program under one folder
 * @param {import('../archive.mjs').Files} components the programs of the GitLab components
 * @returns {Layer}
 */
export function programLayer(program, components) {
  const at = (path, { content, executable }) => [path, file(content, executable ? 0o755 : 0o644)];
  return new Map([
    ...[...program].map(([name, one]) => at(`${PROGRAMS}/${name.replace(/^[^/]+\//, '')}`, one)),
    ...[...components].map(([name, one]) => at(`${PROGRAMS}/${name}`, one)),
    ['usr/local/bin/countersign', symlink(`${PROGRAM_FOLDER}/countersign`)],
  ]);
}

/** @param {Layer} layer @returns {Promise<Buffer>} folders first, sorted by code unit; what has no folder entry yet gets one */
export async function layerTar(layer) {
  const all = new Map(layer);
  for (const path of layer.keys())
    for (let parent = path; (parent = parent.split('/').slice(0, -1).join('/')) !== '';)
      if (!all.has(parent)) all.set(parent, directory());
  const archive = pack();
  const sorted = [...all].sort(([a], [b]) => (a < b ? -1 : 1));
  // A hard link must come after the file that it names.
  for (const [path, { type, mode, linkname, content }] of [
    ...sorted.filter(([, { type }]) => type !== 'link'),
    ...sorted.filter(([, { type }]) => type === 'link'),
  ]) {
    const name = type === 'directory' ? `${path}/` : path;
    archive.entry({ name, ...NEUTRAL, type, mode, ...(linkname ? { linkname } : {}) }, type === 'file' ? content : undefined);
  }
  archive.finalize();
  const chunks = [];
  for await (const chunk of archive) chunks.push(chunk);
  return Buffer.concat(chunks);
}
