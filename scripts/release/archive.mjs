/** Archives whose bytes depend on the files alone: not on the machine, the time or the user. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'fflate';
import { pack } from 'tar-stream';
import { filesOf } from '../bundling/bundle.mjs';

/**
 * @typedef {{content: Buffer | string, executable?: boolean}} File
 * @typedef {ReadonlyMap<string, File>} Files path in the archive → file
 */

/** The files of a folder, under `prefix`. @param {(name: string) => boolean} [wanted] @returns {Map<string, File>} */
export function folderFiles(folder, prefix = '', wanted = () => true) {
  const names = filesOf(folder).filter((name) => wanted(name) && statSync(join(folder, name)).isFile());
  return new Map(names.map((name) => [`${prefix}${name}`, { content: readFileSync(join(folder, name)) }]));
}

/** @param {Files} files @returns {Promise<Buffer>} a tar archive, names sorted by code unit */
export async function tar(files) {
  const archive = pack();
  for (const [name, { content, executable }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    archive.entry({ name, ...NEUTRAL, mode: executable ? 0o755 : 0o644 }, content);
  archive.finalize();
  /** @type {Buffer[]} */
  const chunks = [];
  for await (const chunk of archive) chunks.push(/** @type {Buffer} */ (chunk));
  return Buffer.concat(chunks);
}

/** The date that npm gives to all files, because some tools refuse dates before 1980; nothing else needs a date. */
export const NEUTRAL = { mtime: new Date('1985-10-26T08:15:00Z'), uid: 0, gid: 0, uname: '', gname: '' };

/** Compressed in JavaScript: the bytes that zlib gives depend on the processor. */
const gzip = (bytes) => Buffer.from(gzipSync(bytes, { level: 9, mtime: '1985-10-26T08:15:00Z' }));

/** @param {Files} files @returns {Promise<Buffer>} */
export const tarGz = async (files) => gzip(await tar(files));
