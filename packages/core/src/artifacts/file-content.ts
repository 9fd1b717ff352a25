import { JsonOutline } from '../wire/index.js';
import type { FileContent } from './types.js';

/** DSSE protocol v1.0, "Signature Definition": how everything begins that is signed as an envelope. */
const ENVELOPE = Buffer.from('DSSEv1 ');

/**
 * Tells what a file is, where its bytes are also something else that is signed: what is signed of an attestation, cosign's text of an
 * image signature, the manifest of an image. It is told in the pass that hashes the file, and of the same bytes: what a second
 * reading finds, says nothing about the bytes whose digest is signed. Files that are no JSON object cost nothing after their first bytes.
 */
export class ContentReader {
  /** How many bytes of `ENVELOPE` the file begins with; undefined when it begins otherwise. */
  #matched: number | undefined = 0;
  readonly #marks = new Marks();
  #marksEnded = false;

  /** @param chunk the next bytes; it is not kept */
  read(chunk: Uint8Array): void {
    if (this.#matched !== undefined && this.#matched < ENVELOPE.length) {
      const wanted = ENVELOPE.subarray(this.#matched, this.#matched + chunk.length);
      this.#matched = wanted.equals(chunk.subarray(0, wanted.length)) ? this.#matched + wanted.length : undefined;
    }
    if (!this.#marksEnded) this.#marksEnded = !this.#marks.read(chunk);
  }

  content(): FileContent {
    return this.#matched === ENVELOPE.length ? 'encoded-envelope' : this.#marks.content();
  }
}

/** See `ContentReader`. */
export function contentOf(bytes: Uint8Array): FileContent {
  const reader = new ContentReader();
  reader.read(bytes);
  return reader.content();
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
