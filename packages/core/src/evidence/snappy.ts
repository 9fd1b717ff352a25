import { CountersignError } from '../errors/index.js';

/**
 * Decompresses Snappy's block format (google/snappy format_description.txt), in which GitHub stores attestation bundles.
 * The length in the header is checked before memory is allocated, and must be exact.
 *
 * @throws CountersignError EVIDENCE_TOO_LARGE, EVIDENCE_MALFORMED
 */
export function decompressSnappy(input: Uint8Array, maxBytes: number, what: string): Uint8Array {
  const source = new Source(input, what);
  const length = source.varint();
  if (length > maxBytes) {
    throw new CountersignError('EVIDENCE_TOO_LARGE', `${what} is too large`, {
      expected: `at most ${maxBytes} bytes`,
      found: `${length} bytes`,
    });
  }
  const output = new Uint8Array(length);
  let at = 0;
  while (source.left > 0) {
    const tag = source.integer(1);
    const kind = tag & 3;
    if (kind === 0) {
      const small = tag >> 2;
      const count = (small < 60 ? small : source.integer(small - 59)) + 1;
      if (at + count > length) throw source.broken();
      output.set(source.take(count), at);
      at += count;
      continue;
    }
    const count = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    const offset = kind === 1 ? ((tag >> 5) << 8) | source.integer(1) : source.integer(kind === 2 ? 2 : 4);
    if (offset === 0 || offset > at || at + count > length) throw source.broken();
    // Byte by byte, because source and target of a copy may overlap.
    for (const end = at + count; at < end; at += 1) output[at] = output[at - offset] ?? 0;
  }
  if (at !== length) throw source.broken();
  return output;
}

class Source {
  private at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly what: string,
  ) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** Little-endian, up to four bytes. */
  integer(size: number): number {
    return this.take(size).reduce((value, byte, index) => value + byte * 256 ** index, 0);
  }

  /** Up to 32 bits. */
  varint(): number {
    let value = 0;
    for (let index = 0; index < 5; index += 1) {
      const byte = this.integer(1);
      value += (byte & 0x7f) * 128 ** index;
      if (byte < 0x80 && value < 2 ** 32) return value;
    }
    throw this.broken();
  }

  take(count: number): Uint8Array {
    if (count > this.left) throw this.broken();
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  broken(): CountersignError {
    return new CountersignError('EVIDENCE_MALFORMED', `${this.what} is not valid Snappy data`, {
      expected: 'the compressed bundle',
      found: 'malformed data',
    });
  }
}
