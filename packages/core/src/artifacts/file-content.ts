import { JsonOutline } from '../wire/index.js';
import type { FileContent } from './types.js';

/** The beginning of every pre-authentication encoding (DSSE protocol, section "Signature Definition"). */
const ENVELOPE = Buffer.from('DSSEv1 ');

/**
 * Determines whether a file is also something else that a signature can be about; see `FileContent`. It reads the same bytes as the
 * hash, in the same pass, because a second read could see other bytes than those whose digest is signed. Files that are not JSON
 * objects take no time after their first bytes.
 */
export class ContentReader {
  /** Number of bytes of `ENVELOPE` that the file begins with; undefined if it begins differently. */
  #matched: number | undefined = 0;
  readonly #members = new Members();
  #isComplete = false;

  /** @param chunk the next bytes; not kept */
  read(chunk: Uint8Array): void {
    if (this.#matched !== undefined && this.#matched < ENVELOPE.length) {
      const wanted = ENVELOPE.subarray(this.#matched, this.#matched + chunk.length);
      this.#matched = wanted.equals(chunk.subarray(0, wanted.length)) ? this.#matched + wanted.length : undefined;
    }
    if (!this.#isComplete) this.#isComplete = !this.#members.read(chunk);
  }

  content(): FileContent {
    return this.#matched === ENVELOPE.length ? 'encoded-envelope' : this.#members.content();
  }
}

/** See `ContentReader`. */
export function contentOf(bytes: Uint8Array): FileContent {
  const reader = new ContentReader();
  reader.read(bytes);
  return reader.content();
}

const IMAGE_MEDIA_TYPE = /^application\/vnd\.(?:oci\.image|docker\.distribution)\./i;

/** The members of a JSON object that identify its kind; names in any letter case, because JSON readers in Go ignore it. */
class Members {
  readonly #names = new Set<string>();
  readonly #outline = new JsonOutline(DESCRIPTORS, (path, value) => {
    const name = path.join('.');
    // cosign requires an object here; other files may have a number, such as a count of critical findings.
    if (name === 'critical' && value.kind === 'object') this.#names.add('critical');
    if (MANIFEST_MEMBERS.has(name)) this.#names.add(name);
    if (name === 'mediatype' && value.kind === 'text' && IMAGE_MEDIA_TYPE.test(value.text)) this.#names.add('image');
  });

  /** @returns false if the rest of the file cannot change the result */
  read(chunk: Uint8Array): boolean {
    return this.#outline.feed(chunk);
  }

  content(): FileContent {
    const has = (...names: readonly string[]): boolean => names.every((name) => this.#names.has(name));
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
