import { createHash } from 'node:crypto';
import { closeSync, read, readSync } from 'node:fs';
import type { Run } from '../errors/index.js';
import { JsonOutline } from '../wire/index.js';
import { throwIfAborted } from './abort.js';
import { fileChanged, fileUnreadable } from './file-errors.js';
import { openFile, recheck } from './open-file.js';
import type { FileContent, FileSubject } from './types.js';

/** DSSE protocol v1.0, "Signature Definition": how everything begins that is signed as an envelope. */
const ENVELOPE = Buffer.from('DSSEv1 ');
const CHUNK = 1024 * 1024;
const ALGORITHMS = ['sha256', 'sha384', 'sha512'] as const;

/**
 * What a file is, where its bytes are also something else that is signed: what is signed of an attestation, cosign's text of an
 * image signature, the manifest of an image. Read from the file itself and never from a copy that was kept of it or not; bytes
 * that were read whole must have the digests that are known. Files that are no JSON are only looked at in front.
 * @throws CountersignError FILE_CHANGED, FILE_UNREADABLE, DEADLINE_EXCEEDED
 */
export async function contentOf(run: Pick<Run, 'signal'>, { path, size, digests }: FileSubject): Promise<FileContent> {
  const file = openFile(path);
  try {
    if (Number(file.before.size) !== size) throw fileChanged(path);
    const hashes = ALGORITHMS.flatMap((name) => (digests[name] === undefined ? [] : [{ name, hash: createHash(name) }]));
    const marks = new Marks();
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK, Math.max(size, 1)));
    let total = 0;
    while (total < size) {
      throwIfAborted(run.signal);
      const count = await readSome(file.descriptor, buffer, size, path);
      if (count === 0) break;
      const chunk = buffer.subarray(0, count);
      if (total === 0 && chunk.subarray(0, ENVELOPE.length).equals(ENVELOPE)) return 'encoded-envelope';
      total += count;
      for (const { hash } of hashes) hash.update(chunk);
      if (!marks.read(chunk) && total < size) return marks.content();
    }
    recheck(file, path);
    if (total !== size || hashes.some(({ name, hash }) => hash.digest('hex') !== digests[name])) throw fileChanged(path);
    return marks.content();
  } finally {
    closeSync(file.descriptor);
  }
}

/** Small files on this thread, which is faster than any other way. */
function readSome(descriptor: number, buffer: Buffer, size: number, path: string): number | Promise<number> {
  try {
    if (size <= CHUNK) return readSync(descriptor, buffer, 0, buffer.length, null);
  } catch (cause) {
    throw fileUnreadable(path, cause);
  }
  return new Promise((resolve, reject) => {
    read(descriptor, buffer, 0, buffer.length, null, (error, count) => {
      if (error === null) resolve(count);
      else reject(fileUnreadable(path, error));
    });
  });
}

const IMAGE_MEDIA_TYPE = /^application\/vnd\.(?:oci\.image|docker\.distribution)\./i;

/** What tells a JSON text from others; names in any letter case, because readers written in Go take them so. */
class Marks {
  readonly #members = new Set<string>();
  readonly #outline = new JsonOutline(DESCRIPTORS, (path, value) => {
    const name = path.join('.');
    // cosign's readers want an object here; a number is somebody's count of critical things.
    if (name === 'critical' && value.kind === 'object') this.#members.add('critical');
    if (MANIFEST_MEMBERS.has(name)) this.#members.add(name);
    if (name === 'mediatype' && value.kind === 'text' && IMAGE_MEDIA_TYPE.test(value.text)) this.#members.add('image');
  });

  /** @returns false when the rest says nothing */
  read(chunk: Uint8Array): boolean {
    return this.#outline.feed(chunk);
  }

  content(): FileContent {
    const has = (...names: readonly string[]): boolean => names.every((name) => this.#members.has(name));
    if (has('critical')) return 'image-text';
    const versioned = ['manifests', 'layers', 'fslayers', 'config.digest'].some((name) => has('schemaversion', name));
    const described = has('manifests.[].digest') || has('config.digest', 'layers') || has('config.digest', 'config.mediatype');
    return has('image') || versioned || described ? 'image-manifest' : 'data';
  }
}

const MANIFEST_MEMBERS = new Set([
  'schemaversion',
  'config.digest',
  'config.mediatype',
  'layers',
  'fslayers',
  'manifests',
  'manifests.[].digest',
]);
const DESCRIPTORS = new Set(['config', 'manifests']);
