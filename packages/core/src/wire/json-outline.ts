/** The value of a member: an object or array that starts, a string (its first 256 bytes), or anything else. */
export type JsonOutlineValue = { readonly kind: 'object' | 'array' | 'other' } | { readonly kind: 'text'; readonly text: string };

/**
 * Member names from the outermost object inward, in lower case; the items of an array count as one member `[]`. The list is
 * reused and changes after the call.
 */
export type VisitMember = (path: readonly string[], value: JsonOutlineValue) => void;

const MAX_TEXT = 256;
/** Members nested deeper are not reported. */
const MAX_DEPTH = 3;
const OBJECT = { kind: 'object' } as const;
const ARRAY = { kind: 'array' } as const;
const EMPTY = Buffer.alloc(0);
const OTHER = { kind: 'other' } as const;
const ZEROS = Buffer.alloc(16 * 1024);

/**
 * Reports the members of a JSON object of any size while its bytes are streamed, in constant memory. It does not validate: where
 * a strict reader would refuse the text, it reports what a lenient reader might accept, up to the end of the first object. Names
 * are compared as in Go, ignoring letter case; NUL bytes are skipped, so that UTF-16 reads as UTF-8.
 */
export class JsonOutline {
  readonly #visit: VisitMember;
  readonly #within: ReadonlySet<string>;
  /** For each open object or array, the member that is being read. */
  readonly #path: string[] = [];
  readonly #isObject: boolean[] = [];
  #expectsName = false;
  /** Number of open objects and arrays below those in `#path`. */
  #deeper = 0;
  /** The string that is being read; undefined between strings. */
  #text: Buffer | undefined;
  #escaped = false;
  #begun = false;
  #over = false;

  /** @param within names of members of the outermost object whose inner members are reported too */
  constructor(within: ReadonlySet<string>, visit: VisitMember) {
    this.#within = within;
    this.#visit = visit;
  }

  /** @returns false when nothing more will be reported: the text is not an object, or the object has ended */
  feed(chunk: Uint8Array): boolean {
    let at = this.#begun ? 0 : this.#begin(chunk);
    while (at < chunk.length && !this.#over) {
      if (this.#text !== undefined) at = this.#readText(chunk, at, this.#text);
      else at = this.#readBetween(chunk, at);
    }
    return !this.#over;
  }

  /** Skips spaces, line ends and the bytes of byte order marks. */
  #begin(chunk: Uint8Array): number {
    let at = 0;
    // A disk image may begin with gigabytes of zeros: blocks of them are compared at once.
    while (ZEROS.equals(chunk.subarray(at, at + ZEROS.length))) at += ZEROS.length;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte <= 0x20 || byte >= 0x80) continue;
      this.#begun = true;
      this.#over = byte !== 0x7b;
      return at;
    }
    return chunk.length;
  }

  /** Reads up to the next string. */
  #readBetween(chunk: Uint8Array, start: number): number {
    for (let at = start; at < chunk.length; at += 1) {
      switch (chunk[at]) {
        case 0x22:
          this.#text = EMPTY;
          return at + 1;
        case 0x7b:
          this.#open(true);
          break;
        case 0x5b:
          this.#open(false);
          break;
        case 0x7d:
        case 0x5d:
          this.#close();
          if (this.#over) return at;
          break;
        case 0x2c:
          this.#expectsName = this.#isObject.at(-1) === true;
          break;
        default:
      }
    }
    return chunk.length;
  }

  #open(isObject: boolean): void {
    if (this.#path.length > MAX_DEPTH) {
      this.#deeper += 1;
      return;
    }
    this.#tell(isObject ? OBJECT : ARRAY);
    this.#path.push(isObject ? '' : '[]');
    this.#isObject.push(isObject);
    this.#expectsName = isObject;
  }

  #close(): void {
    if (this.#deeper > 0) {
      this.#deeper -= 1;
      return;
    }
    this.#path.pop();
    this.#isObject.pop();
    this.#over = this.#path.length === 0;
  }

  /** Reads up to the end of the string. */
  #readText(chunk: Uint8Array, start: number, before: Buffer): number {
    const end = this.#endOfText(chunk, start);
    const wanted = this.#isTold();
    const text = wanted ? Buffer.concat([before, chunk.subarray(start, Math.min(end, start + 2 * MAX_TEXT))]) : before;
    if (end === chunk.length) {
      this.#text = text.subarray(0, 2 * MAX_TEXT);
      return end;
    }
    this.#text = undefined;
    if (wanted) this.#endText(text);
    return end + 1;
  }

  #endOfText(chunk: Uint8Array, start: number): number {
    for (let at = start; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (this.#escaped) {
        // NUL bytes between the backslash and the escaped character belong to UTF-16.
        if (byte !== 0) this.#escaped = false;
      } else if (byte === 0x5c) this.#escaped = true;
      else if (byte === 0x22) return at;
    }
    return chunk.length;
  }

  /** Whether the current member is reported. */
  #isTold(): boolean {
    const depth = this.#path.length;
    return this.#deeper === 0 && (depth === 1 || (depth <= MAX_DEPTH && this.#within.has(this.#path[0] ?? '')));
  }

  #endText(bytes: Buffer): void {
    const text = unescape(Buffer.from(bytes.filter((byte) => byte !== 0).subarray(0, MAX_TEXT)).toString('utf8'));
    if (!this.#expectsName) return this.#tell({ kind: 'text', text });
    this.#path[this.#path.length - 1] = folded(text);
    this.#expectsName = false;
    this.#tell(OTHER);
  }

  /** The path of the current member; an item of an array is a member too. */
  #tell(value: JsonOutlineValue): void {
    if (this.#isTold()) this.#visit(this.#path, value);
  }
}

function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text;
  }
}

/** Folds names as Go's encoding/json does: `ſ` becomes `s`, the Kelvin sign becomes `k`. */
function folded(name: string): string {
  return name.toUpperCase().toLowerCase();
}
