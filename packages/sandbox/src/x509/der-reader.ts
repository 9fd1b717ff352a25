/** One DER element from a client's request. */
export interface Element {
  /** The tag byte, class and constructed bit included. */
  readonly tag: number;
  readonly content: Buffer;
  /** Tag, length and content. */
  readonly raw: Buffer;
}

/** Thrown for bytes that are not the expected DER; services answer with 400. */
export class DerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DerError';
  }
}

/** Reads exactly one element; trailing bytes are an error. */
export function readElement(bytes: Uint8Array): Element {
  const [element, ...rest] = readElements(bytes);
  if (!element || rest.length > 0) throw new DerError('expected exactly one DER element');
  return element;
}

/** Reads elements until the end of the bytes. Definite, minimal lengths and single-byte tags only (X.690 10.1). */
export function readElements(bytes: Uint8Array): Element[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const elements: Element[] = [];
  for (let start = 0; start < buffer.length;) {
    const tag = byteAt(buffer, start);
    if ((tag & 0x1f) === 0x1f) throw new DerError('multi-byte tags are not supported');
    let size = byteAt(buffer, start + 1);
    let head = 2;
    if (size === 0x80 || size > 0x84) throw new DerError('unsupported DER length');
    if (size > 0x80) {
      const count = size & 0x7f;
      if (start + 2 + count > buffer.length) throw new DerError('truncated DER length');
      size = buffer.readUIntBE(start + 2, count);
      head += count;
      if (size < 0x80 || buffer[start + 2] === 0) throw new DerError('DER length is not minimal');
    }
    const end = start + head + size;
    if (end > buffer.length) throw new DerError('truncated DER element');
    elements.push({ tag, content: buffer.subarray(start + head, end), raw: buffer.subarray(start, end) });
    start = end;
  }
  return elements;
}

/** The children of an element that must have this tag. */
export function children(element: Element | undefined, tag = 0x30): Element[] {
  return readElements(contentOf(element, tag));
}

/** The content of an element that must have this tag. */
export function contentOf(element: Element | undefined, tag: number): Buffer {
  if (element?.tag !== tag) {
    const found = element ? `0x${element.tag.toString(16)}` : 'nothing';
    throw new DerError(`expected DER tag 0x${tag.toString(16)}, found ${found}`);
  }
  return element.content;
}

/** The bytes of a BIT STRING that has no unused bits. */
export function bitStringBytes(element: Element | undefined): Buffer {
  const content = contentOf(element, 0x03);
  if (content[0] !== 0) throw new DerError('expected a BIT STRING of whole bytes');
  return content.subarray(1);
}

/** The value of a non-negative INTEGER. */
export function readInteger(element: Element | undefined): bigint {
  const content = contentOf(element, 0x02);
  const [first, second] = content;
  if (first === undefined || first >= 0x80) throw new DerError('expected a non-negative INTEGER');
  if (first === 0 && second !== undefined && second < 0x80) throw new DerError('INTEGER is not minimal');
  return BigInt(`0x${content.toString('hex')}`);
}

/** Dotted decimal of an OBJECT IDENTIFIER. */
export function readOid(element: Element | undefined): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of contentOf(element, 0x06)) {
    arc = arc * 128 + (byte & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER / 128) throw new DerError('OBJECT IDENTIFIER arc is too large');
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const [head = 0, ...rest] = arcs;
  const first = Math.min(2, Math.floor(head / 40));
  return [first, head - first * 40, ...rest].join('.');
}

function byteAt(buffer: Buffer, index: number): number {
  const byte = buffer[index];
  if (byte === undefined) throw new DerError('truncated DER element');
  return byte;
}
